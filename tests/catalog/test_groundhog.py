"""Where the authors' GroundHog differs from the papers: which gate value keeps the state, biases, alignment."""

import numpy as np

from symbolic import Cell, cell

SWAPPED = """
z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
h[t] = z[t] * hc[t] + (1 - z[t]) * h[t-1]"""

DECODER = """
for j in N: e[t, j] = dot(D, tanh(B @ s[t-1] + A @ a[t, j]))
w[t] = softmax(e[t, j] for j in N)
c[t] = sum(element(w[t], j) * a[t, j] for j in N)
r[t] = sigmoid(R @ s[t-1] + E_r @ y[t] + C_r @ c[t])
sc[t] = tanh(W @ (r[t] * s[t-1]) + E @ y[t] + C @ c[t] + b)
z[t] = sigmoid(G @ s[t-1] + E_z @ y[t] + C_z @ c[t])
s[t] = z[t] * sc[t] + (1 - z[t]) * s[t-1]"""
NAMES = {"v_a": "D", "W_a": "B", "U_a": "A", "U_z": "G", "U_r": "R", "U": "W", "W_z": "E_z", "W_r": "E_r", "W": "E"}


def test_the_gru_of_the_code_keeps_what_that_of_the_paper_replaces():
    """The same cell, with the other sign before all that the update gate reads."""
    random = np.random.default_rng(0)
    paper, code = cell("gru"), Cell(SWAPPED, {"x": "n", "h": "m"})
    shapes = {"W": (4, 3), "U": (4, 4), "b": (4,)}
    arrays = {name: random.normal(size=shapes[name[0]]) for name in paper.definition.names.parameters}
    x = {"x": random.normal(size=(6, 3))}
    turned = {name: -array if name.endswith("_z") else array for name, array in arrays.items()}
    np.testing.assert_allclose(code.run(turned, x)["h"], paper.run(arrays, x)["h"], atol=1e-12)
    assert np.abs(code.run(arrays, x)["h"] - paper.run(arrays, x)["h"]).max() > 0.01
    assert code.count == paper.count


def test_the_decoder_of_the_code_aligns_at_the_size_of_its_state_and_has_one_bias():
    random = np.random.default_rng(1)
    sizes = {"n": 2, "q": 3, "m": 4, "N": 5}
    paper, code = cell("bahdanau_decoder"), Cell(DECODER, {"y": "n", "a": "q", "s": "m", "D": "m"})
    assert code.count_at(n=2, q=3, m=4) == paper.count_at(n=2, q=3, m=4, p=4) + 4
    arrays = {
        name: random.normal(size=[{**sizes, "p": 4}[str(axis)] for axis in shape])
        for name, (shape, _) in paper.shapes.items()
    }
    inputs = {"y": random.normal(size=(3, 2)), "a": random.normal(size=(3, 5, 3))}
    named = {NAMES.get(name, name): array for name, array in arrays.items()} | {"b": np.zeros(4)}
    np.testing.assert_allclose(code.run(named, inputs)["s"], paper.run(arrays, inputs)["s"], atol=1e-12)
