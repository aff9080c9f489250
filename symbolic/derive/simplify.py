"""Simplification of polynomials: what all terms share in front, and a product of sums where there is one."""

from __future__ import annotations

from functools import lru_cache
from math import gcd, isqrt

from symbolic.derive.formula import Formula, product
from symbolic.language.sizes.size import NONE, ONE, Monomial, Size

MOST_LETTERS = 8
MOST_TERMS = 24
MOST_DEGREE = 8


def common_factor(size: Size) -> Formula:
    """What all terms share, drawn out in front; the rest stays a sum.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> common_factor(4 * m * n + 4 * m)
    Product(factors=(Size('4*m'), Size('n + 1')))
    """
    shared = shared_factor(size)
    return product(shared, size / shared) if len(size.terms) > 1 else size


@lru_cache(maxsize=8192)
def simplified(*sizes: Size) -> Formula:
    """The polynomial, or the product of several, as a product of factors as far as it is one.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> simplified(4 * m * n + 2 * m + 2 * n + 1), simplified(m + n)
    (Product(factors=(Size('2*m + 1'), Size('2*n + 1'))), Size('m + n'))
    """
    front = ONE
    sums: list[Size] = []
    for size in sizes:
        shared = shared_factor(size)
        front = front * shared
        if len(size.terms) > 1:
            sums += factors(size / shared)
    sums.sort(key=lambda part: (len(part.terms), sorted(part.letters), str(part)))
    return product(front, *sums) if front.terms else NONE


def shared_factor(size: Size) -> Size:
    """The largest monomial that divides every term, with their sign where all are taken away."""
    if len(size.terms) < 2:
        return size if size.terms else NONE
    powers: dict[str, int] | None = None
    for monomial in size.terms:
        above = {letter: power for letter, power in monomial if power > 0}
        powers = above if powers is None else {x: min(p, above[x]) for x, p in powers.items() if x in above}
    sign = -1 if all(c < 0 for c in size.terms.values()) else 1
    return Size({tuple(sorted((powers or {}).items())): sign * gcd(*size.terms.values())}, size.denominator)


def factors(size: Size) -> list[Size]:
    """The sums whose product it is, of a sum whose terms share nothing.

    A sum that is linear in a letter is a product only where a factor of that letter's coefficient divides the rest.
    What is linear in none is left to SymPy, and what would take longer to factor than anybody waits stays whole.
    """
    if _is_large(size):
        return [size]
    for letter in size.letters:
        powers = coefficients(size, letter)
        if len(powers) == 2 and 1 in powers and 0 in powers:
            lead, rest = powers[1], powers[0]
            for part in factors(lead / shared_factor(lead)) if len(lead.terms) > 1 else ():
                if divided(rest, part) is not None and (quotient := divided(size, part)) is not None:
                    return [part, *factors(quotient)]
            return [size]
    if len(size.letters) == 1 and (roots := _square(size)):
        return roots
    from symbolic.derive.expressions import sympy_factors

    return sympy_factors(size)


def _square(size: Size) -> list[Size]:
    """The two factors of ``a*x**2 + b*x + c`` where they are of whole numbers."""
    powers = {power: int(part.constant or 0) for power, part in coefficients(size, size.letters[0]).items()}
    a, b, c = (powers.get(power, 0) for power in (2, 1, 0))
    discriminant = b * b - 4 * a * c
    root = isqrt(max(0, discriminant))
    if max(powers) != 2 or root * root != discriminant:
        return []
    x = Size.letter(size.letters[0])
    first = 2 * a * x + (b - root)
    first = first / shared_factor(first)
    second = divided(size, first)
    return [first, second] if second else []


def coefficients(size: Size, letter: str) -> dict[int, Size]:
    """What each power of a letter is multiplied by."""
    parts: dict[int, dict[Monomial, int]] = {}
    for monomial, c in size.terms.items():
        power = dict(monomial).get(letter, 0)
        parts.setdefault(power, {})[tuple(pair for pair in monomial if pair[0] != letter)] = c
    return {power: Size(terms, size.denominator) for power, terms in parts.items()}


def divided(size: Size, by: Size) -> Size | None:
    """The exact quotient of two sums without divisions in them, or None where something is left over.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> str(divided(m * m - n * n, m - n)), divided(m * m, m - n)
    ('m + n', None)
    """
    letters = sorted({*size.letters, *by.letters})

    def lead(of: Size) -> Size:
        powers = {monomial: dict(monomial) for monomial in of.terms}
        top = max(of.terms, key=lambda monomial: [powers[monomial].get(letter, 0) for letter in letters])
        return Size({top: of.terms[top]}, of.denominator)

    first, quotient = lead(by), NONE
    while size.terms:
        term = lead(size) / first
        if any(power < 0 for monomial in term.terms for _, power in monomial):
            return None
        quotient, size = quotient + term, size - term * by
    return quotient


def _is_large(size: Size) -> bool:
    degrees = [[power for _, power in monomial] for monomial in size.terms]
    return (
        len(size.letters) > MOST_LETTERS
        or len(degrees) > MOST_TERMS
        or any(sum(powers) > MOST_DEGREE or min(powers, default=0) < 0 for powers in degrees)
    )
