"""The efficient unitary cell beside complex matrices, its rotations as the paper has them and as the code does."""

import numpy as np
import pytest

from symbolic import cell

UNITS, INPUTS, LAYERS = 6, 3, 4
SHAPES = {"theta": (2, 3), "phi": (2, 3), "eta": (2, 2), "psi": (2, 2), "omega": (6,), "V": (2, 6, 3), "b": (6,)}
ORDER = [0, 2, 4, 1, 3, 5]
"""The even units come first."""


def rotations(thetas, phis, first, code):
    """Each pair of neighbours by an angle and a phase, from the first one on."""
    matrix = np.eye(UNITS, dtype=complex)
    for place, (theta, phi) in enumerate(zip(thetas, phis, strict=True)):
        even = first + 2 * place
        real = np.array([[np.cos(theta), -np.sin(theta)], [np.sin(theta), np.cos(theta)]])
        turned = real @ np.diag([1, np.exp(1j * phi)]) if code else np.diag([np.exp(1j * phi), 1]) @ real
        matrix[even : even + 2, even : even + 2] = turned
    return matrix


def states(arrays, x, code):
    """The state over time by a dense unitary matrix."""
    back = np.argsort(ORDER)
    matrix = np.eye(UNITS, dtype=complex)
    for layer in range(LAYERS // 2):
        matrix = rotations(arrays["theta"][layer], arrays["phi"][layer], 0, code) @ matrix
        matrix = rotations(arrays["eta"][layer], arrays["psi"][layer], 1, code) @ matrix
    matrix = np.exp(1j * arrays["omega"][back])[:, None] * matrix
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(UNITS), atol=1e-12)
    kernel, state, rows = (arrays["V"][0] + 1j * arrays["V"][1])[back], np.zeros(UNITS, complex), []
    for now in x:
        z = matrix @ state + kernel @ now
        size = np.abs(z) + 0.01 * code
        state = np.maximum(size + arrays["b"][back], 0) * z / size
        rows.append(state[ORDER])
    return np.array(rows)


@pytest.fixture
def drawn():
    random = np.random.default_rng(0)
    return {name: random.normal(size=shape) for name, shape in SHAPES.items()}, random.normal(size=(5, INPUTS))


def test_it_is_a_unitary_matrix_and_the_activation_of_its_paper(drawn):
    arrays, x = drawn
    h = cell("eurnn").run(arrays, {"x": x})["h"]
    np.testing.assert_allclose(h[:, 0] + 1j * h[:, 1], states(arrays, x, code=False), atol=1e-12)


def test_the_code_has_its_phase_elsewhere_and_another_modulus(drawn):
    arrays, x = drawn
    h = cell("eurnn").run(arrays, {"x": x})["h"]
    assert np.abs(h[:, 0] + 1j * h[:, 1] - states(arrays, x, code=True)).max() > 0.1
    # Without phases the rotations are the same, and the modulus alone makes a small difference.
    arrays |= {"phi": np.zeros((2, 3)), "psi": np.zeros((2, 2)), "b": np.abs(arrays["b"])}
    h = cell("eurnn").run(arrays, {"x": x})["h"]
    assert 0 < np.abs(h[:, 0] + 1j * h[:, 1] - states(arrays, x, code=True)).max() < 0.1
