"""The rules of simplification, each on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Mul, Rational, Symbol, expand, symbols

from symbolic.derive.simplify import SIMPLIFY, common_factor, expanded, factored, simplified

m, n, r, H = LETTERS = symbols("m n r H")


@st.composite
def terms(draw) -> Expr:
    return Mul(draw(st.integers(1, 30)), *(letter ** draw(st.integers(0, 3)) for letter in LETTERS[:3]))


@st.composite
def polynomials(draw) -> Expr:
    """A sum of products as a count is one, at times with a size divided by another or a half."""
    value = Add(*draw(st.lists(terms(), min_size=1, max_size=5)))
    if draw(st.booleans()):
        value += draw(terms()) / H
    if draw(st.booleans()):
        value += draw(terms()) * Rational(1, draw(st.integers(2, 6)))
    return value


@given(polynomials())
def test_no_rule_changes_the_value(value):
    for rule in SIMPLIFY:
        assert expand(rule.apply(value) - value) == 0, rule.name
    assert expand(simplified(value) - value) == 0


@given(polynomials())
def test_no_rule_does_anything_twice(value):
    for rule in SIMPLIFY:
        once = rule.apply(value)
        assert rule.apply(once) == once, rule.name


@given(polynomials())
def test_no_rule_needs_the_terms_in_an_order(value):
    turned = Add(*reversed(Add.make_args(value)), evaluate=False)
    for rule in SIMPLIFY[:2]:
        assert rule.apply(turned) == rule.apply(value), rule.name


@given(polynomials())
def test_what_is_left_in_the_brackets_shares_nothing(value):
    whole = common_factor(value)
    brackets = [part for part in Mul.make_args(whole) if isinstance(part, Add)]
    if brackets:
        assert common_factor(brackets[0]) == brackets[0]


@given(polynomials())
def test_expanded_is_a_sum_of_different_products(value):
    found = Add.make_args(expanded(value * (n + 1)))
    assert all(not term.has(Add) for term in found)
    letters = [term.as_coeff_Mul()[1] for term in found]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (4 * m * n + 4 * m**2 + 4 * m, 4 * m * (m + n + 1)),
        (4 * m * n + 4 * m**2 / H + 4 * m, 4 * m * (n + 1 + m / H)),
        (m**2 / 2 + m**2 / (2 * H) + m * n, m * (m + 2 * n + m / H) / 2),
        (2 * m * n + 3 * m, m * (2 * n + 3)),
        (m + n, m + n),
        (6 * m * n, 6 * m * n),
        (Integer(0), Integer(0)),
        (Integer(7), Integer(7)),
        (m, m),
    ],
)
def test_the_common_factor_is_drawn_out(value, result):
    assert common_factor(value) == result
    assert simplified(value) == result


def test_a_bare_number_is_drawn_out_and_stays_out():
    value = common_factor(3 * n + 3)
    assert value.args == (Integer(3), n + 1)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (2 * m * n + 2 * m + n + 1, (2 * m + 1) * (n + 1)),
        (m**2 + 2 * m * n + n**2, (m + n) ** 2),
        (m * n + r, m * n + r),
        (m / H + n / H, m / H + n / H),
    ],
)
def test_a_product_is_found_where_there_is_one(value, result):
    assert factored(value) == result


def test_sums_that_were_kept_apart_are_added_up():
    apart = Add(Add(m, n, evaluate=False), Add(m, Integer(1), evaluate=False), evaluate=False)
    assert expanded(apart) == 2 * m + n + 1
    assert common_factor(apart - 1) == 2 * m + n


def test_a_letter_may_have_the_name_of_a_function():
    value = 4 * Symbol("S") * Symbol("N") + 4 * Symbol("N")
    assert simplified(value) == 4 * Symbol("N") * (Symbol("S") + 1)
