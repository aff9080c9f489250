"""A sign that a paper prints and the language does not have: the place, and what to write."""

import re

import pytest

from symbolic import Cell
from symbolic.errors import EquationError


@pytest.mark.parametrize(
    ("equation", "column", "written"),
    [
        ("h[t] = tanh(W_α @ x[t])", 14, "this letter is written alpha"),
        ("h[t] = tanh(Ω @ x[t])", 12, "this letter is written Omega"),
        ("h[t] = x[t] * λ", 14, "this letter is written lamda"),
        ("h[t] = σ(W @ x[t])", 7, "the logistic function is written sigmoid"),
        ("h[t] = f[t] ⊙ x[t]", 12, "a product element by element is written *"),
        ("h[t] = W · x[t]", 9, "a product is written *, element by element, or @, of matrices"),
        ("h[t] = 1 − x[t]", 9, "a minus is written -"),
        ("h′[t] = x[t]", 1, "a prime is written in the name"),
        ("h\u0303[t] = x[t]", 1, "h with a tilde is written h_tilde"),
        ("ĥ[t] = x[t]", 0, "h with a hat is written h_hat"),
        ("h[t] = x[t]²", 11, "a power is written **"),
        ("hₜ = x[t]", 1, "an index is written in brackets"),
        ("h[t] = kᵀ", 8, "a transpose is written .T"),
    ],
)
def test_a_sign_of_a_paper(equation, column, written):
    with pytest.raises(EquationError, match=re.escape(f"equations are written in ASCII: {written}")) as refused:
        Cell(equation, {"x": "n"})
    assert refused.value.column == column


@pytest.mark.parametrize(
    ("equation", "problem"),
    [
        ("h'[t] = tanh(W @ x[t])", r"a prime is written in the name, such as h_prime\[t\]"),
        ("h[t] = split(W @ x[t], H)", r"a head is part\(a\[t\], j, H\)"),
        ("h[t] = tanh(tril(U) @ h[t-1] + W @ x[t])", "a mask is a matrix that fixed names"),
        ("h[t] = einsum(W, x[t])", "a product of matrices is written @"),
        ("h[t] = tanh(W @ x[t] + sum(h[j] for j in range(1, 9)))", r"or h\[t-j\] for the steps before"),
        ("h[t] = tanh(W @ x[t] / norm(x[t]))", r"k\[t\] / sqrt\(dot"),
        ("h[t] = clip(W @ x[t], -1, 1)", r"max\(-1, min\(1, a\)\)"),
        ("h[t] = x[t] ** 0.5", r"sqrt\(a\), 1 / a, exp\(b \* log\(a\)\)"),
    ],
)
def test_what_the_language_writes_in_another_way(equation, problem):
    with pytest.raises(EquationError, match=problem):
        Cell(equation, {"x": "n", "h": "m"})
