"""Members that need their own value at the same step are refused where a cell is written."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic.errors import DefinitionError, EquationError
from symbolic.language.definition import define

SIZES = {"x": "n", "p": "n", "q": "n"}


def refused(text: str) -> EquationError | None:
    try:
        define(text, {name: size for name, size in SIZES.items() if f"{name}[" in text})
    except EquationError as refusal:
        return refusal
    return None


@pytest.mark.parametrize(
    ("text", "circle", "caret"),
    [
        (
            "for j in N: p[t, j] = x[t] + q[t, 0]\nfor j in N: q[t, j] = tanh(p[t, 1])",
            "q[t, 0] -> p[t, 1] -> q[t, 0]",
            "q[t, 0]",
        ),
        ("for j in N: p[t, j] = tanh(x[t] + sum(p[t, i] for i in N))", "p[t, 0] -> p[t, 0]", "p[t, i]"),
        (
            "for j in N: p[t, j] = x[t] + q[t, j-1]\nfor j in range(-1, N): q[t, j] = tanh(p[t, j+1])\np[t, N] = x[t]",
            "p[t, 0] -> q[t, -1] -> p[t, 0]",
            "p[t, j+1]",
        ),
    ],
)
def test_a_circle_through_members_has_a_caret(text, circle, caret):
    refusal = refused(text)
    assert refusal
    assert f"needs its own value at the same step ({circle})" in refusal.problem
    assert refusal.text[refusal.column : refusal.end] == caret


@pytest.mark.parametrize(
    "text",
    [
        "p[t, 0] = x[t]\nfor j in range(1, N): p[t, j] = p[t, j-1] + p[t, 0]",
        "p[t, 0] = x[t]\nfor j in N: q[t, j] = tanh(p[t, j])\nfor j in N: p[t, j+1] = q[t, j] + q[t, 0]",
        "for j in N: p[t, j] = x[t]\nfor j in N: q[t, j] = sum(p[t, i] for i in N)",
        "for i in range(1, N):\n    p[t, i, 0] = x[t]\n    for j in range(1, N/2): p[t, i, j] = p[t, i, j-1]",
    ],
)
def test_a_family_without_a_circle_is_fine(text):
    assert refused(text) is None


def place(number: int, running: bool) -> str:
    return str(number) if not running else "j" if not number else f"j{number:+}"


places = st.builds(place, st.integers(0, 2), st.booleans())
reads = st.lists(st.tuples(st.sampled_from("pq"), places), max_size=2)


@settings(max_examples=150)
@given(reads, reads, st.integers(0, 2), st.integers(0, 2))
def test_a_circle_is_refused_exactly_where_every_size_has_one(of_p, of_q, p_from, q_from):
    """Beside a search of the members one by one, at sizes that the check does not try."""
    starts, family = {"p": p_from, "q": q_from}, {"p": of_p, "q": of_q}
    lines = []
    for name, below in family.items():
        terms = ["x[t]", *(f"{other}[t, {index}]" for other, index in below)]
        lines.append(f"for j in range({starts[name]}, N): {name}[t, {starts[name]} + j] = {' + '.join(terms)}")
    refusal = refused("\n".join(lines))
    verdicts = [circular(family, starts, size) for size in (5, 7, 9)]
    if None in verdicts:  # A member that no equation assigns.
        return
    expected = all(verdicts)
    assert (refusal is not None and "needs its own value" in refusal.problem) == expected, lines


def circular(family: dict, starts: dict, size: int) -> bool | None:
    graph = {
        (name, starts[name] + j): {(other, eval(index, {"j": j})) for other, index in below}
        for name, below in family.items()
        for j in range(starts[name], size)
    }
    if any(member not in graph for below in graph.values() for member in below):
        return None
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def test_the_index_of_another_loop_is_a_size_outside_it():
    text = """
s[t, 0] = tanh(W @ x[t] + R[0] @ h[t, 0])
for k in range(1, L):
    s[t, k] = tanh(R[k] @ s[t, k-1])
h[t, k] = s[t, L-1]
"""
    with pytest.raises(EquationError, match=r"no equation assigns the member 0 of h\[t\]"):
        define(text, {"x": "n", "h": "m"})


def test_a_range_that_reads_its_own_index_is_refused():
    text = "s[t, 0] = h[t-1]\nfor l in range(l, L):\n    s[t, l] = tanh(R[l] @ s[t, l-1])\nh[t] = s[t, L-1] + W @ x[t]"
    with pytest.raises(DefinitionError, match="l is both a size and the index of a family"):
        define(text, {"x": "n", "h": "m"})
