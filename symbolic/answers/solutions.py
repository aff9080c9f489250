"""Whole numbers within bounds at which a count is a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import isqrt, prod

from symbolic.derive.quantity import is_whole
from symbolic.derive.roots import degree, equation, pairs, roots
from symbolic.language.sizes.size import Size
from symbolic.limits import IDENTIFY_DIVISORS, IDENTIFY_TRIES


def find_solutions(size: Size, bounds: tuple[tuple[str, int, int], ...], number: int) -> list[dict[str, int]]:
    """Every choice of whole numbers within the bounds at which a count of these letters is the number.

    >>> find_solutions(Size.letter("m") * Size.letter("m") + Size.letter("m"), (("m", 1, 9),), 20)
    [{'m': 4}]
    """
    within: dict[str, Sequence[int]] = {letter: range(low, high + 1) for letter, low, high in bounds}
    if is_whole(size):
        # What multiplies all of a count divides it.
        for letter, low, high in bounds:
            multiplies = all(dict(monomial).get(letter, 0) > 0 for monomial in size.terms)
            if multiplies and min(high, isqrt(number)) <= IDENTIFY_DIVISORS:
                within[letter] = _divisors(number, low, high)
    # What is left for the last letter is best of degree 1.
    *outer, last = sorted(within, key=lambda letter: (-degree(size, letter), len(within[letter])))
    if prod(len(within[letter]) for letter in outer) > IDENTIFY_TRIES:
        *outer, last = sorted(within, key=lambda letter: len(within[letter]))
    solutions = _solved(equation(size, number), outer, last, within)
    return sorted(
        ({letter: solution[letter] for letter, _, _ in bounds} for solution in solutions),
        key=lambda solution: [*solution.values()],
    )


def _solved(zero: Size, outer: list[str], last: str, within: Mapping[str, Sequence[int]]) -> Iterator[dict[str, int]]:
    """Every value of the outer letters, each with the roots in the last."""
    if not within[last]:
        return
    low, high = within[last][0], within[last][-1]
    match outer:
        case []:
            yield from ({last: place} for place in roots(zero, last, low, high))
        case [first]:
            yield from (
                {first: size, last: place} for size, place in pairs(zero, first, within[first], last, low, high)
            )
        case [first, *rest]:
            for value in within[first]:
                for inner in _solved(zero.substitute({first: value}), rest, last, within):
                    yield {first: value, **inner}


@cache
def _divisors(number: int, low: int, high: int) -> list[int]:
    small = [divisor for divisor in range(1, min(high, isqrt(number)) + 1) if number % divisor == 0]
    return sorted({divisor for two in small for divisor in (two, number // two) if low <= divisor <= high})
