"""Simplification as a tuple of small named rules on polynomials."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from sympy import Add, Expr, Integer, Mul, Rational, factor

from symbolic.derive.expressions import polynomial, summed
from symbolic.record import Record

MOST_LETTERS = 8
MOST_TERMS = 24


class Rule(Record):
    """A rewriting that keeps the value; ``name`` is what a document calls it."""

    name: str
    apply: Callable[[Expr], Expr]


@lru_cache(maxsize=8192)
def expanded(value: Expr) -> Expr:
    """All products multiplied out and like terms added up, those of unevaluated sums too.

    >>> from sympy.abc import m, n
    >>> expanded(m * (n + 1))
    m*n + m
    """
    # Several times as fast as `sympy.expand`, which looks for much that is in no polynomial.
    return summed(polynomial(value))


@lru_cache(maxsize=8192)
def common_factor(value: Expr) -> Expr:
    """What all terms share, drawn out in front; the rest stays a sum.

    >>> from sympy.abc import H, m, n
    >>> common_factor(4*m*n + 4*m + 4*m**2/H)
    4*m*(n + 1 + m/H)
    """
    value = expanded(value)
    terms = Add.make_args(value)
    if len(terms) < 2:
        return value
    shared = _shared(terms)
    if shared == 1:
        return value
    rest = Add(*(term / shared for term in terms))
    # SymPy multiplies a bare number into a sum at once, which would undo the step.
    return Mul(shared, rest, evaluate=not shared.is_Number)


def factored(value: Expr) -> Expr:
    """The polynomial as a product of factors, where it is one.

    >>> from sympy.abc import m, n
    >>> factored(2*m*n + 2*m + n + 1)
    (2*m + 1)*(n + 1)
    """
    sums = [part for part in Mul.make_args(value) if isinstance(part, Add)]
    return value if all(_is_prime(part) for part in sums) else cast(Expr, factor(value))


SIMPLIFY: tuple[Rule, ...] = (
    Rule("expand", expanded),
    Rule("common factor", common_factor),
    Rule("factor", factored),
)


@lru_cache(maxsize=4096)
def simplified(value: Expr) -> Expr:
    """All rules of `SIMPLIFY`, one after the other."""
    for rule in SIMPLIFY:
        value = rule.apply(value)
    return value


def _is_prime(value: Add) -> bool:
    """Whether a sum whose terms share nothing is known to be no product, or is not to be asked.

    A letter that stands in one term only, and there once, leaves no other factor than what all terms
    share. The factors of a large polynomial would take longer to find than anybody waits.
    """
    powers = [_powers(term) for term in value.args]
    letters = {letter for found in powers for letter in found}
    if len(letters) > MOST_LETTERS or len(powers) > MOST_TERMS:
        return True
    if any(power < 0 for found in powers for power in found.values()):
        return True
    return any([found[letter] for found in powers if letter in found] == [1] for letter in letters)


def _powers(term: Expr) -> dict[Expr, int]:
    return {base: int(power) for base, power in term.as_powers_dict().items() if not base.is_Number}


def _shared(terms: tuple[Expr, ...]) -> Expr:
    number: Rational = Integer(0)
    powers: dict[Expr, int] | None = None
    for term in terms:
        c, rest = term.as_coeff_Mul()
        number = cast(Rational, number.gcd(c))
        mine = {base: int(exponent) for base, exponent in rest.as_powers_dict().items() if exponent > 0}
        powers = mine if powers is None else {b: min(p, mine[b]) for b, p in powers.items() if b in mine}
    return Mul(number, *(base**power for base, power in (powers or {}).items()))
