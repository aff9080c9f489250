"""The sign of a polynomial where every letter is a size, a whole number from 1 on."""

from __future__ import annotations

from math import comb, prod

from symbolic.language.sizes.size import Size
from symbolic.limits import SHIFTED_TERMS


def sign(size: Size) -> int | None:
    """1 where it is above zero at all sizes, -1 where it is below, 0 where it is zero; None where that is not known.

    >>> n, m = Size.letter("n"), Size.letter("m")
    >>> sign(n * m + m), sign(n - 2 * n * m), sign(n - m)
    (1, -1, None)
    """
    if not size.terms:
        return 0
    shifted = _above_one(size)
    signs = {1 if c > 0 else -1 for c in shifted.values()} if shifted else set[int]()
    return signs.pop() if len(signs) == 1 and any(not any(powers) for powers in shifted) else None


def is_never_negative(size: Size) -> bool:
    """Whether it is known to be zero or more at all sizes.

    >>> is_never_negative(Size.letter("n") - 1), is_never_negative(Size.letter("n") - 2)
    (True, False)
    """
    shifted = _above_one(size)
    return not size.terms or (bool(shifted) and all(c > 0 for c in shifted.values()))


def _above_one(size: Size) -> dict[tuple[int, ...], int]:
    """The coefficients of the numerator in each letter less 1; empty where they would be too many."""
    lowest: dict[str, int] = {}
    highest: dict[str, int] = {}
    for monomial in size.terms:
        for letter, power in monomial:
            lowest[letter] = min(lowest.get(letter, 0), power)
            highest[letter] = max(highest.get(letter, 0), power)
    if prod(highest[letter] - lowest[letter] + 1 for letter in lowest) > SHIFTED_TERMS:
        return {}
    terms = {
        tuple(dict(monomial).get(letter, 0) - low for letter, low in lowest.items()): c
        for monomial, c in size.terms.items()
    }
    for place in range(len(lowest)):
        shifted: dict[tuple[int, ...], int] = {}
        for powers, c in terms.items():
            for power in range(powers[place] + 1):
                key = (*powers[:place], power, *powers[place + 1 :])
                shifted[key] = shifted.get(key, 0) + c * comb(powers[place], power)
        terms = shifted
    return {powers: c for powers, c in terms.items() if c}
