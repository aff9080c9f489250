"""The rules of simplification, held against SymPy's own `factor`."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Mul, expand, factor

from symbolic import cell, cells
from symbolic.answers.candidates import candidates
from symbolic.derive.expressions import expression
from symbolic.derive.formula import FactoredSize
from symbolic.derive.formula import polynomial as multiplied_out
from symbolic.derive.simplify import common_factor, divided, simplified
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.limits import FACTORED_DEGREE

m, n, r, H = LETTERS = tuple(map(Size.letter, "mnrH"))


@st.composite
def terms(draw, letters=LETTERS[:3]) -> Size:
    start = Size.of(draw(st.integers(1, 30)))
    return prod((letter for letter in letters for _ in range(draw(st.integers(0, 2)))), start=start)


def sums(most: int = 5):
    """A sum of products as a count is one."""
    return st.lists(terms(), min_size=1, max_size=most).map(lambda parts: sum(parts, NO_SIZE))


@st.composite
def polynomials(draw) -> Size:
    """At times with a size divided by another, or a half."""
    value = draw(sums())
    if draw(st.booleans()):
        value = value + draw(terms()) / H
    return value + draw(terms()) / draw(st.integers(1, 6))


def factors_of(formula):
    return formula.factors if isinstance(formula, FactoredSize) else (formula,)


@given(polynomials())
def test_no_rule_changes_the_value(value):
    assert multiplied_out(common_factor(value)) == value
    assert multiplied_out(simplified(value)) == value


@given(polynomials())
def test_what_is_left_in_the_brackets_shares_nothing(value):
    for part in factors_of(common_factor(value)):
        assert len(part.terms) == 1 or common_factor(part) == part


@given(sums(3), sums(3))
def test_a_product_is_found_where_sympy_finds_one(left, right):
    value = left * right
    factors = [part for part in factors_of(simplified(value)) if len(part.terms) > 1]
    assume(max(sum(dict(monomial).values()) for monomial in value.terms) <= FACTORED_DEGREE)
    expected = [part.as_base_exp() for part in Mul.make_args(factor(expression(value)))]
    assert len(factors) == sum(int(power) for base, power in expected if base.is_Add)


@given(sums(4), sums(4))
def test_an_exact_quotient_is_found_and_no_other(left, right):
    assert divided(left * right, right) == left
    if len(right.terms) > 1:
        assert divided(left * right + 1, right) is None


def every_count() -> list[Size]:
    """Counts and costs of all cells, modified or not, and of all layers."""
    work = [cell(name).work.operations for name in cells()]
    costs = [size for each in work for size in (each.macs, each.additions, each.multiplications, each.flops())]
    return list(dict.fromkeys([*(candidate.size for candidate in candidates()), *costs]))


def test_every_count_is_as_far_a_product_as_sympy_makes_it():
    for size in every_count():
        if not any(power < 0 for monomial in size.terms for _, power in monomial):
            product, expected = expression(simplified(size)), factor(expression(size))
            assert len(Mul.make_args(product)) >= len(Mul.make_args(expected)), size
            assert expand(product - expected) == 0


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (4 * m * n + 4 * m * m + 4 * m, (4 * m, m + n + 1)),
        (4 * m * n + 4 * m * m / H + 4 * m, (4 * m, m / H + n + 1)),
        (m * m / 2 + m * m / H / 2 + m * n, (m / 2, m + 2 * n + m / H)),
        (2 * m * n + 3 * m, (m, 2 * n + 3)),
        (3 * n + 3, (Size.of(3), n + 1)),
        (m + n, (m + n,)),
        (6 * m * n, (6 * m * n,)),
        (-3 * m * n - 3 * m, (-3 * m, n + 1)),
        (2 * m * n + 2 * m + n + 1, (2 * m + 1, n + 1)),
        (m * m + 2 * m * n + n * n, (m + n, m + n)),
        (m * m - 1, (m - 1, m + 1)),
        (6 * m * m + 5 * m + 1, (2 * m + 1, 3 * m + 1)),
        (m * m + m + 1, (m * m + m + 1,)),
        (n * n - m * m - m, (n * n - m * m - m,)),
        ((m * m + 1) * (n * n + 1), (m * m + 1, n * n + 1)),
        ((m * n + r) * (m * n - r) * (m * m + r), (m * n + r, m * n - r, m * m + r)),
        ((m * m * m + 1) * (n * n * n + 2), (m + 1, m * m - m + 1, n * n * n + 2)),
        (m / H + n / H, (m / H + n / H,)),
        (NO_SIZE, (NO_SIZE,)),
        (Size.of(7), (Size.of(7),)),
    ],
)
def test_what_comes_out(value, result):
    assert set(factors_of(simplified(value))) == set(result)
    assert len(factors_of(simplified(value))) == len(result)


def test_several_counts_are_multiplied():
    assert factors_of(simplified(2 * n - 2, 4 * m * m + 4 * m)) == (8 * m, m + 1, n - 1)
    assert simplified(n + 1, NO_SIZE) == NO_SIZE
    assert simplified(ONE, n) == n


def test_what_would_take_too_long_stays_whole():
    many = prod([Size.letter(f"a_{place}") + 1 for place in range(5)], start=ONE)
    assert simplified(many) == many
    power = prod([m + n] * 9, start=ONE)
    assert simplified(power) == power
