"""Sizes as SymPy expressions, and expressions kept as they are to be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Mul, Symbol, expand, sstr, symbols

from symbolic.derive.expressions import as_read, as_written, expression, polynomial, substitute, times, total
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.carriers import Integers

m, n, H = symbols("m n H")
numbers = st.integers(1, 10**6)
sizes = st.recursive(
    st.sampled_from(["m", "n", "H", "1", "2", "7"]),
    lambda inner: st.builds("({0} {1} {2})".format, inner, st.sampled_from("+-*"), inner),
    max_leaves=6,
)


@given(sizes, numbers, numbers, numbers)
def test_a_size_is_the_same_as_letters_and_as_an_expression(text, m, n, h):
    size, at = parse_size(text), {"m": m, "n": n, "H": h}
    assert expression(size).subs(at) == Integers(at).size(size)


@given(sizes, sizes)
def test_the_same_size_is_the_same_expression(left, right):
    first, second = parse_size(left), parse_size(right)
    assert (expression(first) == expression(second)) == (first == second)


@given(sizes)
def test_the_way_back_is_the_same_size(text):
    size = parse_size(text)
    assert polynomial(expression(size)) == polynomial(as_written(size)) == size


@st.composite
def expressions(draw) -> Expr:
    leaves = st.sampled_from([m, n, H]) | st.integers(1, 9).map(Integer)
    parts = st.lists(leaves, min_size=1, max_size=3).map(lambda args: Mul(*args))
    return draw(st.lists(parts, min_size=1, max_size=4).map(lambda args: Add(*args))) * draw(leaves) / draw(leaves)


@given(expressions())
def test_reading_order_keeps_the_value(value):
    assert expand(as_read(value).doit() - value) == 0
    assert as_read(as_read(value)) == as_read(value)


@given(expressions(), numbers, numbers, numbers)
def test_numbers_are_put_in_without_working_them_out(value, a, b, c):
    at = {"m": a, "n": b, "H": c}
    shown = substitute(as_read(value), at)
    assert shown.doit() == value.subs(at)
    assert not shown.free_symbols


def test_what_is_put_in_can_be_seen():
    shown = substitute(as_read(4 * m * (m + n + 1)), {"m": 256, "n": 4096})
    assert sstr(shown, order="none") == "4*256*(256 + 4096 + 1)"
    assert substitute(m * n, {"m": 2}).free_symbols == {n}


def test_a_sum_and_a_product_keep_their_order():
    assert sstr(total(n, m, Integer(1)), order="none") == "n + m + 1"
    assert sstr(times(n, m), order="none") == "n*m"
    assert total() == 0
    assert total(m) == m


@pytest.mark.parametrize(("factors", "result"), [((), 1), ((Integer(1),), 1), ((Integer(1), m), m), ((m,), m)])
def test_a_factor_of_one_is_left_out(factors, result):
    assert times(*factors) == result


def test_symbols_are_plain():
    assert expression(parse_size("alpha")) == Symbol("alpha")
    assert expression(parse_size("N")).free_symbols == {Symbol("N")}
