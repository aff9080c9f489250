"""Sums and products that are kept as they are to be read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sympy import expand, sstr

from symbolic.derive.expressions import as_written, expression
from symbolic.derive.formula import FactoredSize, Sum, polynomial, product, reading_order, terms, total
from symbolic.language.sizes.size import NO_SIZE, ONE, Size

m, n, H = map(Size.letter, "mnH")
leaves = st.sampled_from([m, n, m + n, m * n, ONE, Size.of(3), m / H, m * n / 2, n - m])
formulas = st.recursive(
    leaves,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([product(*parts), total(*parts)])
    ),
    max_leaves=6,
)


@given(formulas)
def test_sympy_has_the_same_value(formula):
    whole = expression(polynomial(formula))
    assert expand(expression(formula).doit() - whole) == 0
    assert expand(as_written(formula).doit() - whole) == 0


@given(formulas)
def test_the_terms_add_up(formula):
    assert sum(map(polynomial, terms(formula)), NO_SIZE) == polynomial(formula)


def test_what_is_written_stays_apart():
    assert sstr(as_written(product(Size.of(4), total(m * n, m * m, m))), order="none") == "4*(m*n + m**2 + m)"
    assert sstr(as_written(product(n, m)), order="none") == "n*m"
    assert sstr(as_written(product(Size.of(2), m * n / 2)), order="none") == "2*(m*n/2)"
    assert sstr(as_written(product(m + n, m + n)), order="none") == "(m + n)**2"


def test_one_of_anything_is_itself():
    assert product(ONE, m) == m
    assert (product(), total()) == (ONE, NO_SIZE)
    assert total(m) == m
    assert product(m, product(n, H)) == FactoredSize((m, n, H))
    assert isinstance(total(m, total(n, H)), Sum)


def test_the_order_in_which_a_sum_is_read():
    value = 1 - m * m + n + m * n
    assert list(map(str, reading_order(value))) == ["m*n", "-m**2", "n", "1"]
    assert list(map(str, reading_order(m * -1 - n))) == ["-m", "-n"]
    assert list(map(str, reading_order(m / H + n + 1))) == ["n", "1", "m/H"]
