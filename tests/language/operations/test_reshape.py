"""A vector in rows and back: shapes, values, gradients, code, and what does not fit."""

import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell
from symbolic.errors import EquationError, SizeError

sys.path.insert(0, str(Path(__file__).parents[2] / "backward"))
sys.path.insert(0, str(Path(__file__).parents[2] / "code"))
from central import CLOSE, Sample
from oracle import Drawn
from test_drawn_cells import numpy

HEADS = """
Q[t] = reshape(W_q @ x[t], H, d)
K[t] = reshape(W_k @ x[t], H, d)
V[t] = reshape(W_v @ x[t], H, d)
S[t] = S[t-1] + K[t].T @ V[t]
y[t] = W_o @ flatten(tanh(Q[t] @ S[t]))"""
SIZES = {"x": "n", "y": "m"}


def test_shapes_and_the_count_follow_from_the_sizes_that_are_written():
    own = Cell(HEADS, SIZES)
    assert {name: tuple(map(str, shape)) for name, (shape, _) in own.shapes.items()} == {
        **dict.fromkeys(("W_q", "W_k", "W_v"), ("H*d", "n")),
        "W_o": ("m", "H*d"),
    }
    assert own.count_at(n=5, m=3, H=2, d=4) == 3 * 8 * 5 + 3 * 8
    assert Cell(own.text, own.sizes).text == own.text
    assert r"\mathrm{reshape}(W_{q} x_{t}, H, d)" in own.latex()
    assert r"\mathrm{vec}(\tanh(Q_{t} S_{t}))" in own.latex()


def test_values_are_those_written_out():
    own, random = Cell(HEADS, SIZES), np.random.default_rng(0)
    arrays = {f"W_{name}": random.normal(size=(6, 4)) for name in "qkv"} | {"W_o": random.normal(size=(3, 6))}
    x, memory, wanted = random.normal(size=(5, 4)), np.zeros((3, 3)), []
    for step in x:
        q, k, v = ((arrays[f"W_{name}"] @ step).reshape(2, 3) for name in "qkv")
        memory = memory + k.T @ v
        wanted.append(arrays["W_o"] @ np.tanh(q @ memory).ravel())
    run = own.run(arrays, {"x": x}, sizes={"H": 2, "d": 3})
    np.testing.assert_allclose(run["y"], wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        (HEADS, SIZES),
        ("h[t] = tanh(W @ x[t] + flatten(reshape(b, 2, r).T @ reshape(U @ h[t-1], 2, r)))", {"x": "n", "h": "r**2"}),
        ("h[t] = tanh(flatten(A * reshape(x[t], 2, 2)) + flatten(reshape(h[t-1], 2, 2).T))", {"x": 4, "h": 4}),
    ],
)
def test_gradients_are_those_of_differences_and_code_computes_the_same(text, sizes):
    own = Cell(text, sizes)
    assert max(Sample(own).draw().distances().values()) < CLOSE
    assert max(numpy(own, Drawn(own)).values()) < 1e-12


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("flatten(reshape(x[t], H, d))", "this does not have the size needed here: (n,) and (H, d)"),
        ("flatten(x[t])", "flatten takes a matrix"),
        ("flatten(reshape(M, 2, 2))", "a matrix becomes one by flatten(A)"),
        ("reshape(x[t], n)", "reshape takes a vector, how many rows it becomes and of how many numbers"),
        ("view(x[t], H, d)", "laid out in H rows of d numbers by reshape(a, H, d), and back by flatten(A)"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(value, problem):
    with pytest.raises(EquationError) as refused:
        Cell(f"h[t] = W @ x[t] + U @ {value} + flatten(M)", {"x": "n", "h": "m", "M": ("p", "q"), "U": ("m", "n")})
    assert problem in str(refused.value)
    assert refused.value.column < refused.value.end


def test_numbers_that_do_not_fit_are_refused():
    own = Cell("h[t] = flatten(reshape(x[t], H, n/H).T)", {"x": "n", "h": "n"})
    with pytest.raises((EquationError, SizeError), match=r"H = 4|divisible"):
        own.run({}, {"x": np.zeros((2, 6))}, sizes={"H": 4})


def test_a_row_has_no_backward_pass():
    from symbolic.errors import DerivativeError

    own = Cell("y[t] = x[t].T @ W\nh[t] = tanh(U @ y[t].T)", {"x": "n", "h": "m", "W": ("n", "k")})
    assert own.count_at(n=2, m=3, k=4) == 8 + 12
    with pytest.raises(DerivativeError, match=r"y\[t\] is a row, and a backward pass is derived of columns"):
        own.backward()


def test_a_low_rank_matrix_beside_a_diagonal_is_a_matrix():
    own = Cell("h[t] = tanh(W @ x[t] + (diag(d) + P @ Q.T) @ h[t-1])", {"x": "n", "h": "m", "P": ("m", "r")})
    assert own.count_at(n=3, m=5, r=2) == 5 * 3 + 5 + 2 * 5 * 2
