"""Gated slot attention beside two passes, as its authors' code has it, and the Lipschitz cell beside rows."""

import numpy as np

from symbolic import cell


def softmax(values):
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def silu(values):
    return values / (1 + np.exp(-values))


def test_two_passes_of_gated_linear_attention_give_the_same():
    random = np.random.default_rng(0)
    m, heads, d, e, slots, steps = 6, 2, 3, 4, 5, 7
    shapes = {"W_q": (heads, d, m), "W_k": (heads, d, m), "W_v": (heads, e, m), "W_f": (heads, slots, m)}
    shapes |= {"W_o": (m, heads * e), "g": (heads * e,)}
    arrays = {name: random.normal(size=shape) for name, shape in shapes.items()} | {"tau": 8.0, "eps": 1e-5}
    x = random.normal(size=(steps, m))
    q, k, v = (silu(np.einsum("jdm,tm->jtd", arrays[name], x)) for name in ("W_q", "W_k", "W_v"))
    gate = 1 / (1 + np.exp(-np.einsum("jsm,tm->jts", arrays["W_f"], x)))
    decay = gate ** (1 / 8)
    keys, scores = np.zeros((heads, d, slots)), np.zeros((heads, steps, slots))
    for t in range(steps):
        keys = keys * decay[:, t, None, :] + k[:, t, :, None] * (1 - decay)[:, t, None, :]
        scores[:, t] = (q[:, t, :, None] * keys).sum(axis=1)
    weights = softmax(scores)
    values, read = np.zeros((heads, slots, e)), np.zeros((heads, steps, e))
    for t in range(steps):
        values = values * decay[:, t, :, None] + (1 - decay)[:, t, :, None] * v[:, t, None, :]
        read[:, t] = (weights[:, t, :, None] * values).sum(axis=1)
    joined = silu(np.concatenate(list(read), axis=-1))
    normed = arrays["g"] * joined / np.sqrt((joined**2).mean(axis=-1, keepdims=True) + 1e-5)
    expected = normed @ arrays["W_o"].T
    arrays = {name: np.asarray(value, float) for name, value in arrays.items()}
    np.testing.assert_allclose(cell("gsa").run(arrays, {"x": x})["y"], expected, atol=1e-12)


def test_matrices_from_the_right_are_those_of_the_transposes():
    random = np.random.default_rng(0)
    n, m = 3, 4
    B, C, E, b = (random.normal(size=shape) for shape in ((m, m), (m, m), (m, n), (m,)))
    x, h, rows = random.normal(size=(6, n)), np.zeros(m), []
    numbers = {"eps": np.asarray(0.1), "beta": np.asarray(0.8), "gamma": np.asarray(0.01), "I": np.eye(m)}

    def mixed(matrix):
        return 0.8 * (matrix - matrix.T) + 0.2 * (matrix + matrix.T) - 0.01 * np.eye(m)

    for now in x:
        h = h + 0.1 * (h @ mixed(B)) + 0.1 * np.tanh(h @ mixed(C) + E @ now + b)
        rows.append(h)
    turned = {"M_A": B.T, "M_W": C.T, "U": E, "b": b, **numbers}
    np.testing.assert_allclose(cell("lipschitz_rnn").run(turned, {"x": x})["h"], rows, atol=1e-12)
    as_it_is = {**turned, "M_A": B, "M_W": C}
    assert np.abs(cell("lipschitz_rnn").run(as_it_is, {"x": x})["h"] - rows).max() > 0.01
