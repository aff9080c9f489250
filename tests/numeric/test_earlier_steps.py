"""Runs over many steps, and cells that read several earlier ones."""

from __future__ import annotations

import numpy as np
import pytest

from symbolic import Cell
from symbolic.errors import ArrayError, SymbolicError


def test_signals_in_any_order_however_many():
    count = 1500
    text = (
        "\n".join(f"s{k}[t] = s{k + 1}[t] / 2 + x[t]" for k in range(count)) + f"\ns{count}[t] = h[t-1]\nh[t] = s0[t]"
    )
    out = Cell(text, {"x": "n", "h": "n"}).run({}, {"x": np.ones((2, 1))}, {"h": np.zeros(1)})
    np.testing.assert_allclose(out["h"], [[2.0], [2.0]])


@pytest.mark.parametrize("front", [(3000,), (700, 3), (5, 2000)])
def test_many_steps_are_what_few_are_one_after_the_other(front):
    text = """
        u[t] = sharp(W @ x[t] + V @ x[t-2] + b)
        h[t] = tanh(u[t] + U @ h[t-1] + A @ (B @ x[t-1]))
        y[t] = dot(a, h[t-1]) * u[t-1] + b
    """
    own = Cell(text, {"x": 2, "h": "m", "B": (3, 2)}, activations={"sharp": "x / (1 + abs(x)) + x"})
    draw = np.random.default_rng(0)
    shapes = {"W": (4, 2), "V": (4, 2), "b": (4,), "U": (4, 4), "A": (4, 3), "B": (3, 2), "a": (4,)}
    p = {name: draw.normal(0, 0.5, shape) for name, shape in shapes.items()}
    x, h, u = draw.normal(size=(*front, 2)), draw.normal(size=(*front[1:], 4)), draw.normal(size=(*front[1:], 4))
    out = own.run(p, {"x": x}, {"h": h, "u": u})
    past = [np.zeros((*front[1:], 2))] * 2
    for t in range(front[0]):
        z = x[t] @ p["W"].T + past[-2] @ p["V"].T + p["b"]
        y = (h @ p["a"])[..., None] * u + p["b"]
        u = z / (1 + np.abs(z)) + z
        h = np.tanh(u + h @ p["U"].T + past[-1] @ p["B"].T @ p["A"].T)
        past.append(x[t])
        for name, value in (("u", u), ("h", h), ("y", y)):
            np.testing.assert_allclose(out[name][t], value, rtol=1e-9, atol=1e-12)


EARLIER = Cell("h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, K+1)))", {"x": "n", "h": "m"})


def test_earlier_steps_by_a_range_by_hand():
    draw = np.random.default_rng(0)
    W, A, x = draw.normal(size=(5, 4)), draw.normal(size=(3, 5, 5)), draw.normal(size=(6, 2, 4))
    before = draw.normal(size=(3, 2, 5))
    past = [*before]
    for now in x:
        past.append(np.tanh(now @ W.T + sum(past[-k] @ A[k - 1].T for k in (1, 2, 3))))
    parameters = {"W": W, "A": A}
    out = EARLIER.run(parameters, {"x": x}, {"h": before})["h"]
    np.testing.assert_allclose(out, past[3:], rtol=1e-13)
    # Two runs in a row are one.
    first = EARLIER.run(parameters, {"x": x[:4]}, {"h": before})["h"]
    rest = EARLIER.run(parameters, {"x": x[4:]}, {"h": first[-3:]})["h"]
    np.testing.assert_allclose(np.concatenate([first, rest]), out, rtol=1e-13)


def test_a_size_that_no_array_tells_is_given():
    own = Cell("h[t] = tanh(W @ x[t] + sum(h[t-k] for k in range(1, K+1)))", {"x": "n", "h": "m"})
    W, x = np.eye(2), np.ones((4, 2))
    with pytest.raises(SymbolicError, match="no array gives the size K; give it as sizes="):
        own.run({"W": W}, {"x": x})
    with pytest.raises(SymbolicError, match="'Q' is not a size; the sizes are n, m, K"):
        own.run({"W": W}, {"x": x}, sizes={"Q": 1})
    with pytest.raises(SymbolicError, match="K must be a whole number of at least 1, not 0"):
        own.run({"W": W}, {"x": x}, sizes={"K": 0})
    # The states kept tell it too.
    states = own.run({"W": W}, {"x": x}, sizes={"K": 3})["h"]
    np.testing.assert_allclose(own.run({"W": W}, {"x": x}, {"h": np.zeros((3, 2))})["h"], states)


def test_as_many_earlier_steps_are_kept_as_are_read():
    arrays = {"W": np.zeros((5, 4)), "A": np.zeros((3, 5, 5))}, {"x": np.zeros((2, 4))}
    with pytest.raises(ArrayError, match="h holds 2 earlier steps; 3 are read"):
        EARLIER.run(*arrays, {"h": np.zeros((2, 5))})
