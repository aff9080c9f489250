"""Attention over states, heads and memories, held against NumPy by hand."""

from __future__ import annotations

import numpy as np
import pytest
from cell_arrays import softmax

from symbolic import Cell


@pytest.mark.parametrize("batch", [(), (3,)])
def test_attention_over_the_last_states_by_hand(batch):
    own = Cell(
        """
        q[t] = W_q @ x[t]
        a[t] = softmax(dot(q[t], h[t-k]) for k in range(1, K+1))
        s[t] = sum(element(a[t], k-1) * h[t-k] for k in range(1, K+1))
        h[t] = tanh(W @ x[t] + U @ s[t])""",
        {"x": "n", "h": "m"},
    )
    draw = np.random.default_rng(1)
    p = {name: draw.normal(size=shape) for name, shape in {"W_q": (5, 4), "W": (5, 4), "U": (5, 5)}.items()}
    x, before = draw.normal(size=(6, *batch, 4)), draw.normal(size=(3, *batch, 5))
    past = [*before]
    for now in x:
        query, last = now @ p["W_q"].T, np.stack(past[:-4:-1], axis=-2)
        weights = softmax((last * query[..., None, :]).sum(axis=-1))
        past.append(np.tanh(now @ p["W"].T + (weights[..., None] * last).sum(axis=-2) @ p["U"].T))
    out = own.run(p, {"x": x}, {"h": before})
    np.testing.assert_allclose(out["h"], past[3:], rtol=1e-12)
    np.testing.assert_allclose(out["a"].sum(axis=-1), np.ones((6, *batch)), rtol=1e-12)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_linear_attention_in_heads_by_hand(batch):
    own = Cell(
        """
        q[t] = W_q @ x[t]
        k[t] = W_k @ x[t]
        v[t] = W_v @ x[t]
        for j in H: S[t, j] = S[t-1, j] + part(v[t], j, H) @ part(k[t], j, H).T
        o[t] = W_o @ concat(S[t, j] @ part(q[t], j, H) for j in H)""",
        {"x": "n", "q": "m", "k": "m", "v": "m", "o": "n"},
    )
    draw, heads = np.random.default_rng(2), 3
    p = {name: draw.normal(size=(6, 4)) for name in ("W_q", "W_k", "W_v")} | {"W_o": draw.normal(size=(4, 6))}
    x = draw.normal(size=(5, *batch, 4))
    q, k, v = ((x @ p[name].T).reshape(5, *batch, heads, 2) for name in ("W_q", "W_k", "W_v"))
    S = np.cumsum(v[..., :, None] * k[..., None, :], axis=0)
    wanted = (S @ q[..., None])[..., 0].reshape(5, *batch, 6) @ p["W_o"].T
    np.testing.assert_allclose(own.run(p, {"x": x}, sizes={"H": heads})["o"], wanted, rtol=1e-11)


def test_attention_over_given_memories_by_hand():
    """The decoder of Bahdanau and others, the memories as members of an input."""
    own = Cell(
        """
        for k in N: e[t, k] = dot(v, tanh(W @ M[t, k] + U @ h[t-1]))
        c[t] = sum(element(softmax(e[t, j] for j in N), k) * M[t, k] for k in N)
        h[t] = tanh(V @ c[t] + R @ h[t-1])""",
        {"M": "n", "h": "m", "v": "q"},
    )
    draw = np.random.default_rng(3)
    shapes = {"v": (2,), "W": (2, 4), "U": (2, 5), "V": (5, 4), "R": (5, 5)}
    p = {name: draw.normal(size=shape) for name, shape in shapes.items()}
    memory, h = draw.normal(size=(6, 7, 4)), np.zeros(5)
    out = own.run(p, {"M": memory})["h"]
    for now, output in zip(memory, out, strict=True):
        weights = softmax(np.tanh(now @ p["W"].T + h @ p["U"].T) @ p["v"])
        h = np.tanh((weights @ now) @ p["V"].T + h @ p["R"].T)
        np.testing.assert_allclose(output, h, rtol=1e-12)
