"""Operations on arrays, each held against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from cell_arrays import arrays

from symbolic import Cell, cell


@pytest.mark.parametrize(
    ("text", "sizes", "compute"),
    [
        ("relu(x[t])", {}, lambda a: np.maximum(a, 0)),
        ("hard(x[t])", {}, lambda a: np.clip(0.2 * a + 0.5, 0, 1)),
        ("softmax(x[t])", {}, lambda a: np.exp(a) / np.exp(a).sum(-1, keepdims=True)),
        ("cumax(x[t])", {}, lambda a: np.cumsum(np.exp(a) / np.exp(a).sum(-1, keepdims=True), -1)),
        ("max(x[t], 0.3, -x[t])", {}, lambda a: np.maximum(np.maximum(a, 0.3), -a)),
        ("dot(x[t], x[t]) * x[t]", {}, lambda a: (a * a).sum(-1, keepdims=True) * a),
        ("(x[t] @ x[t].T) @ x[t]", {}, lambda a: (a * a).sum(-1, keepdims=True) * a),
        ("(x[t].T @ x[t]) * x[t] ** 2 / 2", {}, lambda a: (a * a).sum(-1, keepdims=True) * a**2 / 2),
        ("diag(x[t]) @ x[t]", {}, lambda a: a * a),
        ("part(repeat(concat(x[t], x[t]), 2), 0, 4)", {}, lambda a: np.repeat(a, 2, -1)[..., :8]),
        ("sum(x[t] for k in 3) - heaviside(x[t] - 0.2)", {}, lambda a: 3 * a - (a > 0.2)),
        ("layernorm(x[t])", {}, lambda a: (a - a.mean(-1, keepdims=True)) / np.sqrt(a.var(-1, keepdims=True) + 1e-5)),
    ],
)
def test_operations(text, sizes, compute):
    own = Cell(f"h[t] = {text}", {"x": "n", **sizes}, activations={"hard": "max(0, min(1, 0.2*u + 0.5))"})
    x = np.random.default_rng(1).normal(size=(4, 2, 8))
    np.testing.assert_allclose(own.run({}, {"x": x})["h"], compute(x), rtol=1e-13, atol=1e-15)


def test_blocks_are_the_matrix_they_make():
    own = cell("xlstm_slstm")
    p, x, state = arrays(own)
    out = own.run(p, x, state)["z"]
    whole = np.zeros((12, 12))
    for j in range(4):
        whole[3 * j : 3 * j + 3, 3 * j : 3 * j + 3] = p["R_z"][j]
    by_hand = np.tanh(x["x"][0] @ p["W_z"].T + state["h"] @ whole.T + p["b_z"])
    np.testing.assert_allclose(out[0], by_hand, rtol=1e-13)


def test_predecessors_that_are_read_by_two_ranges():
    text = "c[t] = sum(h[t-1, l] for l in N) + sum(h[t-1, k] for k in 2*N)\nh[t] = tanh(W @ c[t] + x[t])"
    own = Cell(text, {"x": "n", "h": "n", "c": "n"})
    h, x, W = np.arange(12.0).reshape(4, 3) / 10, np.ones((1, 3)), np.eye(3) / 4
    out = own.run({"W": W}, {"x": x}, {"h": h}, {"N": 2})
    np.testing.assert_allclose(out["h"][0], np.tanh(W @ (h[:2].sum(0) + h.sum(0)) + x[0]), rtol=1e-14)


ROWS = (
    "h[t] = tanh(a * x[t].T @ (U @ h[t-1]) + b)",
    "q[t] = a * x[t].T\nh[t] = tanh(q[t] @ (U @ h[t-1]) + b)",
)


@pytest.mark.parametrize("text", ROWS)
def test_a_parameter_that_scales_a_row_is_a_row(text):
    own = Cell(text, {"x": "m", "h": "m"})
    assert own.count_at(m=4) == 4 + 16 + 4
    assert str(own.count) == "m*(m + 2)"
    assert [str(form) for form in own.forms]
    assert str(own.equations)
    assert "a" in own.module("numpy")
    random = np.random.default_rng(0)
    a, U, b, x = (random.normal(size=size) for size in ((1, 4), (4, 4), 4, (5, 4)))
    h = np.zeros(4)
    for now, output in zip(x, own.run({"a": a, "U": U, "b": b}, {"x": x})["h"], strict=True):
        h = np.tanh((a[0] * now) @ (U @ h) + b)
        np.testing.assert_allclose(output, h, rtol=1e-12)


def test_maps_and_matrices_are_joined_along_their_first_axis():
    random = np.random.default_rng(3)
    sizes = {"c": 3, "d": 2, "H": 4, "V": 5}
    text = "s[t] = concat(x[t], h[t-1])\nh[t] = conv(W, s[t], 1, 1)"
    maps = Cell(text, {"x": ("c", "H", "V"), "h": ("d", "H", "V")})
    kernel, x, h = (random.normal(size=shape) for shape in ((2, 5, 1, 1), (1, 3, 4, 5), (2, 4, 5)))
    found = maps.run({"W": kernel}, {"x": x}, {"h": h}, sizes)["h"][0]
    np.testing.assert_allclose(
        found, np.einsum("oi,ihv->ohv", kernel[..., 0, 0], np.concatenate([x[0], h])), rtol=1e-13
    )
    # Two square matrices fit side by side too.
    both = Cell("h[t] = total(concat(A, B), 1) * x[t]", {"A": ("m", "m"), "B": ("m", "m"), "h": "2*m", "x": "2*m"})
    a, b = random.normal(size=(2, 3, 3))
    found = both.run({"A": a, "B": b}, {"x": np.ones((1, 6))}, sizes={"m": 3})["h"][0]
    np.testing.assert_allclose(found, np.concatenate([a, b]).sum(1), rtol=1e-13)
