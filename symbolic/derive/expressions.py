"""Polynomials as SymPy expressions, and expressions in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from math import prod
from typing import cast

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, factor_list

from symbolic.derive.formula import FactoredSize, Formula, Sum, reading_order, stands_apart
from symbolic.language.sizes.size import Monomial, Size


@lru_cache(maxsize=8192)
def expression(formula: Formula) -> Expr:
    """A formula as a SymPy expression, in the order that SymPy likes; brackets stay.

    >>> expression(Size.letter("m") / Size.letter("H"))
    m/H
    """
    if isinstance(formula, Sum):
        return Add(*map(expression, formula.terms))
    if isinstance(formula, FactoredSize):
        parts = list(map(expression, formula.factors))
        # SymPy multiplies a bare number into a sum at once.
        return Mul(*parts, evaluate=len(parts) != 2 or not parts[0].is_Number)
    return Add(*(Rational(c, formula.denominator) * _monomial(letters) for letters, c in formula.terms.items()))


@lru_cache(maxsize=1024)
def _monomial(letters: Monomial) -> Expr:
    return Mul(*(Symbol(name) ** power for name, power in letters))


@lru_cache(maxsize=8192)
def as_written(formula: Formula) -> Expr:
    """A formula as an unevaluated SymPy expression with its terms and factors in their order."""
    if isinstance(formula, Sum):
        return total(*map(as_written, formula.terms))
    if isinstance(formula, FactoredSize):
        return times(*_factors_of(formula.factors))
    return total(*(as_read(expression(term)) for term in reading_order(formula)))


def _factors_of(factors: Iterable[Formula]) -> Iterable[Expr]:
    for place, (factor, same) in enumerate(groupby(factors)):
        power = len(list(same))
        if isinstance(factor, Size) and not stands_apart(place, factor):
            number, rest = (expression(factor) ** power).as_coeff_Mul()
            yield from (number, as_read(rest))
        else:
            yield as_written(factor) if power == 1 else Pow(as_written(factor), power, evaluate=False)


def sympy_factors(size: Size) -> list[Size]:
    """The sums whose product it is, as SymPy finds them, of a sum whose terms share nothing."""
    sign, factors = cast("tuple[Expr, list[tuple[Expr, int]]]", factor_list(expression(size)))
    first, *rest = [polynomial(part) for part, power in factors for _ in range(power)]
    return [first * int(sign), *rest]


@lru_cache(maxsize=8192)
def polynomial(value: Expr) -> Size:
    """The polynomial that an expression stands for, whichever way it is written; the way back from `expression`.

    >>> from sympy.abc import H, m, n
    >>> str(polynomial(m * (n + m / H) / 2))
    'm*n/2 + m**2/2/H'
    """
    if isinstance(value, Symbol):
        return Size.letter(value.name)
    if isinstance(value, Rational):
        return Size.of(value.p) / value.q
    if isinstance(value, Add):
        return sum(map(polynomial, value.args), Size.of(0))
    if isinstance(value, Mul):
        return prod(map(polynomial, value.args), start=Size.of(1))
    if isinstance(value, Pow) and isinstance(value.exp, Integer):
        power = prod([polynomial(value.base)] * abs(int(value.exp)), start=Size.of(1))
        return power if value.exp > 0 else Size.of(1) / power
    raise TypeError(f"{value} is not a polynomial")


@lru_cache(maxsize=8192)
def as_read(value: Expr) -> Expr:
    """The same expression with its terms in reading order and evaluation switched off.

    Printed with ``order="none"`` it comes out in the order in which people write it.
    """
    if isinstance(value, Add):
        return total(*(as_read(term) for term in cast("list[Expr]", value.as_ordered_terms())))
    if isinstance(value, Mul):
        number, rest = value.as_coeff_Mul()
        factors = [as_read(factor) for factor in cast("list[Expr]", rest.as_ordered_factors())]
        return times(number, *factors) if number.is_Integer else Mul(number, *factors)
    if isinstance(value, Pow):
        return Pow(as_read(value.base), value.exp, evaluate=False)
    return value


def total(*terms: Expr) -> Expr:
    """A sum that keeps the order of its terms."""
    if not terms:
        return Integer(0)
    return terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)


def times(*factors: Expr) -> Expr:
    """A product that keeps its factors apart; a factor of one is left out."""
    kept = [part for factor in factors for part in _factors(factor) if part != 1]
    if not kept:
        return Integer(1)
    return kept[0] if len(kept) == 1 else Mul(*kept, evaluate=False)


def _factors(value: Expr) -> tuple[Expr, ...]:
    """Half of something stays one factor, ``m*n/2``: taken apart it would read ``(1/2)*m*n``."""
    return (value,) if isinstance(value, Mul) and not value.as_coeff_Mul()[0].is_Integer else Mul.make_args(value)


def substitute(value: Expr, sizes: dict[str, int]) -> Expr:
    """The expression with numbers in place of letters, unevaluated."""
    if isinstance(value, Symbol):
        return Integer(sizes[value.name]) if value.name in sizes else value
    if not value.args:
        return value
    arguments = [substitute(argument, sizes) for argument in cast("tuple[Expr, ...]", value.args)]
    unevaluated = cast("Callable[..., Expr]", value.func)
    return unevaluated(*arguments, evaluate=False)
