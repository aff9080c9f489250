"""Expressions at other members."""

import pytest

from symbolic.backward.members import at_members
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell
from symbolic.language.size_parser import parse_size


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("U[k] @ x[t]", "k=k - 1", "U[k - 1] @ x[t]"),
        ("h[t-k]", "k=2", "h[t-2]"),
        ("part(x[t], k, N)", "k=0", "part(x[t], 0, N)"),
        ("U[k] @ sum(V[k] @ x[t] for k in N)", "k=0", "U[0] @ sum(V[k] @ x[t] for k in N)"),
        ("sum(V[j] @ x[t] for j in range(k, N))", "k=1", "sum(V[j] @ x[t] for j in range(1, N))"),
        ("sum(V[k, j] @ x[t] for j in N)", "k=j", "sum(V[j, i] @ x[t] for i in N)"),
        ("sum(V[k, j] @ x[t, i] for j in N)", "k=j + 1", "sum(V[j + 1, l] @ x[t, i] for l in N)"),
        ("sum(V[j] @ x[t] for j in N)", "k=j", "sum(V[i] @ x[t] for i in N)"),
        (
            "sum(V[j] @ sum(U[i] @ x[t] for i in N) for j in N)",
            "k=j",
            "sum(V[k] @ sum(U[i] @ x[t] for i in N) for k in N)",
        ),
        (
            "sum(V[l] @ sum(U[j] @ x[t] for j in N) for l in N)",
            "k=j",
            "sum(V[l] @ sum(U[i] @ x[t] for i in N) for l in N)",
        ),
    ],
)
def test_sizes_go_in_for_the_letters_that_are_free(text, values, expected):
    letter, size = values.split("=")
    node = parse(f"y[t, i, k] = {text}").equations[0].value
    assert spell(at_members(node, {letter: parse_size(size)}), SOURCE) == expected


def test_nothing_goes_in_for_nothing():
    node = parse("y[t] = W @ x[t]").equations[0].value
    assert at_members(node, {}) is node
