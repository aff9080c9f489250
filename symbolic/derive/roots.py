"""Whole numbers at which a count is a number, or at most one: exact, by the coefficients of a polynomial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice, pairwise, repeat
from math import isqrt

from symbolic.language.sizes.size import Size

MODULUS = 5040
SQUARES = frozenset(number * number % MODULUS for number in range(MODULUS // 2 + 1))
"""The remainders that squares leave: one of 25."""


def grows(size: Size) -> bool:
    """Whether a count of one letter grows with it: no term of it is taken away, none divides by it."""
    return all(c > 0 and all(power > 0 for _, power in monomial) for monomial, c in size.terms.items() if monomial)


def largest(size: Size, letter: str, low: int, high: int, number: int) -> int | None:
    """The largest whole number within bounds at which a growing count is at most ``number``, or None.

    >>> m = Size.letter("m")
    >>> largest(4 * m * m + 4 * m, "m", 1, 100, 130)
    5
    """
    powers = _powers(equation(size, number), letter)
    return _last(lambda place: _value(powers, place) <= 0, low, high) if _value(powers, low) <= 0 else None


def roots(zero: Size, letter: str, low: int, high: int) -> list[int]:
    """Every whole number within bounds at which a polynomial in one letter is zero, the smallest first.

    >>> m = Size.letter("m")
    >>> roots(12 * m - m * m - 35, "m", 1, 100)
    [5, 7]
    """
    return _zeros(_powers(zero, letter), low, high)


def pairs(zero: Size, first: str, values: Sequence[int], last: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Pairs of values of two letters, the second within bounds, at which a polynomial is zero.

    >>> n, m = Size.letter("n"), Size.letter("m")
    >>> list(pairs(m * n - 12, "m", range(1, 5), "n", 3, 6))
    [(2, 6), (3, 4), (4, 3)]
    """
    highest = degree(zero, last)
    parts: list[dict[int, int]] = [{} for _ in range(highest + 1)]
    for monomial, c in zero.terms.items():
        powers = dict(monomial)
        parts[powers.get(last, 0)][powers.get(first, 0)] = c
    rows = [[part.get(power, 0) for power in range(max(part, default=0) + 1)] for part in parts]
    places = zip(values, zip(*(_column(row, values) for row in rows), strict=True), strict=True)
    if highest == 2:
        # Whole solutions need a square of a whole number under the root.
        places = ((value, (c, b, a)) for value, (c, b, a) in places if (b * b - 4 * a * c) % MODULUS in SQUARES)
    for value, powers in places:
        for place in _zeros(powers, low, high):
            yield value, place


def added_up(first: Sequence[int], number: int) -> Iterator[int]:
    """As many values of a polynomial at evenly spaced places as ``number``, from the first, one more than its degree.

    Its differences of the highest order are all the same. Adding them up again, once an order, takes a sum a value in
    place of products.

    >>> list(added_up([0, 1, 4], 6))
    [0, 1, 4, 9, 16, 25]
    """
    row, starts = [*first], list[int]()
    while row:
        starts.append(row[0])
        row = [after - before for before, after in pairwise(row)]
    column: Iterator[int] = repeat(starts[-1])
    for start in reversed(starts[:-1]):
        column = accumulate(column, initial=start)
    return islice(column, number)


def degree(size: Size, letter: str) -> int:
    """The highest power of a letter."""
    return max((dict(monomial).get(letter, 0) for monomial in size.terms), default=0)


def equation(size: Size, number: int) -> Size:
    """The polynomial, without divisions, that is zero where the count is the number."""
    top, bottom = size.evaluate(Size.letter)
    return top - bottom * number


def _powers(size: Size, letter: str) -> list[int]:
    """The coefficients, of the lowest power first, without zeros at the end."""
    powers = {dict(monomial).get(letter, 0): c for monomial, c in size.terms.items()}
    return [powers.get(power, 0) for power in range(degree(size, letter) + 1)]


def _column(powers: Sequence[int], values: Sequence[int]) -> Iterator[int]:
    """The polynomial at each of the values."""
    if isinstance(values, range):
        return added_up(
            [_value(powers, values.start + place * values.step) for place in range(len(powers))], len(values)
        )
    return (_value(powers, value) for value in values)


def _value(powers: Sequence[int], place: int) -> int:
    value = 0
    for c in reversed(powers):
        value = value * place + c
    return value


def _zeros(powers: Sequence[int], low: int, high: int) -> list[int]:
    """The zeros within bounds, by bisection between the places where the polynomial turns."""
    if len(powers) == 2 and powers[1]:  # Nearly all of them; nothing to look through.
        place, rest = divmod(-powers[0], powers[1])
        return [place] if not rest and low <= place <= high else []
    if len(powers) == 3 and powers[2]:
        return _square_zeros(powers, low, high)
    zeros: set[int] = set()
    if any(powers) and low <= high:
        for start, end in pairwise([low, *_turns(powers, low, high), high]):
            place = _reaches(powers, start, end)
            while place <= end and _value(powers, place) == 0:
                zeros.add(place)
                place += 1
    return sorted(zeros)


def _square_zeros(powers: Sequence[int], low: int, high: int) -> list[int]:
    """Those of a polynomial of degree 2, by its roots."""
    constant, linear, square = powers
    inside = linear * linear - 4 * square * constant
    if inside < 0 or isqrt(inside) ** 2 != inside:
        return []
    divisions = {divmod(-linear + root, 2 * square) for root in (isqrt(inside), -isqrt(inside))}
    return sorted(place for place, rest in divisions if not rest and low <= place <= high)


def _turns(powers: Sequence[int], low: int, high: int) -> Iterator[int]:
    """Places between which a polynomial rises throughout or falls: where its next step changes sign."""
    if len(powers) > 2:
        step = _step(powers)
        for start, end in pairwise([low, *_turns(step, low, high), high]):
            yield min(_reaches(step, start, end), high)


def _reaches(powers: Sequence[int], start: int, end: int) -> int:
    """The first place at which a polynomial that rises or falls throughout is zero or has changed its sign."""
    sign = 1 if _value(powers, start) > _value(powers, end) else -1
    holds = _value(powers, start) * sign > 0
    return _last(lambda place: _value(powers, place) * sign > 0, start, end) + 1 if holds else start


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The last place at which a condition holds that holds at the first place and never again once it has failed."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _step(powers: Sequence[int]) -> list[int]:
    """How much a polynomial grows from a place to the next: one degree less."""
    quotient = [0] * (len(powers) - 1)
    for power, c in enumerate(powers):
        binomial = 1
        for lower in range(power):
            quotient[lower] += c * binomial
            binomial = binomial * (power - lower) // (lower + 1)
    return quotient
