"""A count as people read it: sums and products of polynomials, not multiplied out."""

from __future__ import annotations

from functools import lru_cache
from math import prod

from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.record import Record


class FactoredSize(Record):
    """Factors side by side, in this order; a sum among them stands in brackets."""

    factors: tuple[Formula, ...]


class Sum(Record):
    """Terms in this order; a sum among them stands in brackets."""

    terms: tuple[Formula, ...]


Formula = Size | FactoredSize | Sum
"""A `Size` is read as the sum of its terms, in the order of `reading_order`."""


def product(*factors: Formula) -> Formula:
    """A product without brackets around products in it, and without factors of one.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> product(ONE, product(Size.of(4), m), n + 1)
    FactoredSize(factors=(Size('4'), Size('m'), Size('n + 1')))
    """
    parts = [part for factor in factors for part in (factor.factors if isinstance(factor, FactoredSize) else (factor,))]
    kept = [part for part in parts if part != ONE]
    return FactoredSize(tuple(kept)) if len(kept) > 1 else kept[0] if kept else ONE


def total(*terms: Formula) -> Formula:
    """A sum; one term alone stands for itself."""
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else NO_SIZE


def polynomial(formula: Formula) -> Size:
    """The polynomial with everything multiplied out and added up.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> str(polynomial(product(m, n + 1)))
    'm*n + m'
    """
    if isinstance(formula, Sum):
        return sum(map(polynomial, formula.terms), NO_SIZE)
    if isinstance(formula, FactoredSize):
        return prod(map(polynomial, formula.factors), start=ONE)
    return formula


def terms(formula: Formula) -> tuple[Formula, ...]:
    """The terms of a sum in reading order, each multiplied out where no sum is in it; anything else is one term."""
    if isinstance(formula, Sum):
        return tuple(part for term in formula.terms for part in ((term,) if is_sum(term) else terms(term)))
    if isinstance(formula, FactoredSize) and not any(map(is_sum, formula.factors)):
        return (polynomial(formula),)
    return reading_order(formula) if isinstance(formula, Size) else (formula,)


def alike(formula: Formula) -> tuple[object, ...]:
    """What two formulas share that differ in nothing but the order of their terms and factors.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> alike(product(m, n + 1)) == alike(product(n + 1, m)), alike(product(m, n + 1)) == alike(m * n + m)
    (True, False)
    """
    if isinstance(formula, FactoredSize):
        front = prod((part for part in formula.factors if isinstance(part, Size) and not is_sum(part)), start=ONE)
        sums = sorted(repr(alike(part)) for part in formula.factors if is_sum(part))
        return ((front, *sums),) if sums else alike(front)
    rows = [alike(part) if isinstance(part, FactoredSize) else ((part,),) for part in terms(formula)]
    return tuple(sorted((row for part in rows for row in part), key=repr))


def stands_apart(place: int, factor: Formula) -> bool:
    """Whether a factor is in brackets: a sum, and behind another a quotient, ``2·(m·n/2)``."""
    return is_sum(factor) or (place > 0 and isinstance(factor, Size) and factor.denominator > 1)


def is_sum(formula: Formula) -> bool:
    """Whether it stands in brackets among other terms or factors."""
    return isinstance(formula, Sum) or (isinstance(formula, Size) and len(formula.terms) > 1)


def in_order(size: Size) -> tuple[Size, ...]:
    """The terms of a polynomial as they came together, a negative term never in front.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> [str(term) for term in in_order(m * n - m * m + m)]
    ['m*n', '-m**2', 'm']
    """
    rows = [Size({monomial: c}, size.denominator) for monomial, c in size.terms.items()]
    first = next((place for place, c in enumerate(size.terms.values()) if c > 0), 0)
    return (*rows[first : first + 1], *rows[:first], *rows[first + 1 :])


@lru_cache(maxsize=4096)
def reading_order(size: Size) -> tuple[Size, ...]:
    """The terms of a polynomial as they are read: the highest powers first, a negative term never in front.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> [str(term) for term in reading_order(1 - m * m + n)]
    ['n', '-m**2', '1']
    """
    letters = sorted(size.letters)
    rows = []
    for monomial, c in size.terms.items():
        powers = dict(monomial)
        rows.append((tuple(-powers.get(letter, 0) for letter in letters), c < 0, Size({monomial: c}, size.denominator)))
    rows.sort(key=lambda row: row[0])
    first = next((place for place, row in enumerate(rows) if not row[1]), 0)
    return tuple(row[2] for row in (*rows[first : first + 1], *rows[:first], *rows[first + 1 :]))
