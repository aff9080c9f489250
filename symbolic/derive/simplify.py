"""Simplification of polynomials: what all terms share in front, and a product of sums where there is one."""

from __future__ import annotations

from functools import lru_cache
from math import gcd, isqrt, prod

from symbolic.derive.formula import Formula, product
from symbolic.language.sizes.size import NO_SIZE, ONE, Monomial, Size
from symbolic.limits import FACTORED_DEGREE, FACTORED_LETTERS, FACTORED_TERMS, FULL_TERMS


def common_factor(size: Size) -> Formula:
    """What all terms share, drawn out in front; the rest stays a sum.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> common_factor(4 * m * n + 4 * m)
    FactoredSize(factors=(Size('4*m'), Size('n + 1')))
    """
    shared = shared_factor(size)
    return product(shared, size / shared) if len(size.terms) > 1 else size


def lowest_terms(top: Size, bottom: Size) -> tuple[Formula, Formula]:
    """A quotient with what both share taken away, each as a product of factors as far as it is one.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> lowest_terms(4 * m * n + 4 * m * m, 3 * n * n + 3 * m * n)
    (Size('4*m'), Size('3*n'))
    """
    front = shared_factor(top) / shared_factor(bottom)
    above, below = (factors(size / shared_factor(size)) if len(size.terms) > 1 else [] for size in (top, bottom))
    for part in [*above]:
        if part in below or part * -1 in below:
            front = front if part in below else front * -1
            above.remove(part)
            below.remove(part if part in below else part * -1)
    ((monomial, c),) = front.terms.items()
    over = Size({tuple((letter, power) for letter, power in monomial if power > 0): c})
    under = Size({tuple((letter, -power) for letter, power in monomial if power < 0): front.denominator})
    return simplified(over, *above), simplified(under, *below)


@lru_cache(maxsize=8192)
def simplified(*sizes: Size) -> Formula:
    """The polynomial, or the product of several, as a product of factors as far as it is one.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> simplified(4 * m * n + 2 * m + 2 * n + 1), simplified(m + n)
    (FactoredSize(factors=(Size('2*m + 1'), Size('2*n + 1'))), Size('m + n'))
    """
    front = ONE
    sums: list[Size] = []
    for size in sizes:
        shared = shared_factor(size)
        front = front * shared
        if len(size.terms) > 1:
            sums += factors(size / shared)
    sums.sort(key=lambda part: (len(part.terms), sorted(part.letters), str(part)))
    return product(front, *sums) if front.terms else NO_SIZE


def shared_factor(size: Size) -> Size:
    """The largest monomial that divides every term, with their sign where all are taken away."""
    if len(size.terms) < 2:
        return size if size.terms else NO_SIZE
    powers: dict[str, int] | None = None
    for monomial in size.terms:
        above = {letter: power for letter, power in monomial if power > 0}
        powers = above if powers is None else {x: min(p, above[x]) for x, p in powers.items() if x in above}
    sign = -1 if all(c < 0 for c in size.terms.values()) else 1
    return Size({tuple(sorted((powers or {}).items())): sign * gcd(*size.terms.values())}, size.denominator)


def factors(size: Size) -> list[Size]:
    """The sums whose product it is, of a sum whose terms share nothing.

    What does not hold a letter divides the coefficient of its highest power. What is left is irreducible where it is
    linear in the letter; a square is factored by its roots. A cube in every letter is left to SymPy, and a polynomial
    past the bounds of `can_factor` stays whole.
    """
    if not can_factor(size):
        return [size]
    letter = min(size.letters, key=lambda x: max(coefficients(size, x)))
    powers = coefficients(size, letter)
    for part in _sums(powers[max(powers)]):
        if (quotient := divided(size, part)) is not None:
            return [part, *factors(quotient)]
    if max(powers) == 1:
        return [size]
    if max(powers) == 2:
        return _by_roots(size, letter) or [size]
    if prod(max(coefficients(size, x)) + 1 for x in size.letters) > FULL_TERMS:
        return [size]
    from symbolic.derive.expressions import sympy_factors

    return sympy_factors(size)


def _sums(size: Size) -> list[Size]:
    return factors(size / shared_factor(size)) if len(size.terms) > 1 else []


def _by_roots(size: Size, letter: str) -> list[Size]:
    """The two factors of ``a*x**2 + b*x + c``, which there are where ``b**2 - 4*a*c`` is a square."""
    powers = coefficients(size, letter)
    a, b, c = (powers.get(power, NO_SIZE) for power in (2, 1, 0))
    root = square_root(b * b - 4 * a * c)
    if root is None:
        return []
    first = 2 * a * Size.letter(letter) + b - root
    first = first / shared_factor(first)
    for part in _sums(coefficients(first, letter)[1]):
        first = divided(first, part) or first
    second = divided(size, first)
    return [first, second] if second else []


def square_root(size: Size) -> Size | None:
    """The polynomial whose square it is, term by term from the highest, or None.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> str(square_root(m * m + 2 * m * n + n * n)), square_root(m * m + n)
    ('m + n', None)
    """
    if not size.terms:
        return NO_SIZE
    ((monomial, c),) = leading_term(size).terms.items()
    if c < 0 or isqrt(c) ** 2 != c or any(power % 2 for _, power in monomial):
        return None
    first = root = Size({tuple((letter, power // 2) for letter, power in monomial): isqrt(c)})
    for _ in size.terms:
        if not (rest := size - root * root).terms:
            return root
        root = root + leading_term(rest) / (2 * first)
        if any(power < 0 for powers in root.terms for _, power in powers):
            return None
    return root if size == root * root else None


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
    first, quotient = leading_term(by), NO_SIZE
    while size.terms:
        term = leading_term(size) / first
        if any(power < 0 for monomial in term.terms for _, power in monomial):
            return None
        quotient, size = quotient + term, size - term * by
    return quotient


def leading_term(size: Size) -> Size:
    """The term of the highest power of the first letter, of these the one of the second, and so on."""
    letters = sorted(size.letters)
    top = max(size.terms, key=lambda monomial: [dict(monomial).get(letter, 0) for letter in letters])
    return Size({top: size.terms[top]}, size.denominator)


def can_factor(size: Size) -> bool:
    """Whether it is small enough to be factored in reasonable time."""
    degrees = [[power for _, power in monomial] for monomial in size.terms]
    return (
        len(size.letters) <= FACTORED_LETTERS
        and len(degrees) <= FACTORED_TERMS
        and all(sum(powers) <= FACTORED_DEGREE and min(powers, default=0) >= 0 for powers in degrees)
    )
