"""Equations have one fingerprint whatever their names and the way they are cut, and another where they are others."""

import pytest

from symbolic.language.definition import define
from symbolic.language.fingerprint import Fingerprints

SIZES = {"x": "n", "h": "m"}
GATED = "z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1])\nh[t] = z[t] * h[t-1] + (1 - z[t]) * tanh(W @ x[t] + U @ h[t-1])"
TURNED = GATED.replace("z[t] * h[t-1] + (1 - z[t]) *", "(1 - z[t]) * h[t-1] + z[t] *")
SAME = {
    "a joined kernel": (
        "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
        "h[t] = tanh(K @ concat(x[t], h[t-1]) + b)",
    ),
    "joined the other way round": (
        "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
        "h[t] = tanh(b + K @ concat(h[t-1], x[t]))",
    ),
    "a joined kernel of a gate": (
        GATED,
        GATED.replace("W_z @ x[t] + U_z @ h[t-1]", "K @ concat(x[t], h[t-1])"),
    ),
    "sums within a sum": (
        "h[t] = tanh(W @ x[t] - (U @ h[t-1] - b))",
        "h[t] = tanh((W @ x[t] + b) - U @ h[t-1])",
    ),
    "cut into signals": (
        "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
        "a[t] = W @ x[t] + b\nh[t] = tanh(a[t] + U @ h[t-1])",
    ),
    "cut into products": (
        "h[t] = tanh(b + W @ x[t] - U @ h[t-1])",
        "a[t] = W @ x[t]\nr[t] = U @ h[t-1]\ns[t] = a[t] - r[t]\nh[t] = tanh(s[t] + b)",
    ),
    "cut with a joined kernel": (
        "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
        "a[t] = K @ concat(h[t-1], x[t])\nh[t] = tanh(a[t] + b)",
    ),
}
OTHER = {
    "a sign": ("h[t] = tanh(W @ x[t] + U @ h[t-1])", "h[t] = tanh(W @ x[t] - U @ h[t-1])"),
    "a sign within a sum": ("h[t] = tanh(x[t] - (h[t-1] - b))", "h[t] = tanh(x[t] - (h[t-1] + b))"),
    "a kernel more": ("h[t] = tanh(K @ concat(x[t], h[t-1]))", "h[t] = tanh(K @ concat(x[t], x[t], h[t-1]))"),
    "a sum that is kept": (
        "h[t] = tanh(W @ x[t] + U @ h[t-1])",
        "a[t] = W @ x[t]\nh[t] = tanh(a[t] + U @ a[t-1])",
    ),
    "one kernel for both": ("h[t] = tanh(W @ x[t] + U @ h[t-1])", "h[t] = tanh(W @ x[t] + W @ h[t-1])"),
    "a step more": ("h[t] = tanh(x[t] + h[t-1])", "h[t] = tanh(x[t] + h[t-2])"),
    "a gate the other way round": (
        GATED,
        GATED.replace("z[t] * h[t-1] + (1 - z[t]) *", "(1 - z[t]) * h[t-1] + z[t] *"),
    ),
}


def mark(equations: str, **words) -> int:
    names = ("x", "h") if "@" in equations else ("h",)
    return Fingerprints(define(equations, {name: SIZES[name] for name in names}), **words).mark


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=SAME)
def test_the_way_it_is_written_does_not_matter(first, second):
    assert mark(first) == mark(second)


@pytest.mark.parametrize(("first", "second"), OTHER.values(), ids=OTHER)
def test_other_equations_have_another_fingerprint(first, second):
    assert mark(first) != mark(second)


def test_biases_that_are_left_out_and_a_gate_that_is_swapped():
    biased = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
    assert mark(biased, left_out=frozenset({"b"})) == mark(biased.replace(" + b", ""))
    within = "h[t] = tanh(W @ x[t] - (U @ h[t-1] - b))"
    assert mark(within, left_out=frozenset({"b"})) == mark("h[t] = tanh(W @ x[t] - U @ h[t-1])")

    assert mark(GATED, swapped="z") == mark(TURNED)
