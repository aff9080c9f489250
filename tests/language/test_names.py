"""What each name is, and the order in which signals need each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.errors import EquationError
from symbolic.language.names import sort_names
from symbolic.language.parser import parse


def test_each_name_is_one_thing():
    names = sort_names(parse("c[t] = f[t] * c[t-1] + W @ x[t]\nf[t] = sigmoid(b)\nh[t] = tanh(c[t]) + y[t-1]"))
    assert names.inputs == ("x", "y")
    assert names.signals == ("c", "f", "h")
    assert names.states == ("c",)
    assert list(names.parameters) == ["W", "b"]


def test_a_parameter_belongs_to_the_equation_that_names_it_first():
    names = sort_names(parse("c[t] = W @ x[t]\nh[t] = tanh(W @ x[t] + V @ c[t])"))
    assert {name: parameter.equation.name for name, parameter in names.parameters.items()} == {"W": "c", "V": "h"}


REFUSALS = [
    ("h[t] = x[t]\nh[t] = x[t-1]", 2, "h[t]", "h[t] is assigned twice"),
    ("h[t, 0] = x[t]\nh[t] = x[t]", 2, "h[t]", "h[t] is assigned twice"),
    ("for k in N:\n    h[t, k] = x[t]\nfor j in N:\n    h[t, j] = x[t]", 4, "h[t, j]", "the same members of h[t]"),
    ("for k in N:\n    h[t] = x[t]", 2, "h[t]", "h is assigned once for each k; write h[t, k]"),
    ("h[t] = W @ x[t] + W[t]", 1, "W[t]", "W is written without a time elsewhere, where it is a parameter"),
    ("h[t] = W @ x[t] + x", 1, "x", "x is written with a time elsewhere; write x[t] or x[t-1]"),
    ("h[t] = W @ x[t] + h", 1, "h", "h is written with a time elsewhere"),
    ("h[t] = W[0] @ x[t] + W @ x[t]", 1, "W", "W has 0 indices here and 1 elsewhere"),
    (
        "h[t] = sum(x[t, d] for d in D) + x[t]",
        1,
        "x[t]",
        "x has no indices besides the time here and 1 index besides the time elsewhere; write the same everywhere",
    ),
    ("for k in N:\n    h[t, k] = x[t] + h[t-1]", 2, "h[t-1]", "h has no indices besides the time here and 1 index"),
    ("h[t] = x[t]\ny[t] = h[t-1] + h[t-1, 0]", 2, "h[t-1, 0]", "h has 1 index besides the time here and no indices"),
    ("h[t] = h[t] + x[t]", 1, "h[t]", "h[t] needs its own value at the same step (h -> h); read h[t-1]"),
    ("a[t] = b[t]\nb[t] = a[t]", 2, "a[t]", "a[t] needs its own value at the same step (a -> b -> a)"),
    ("for k in N:\n    s[t, k] = s[t, k+1]", 2, "s[t, k+1]", "needs its own value at the same step"),
    ("for k in N:\n    s[t, k] = s[t, k]", 2, "s[t, k]", "needs its own value at the same step"),
    (
        "h[t] = sum(R[j] @ x[t] for i in N for j in range(2*i, 3*i + 1))",
        1,
        "R[j]",
        "members do not have; write that index too",
    ),
    ("for k in 2:\n    a[t, k] = x[t]\nh[t] = a[t, 5]", 3, "a[t, 5]", "no equation assigns the member 5 of a[t]"),
    ("for k in N:\n    a[t, k] = x[t]\nh[t] = a[t-1, N]", 3, "a[t-1, N]", "no equation assigns the member N of a[t]"),
    (
        "h[t] = " + " + ".join(f"W[{k}] @ x[t]" for k in range(101)),
        1,
        "W[100]",
        "more than 100 different indices; use a range",
    ),
]


@pytest.mark.parametrize(("text", "line", "piece", "problem"), REFUSALS)
def test_a_name_that_is_two_things_is_refused_with_its_place(text, line, piece, problem):
    with pytest.raises(EquationError) as refused:
        sort_names(parse(text))
    error = refused.value
    assert problem in error.problem
    assert error.line == line
    assert error.text[error.column : error.end] == piece


def test_a_member_that_may_be_there_is_not_refused():
    for member in ("0", "N - 1", "L"):
        assert sort_names(parse(f"for k in N:\n    a[t, k] = x[t]\nh[t] = a[t, {member}]")).signals == ("a", "h")


def test_a_member_that_the_loop_has_computed_may_be_read():
    assert sort_names(parse("s[t, 0] = x[t]\nfor k in range(1, N):\n    s[t, k] = s[t, k-1]")).signals == ("s",)


@given(st.permutations(range(6)), st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_a_circle_is_refused_exactly_where_there_is_one(order, edges):
    """Held against Kahn's algorithm: take off what needs nothing until nothing is left."""
    needs = {node: {below for above, below in edges if above == node} for node in range(6)}
    text = "\n".join(f"s{k}[t] = x[t]" + "".join(f" + s{below}[t]" for below in needs[k]) for k in order)
    left = dict(needs)
    while free := [node for node in left if not left[node] & left.keys()]:
        left = {node: below for node, below in left.items() if node not in free}
    if left:
        with pytest.raises(EquationError, match="needs its own value at the same step"):
            sort_names(parse(text))
    else:
        assert len(sort_names(parse(text)).signals) == 6
