"""Which cells and layers have this number of parameters?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from symbolic.answers.candidates import Candidate, candidates
from symbolic.answers.subject import Subject
from symbolic.errors import SizeError, UsageError
from symbolic.language.numbers import NOT_SIZES, read_size_number
from symbolic.language.parser import LARGEST
from symbolic.language.record import Record
from symbolic.language.sizes import Size

MOST_NUMBER = 10**40
MOST_TRIES = 20_000
"""Of the values of all unknown sizes but one."""
MOST_FOUND = 5
"""Of the sizes at which one candidate gives the number."""
NEAREST = 5


class Match(Record):
    """A candidate that has the number, or nearly: ``off`` is how many more it has; ``sizes`` are found ones."""

    candidate: Candidate
    sizes: Mapping[str, int]
    count: int
    off: int = 0


class Identification(Record):
    """All that have the number, the plainest first; where none has, the nearest."""

    number: int
    given: Mapping[str, int]
    ranges: Mapping[str, tuple[int, int]]
    matches: tuple[Match, ...]
    nearest: tuple[Match, ...]


def identify(number: int | str, *own: Subject, **sizes: Any) -> Identification:
    """Every cell, modified cell and layer that has ``number`` parameters at the sizes.

    A size is a whole number, or bounds ``(1, 4096)`` or ``"1:4096"`` of one that is not known. ``own`` are
    cells and layers to ask as well. Raises `UsageError` for what is no number, `SizeError` for the sizes.

    >>> found = identify(4457472, n=4096, m=256)
    >>> [match.candidate.label for match in found.matches][0]
    'lstm'
    >>> identify(165, n=4, m=5).matches[0].candidate.label
    'torch.nn.GRU'
    """
    wanted = _number(number)
    known, ranges = _sizes(sizes)
    matches: list[Match] = []
    others: list[Match] = []
    for candidate in candidates(own):
        letters = _letters(candidate, [*known, *ranges])
        if letters is None:
            continue
        given = {letters[name]: value for name, value in known.items()}
        bounds = {letters[name]: pair for name, pair in ranges.items()}
        if bounds:
            matches += [Match(candidate, found, wanted) for found in _solutions(candidate.size, given, bounds, wanted)]
            continue
        top, bottom = candidate.size.at(given.__getitem__)
        if top % bottom == 0:
            count = top // bottom
            (others if count != wanted else matches).append(Match(candidate, {}, count, count - wanted))
    near = sorted(others, key=lambda match: abs(match.off))[:NEAREST] if not matches else []
    return Identification(wanted, known, ranges, tuple(matches), tuple(near))


def _number(number: int | str) -> int:
    text = str(number).replace(",", "").replace("_", "").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 41 or not 1 <= int(text) <= MOST_NUMBER:
        raise UsageError(f"a number of parameters is a whole number from 1 to 10^40, not {str(number)[:60]!r}")
    return int(text)


def _sizes(sizes: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    if not sizes:
        raise SizeError("sizes are needed: write for example n=4096 m=256, or m=1:4096 for one that is not known")
    known: dict[str, int] = {}
    ranges: dict[str, tuple[int, int]] = {}
    for name, value in sizes.items():
        if name in NOT_SIZES:
            raise SizeError(f"{NOT_SIZES[name]} does not enter a parameter count", name)
        if isinstance(value, tuple) or (isinstance(value, str) and ":" in value):
            ranges[name] = read_bounds(name, value)
        else:
            known[name] = read_size_number(name, value)
    tries = 1
    for low, high in sorted(ranges.values(), key=lambda pair: pair[1] - pair[0])[:-1]:
        tries *= high - low + 1
    if tries > MOST_TRIES:
        raise SizeError(f"the unknown sizes but one have at most {MOST_TRIES:,} values together, not {tries:,}")
    return known, ranges


def read_bounds(name: str, value: Any) -> tuple[int, int]:
    """``(1, 4096)`` or ``"1:4096"``, both ends included; raises `SizeError`."""
    ends = value if isinstance(value, tuple) else value.split(":")
    if len(ends) != 2 or not all(str(end).strip() for end in ends):
        raise SizeError(f"{name} is a number or two with a colon, {name}=1:4096, not {str(value)[:40]!r}", name)
    low, high = (read_size_number(name, end) for end in ends)
    if low > high:
        raise SizeError(f"{name}={low}:{high} is empty: {low} is more than {high}", name)
    return low, high


def _letters(candidate: Candidate, names: list[str]) -> dict[str, str] | None:
    """The letter behind each name, where the names are all that the candidate's count asks for."""
    counted = candidate.size.letters
    letters = {name: name if name in counted else candidate.aliases.get(name) for name in names}
    found = {name: letter for name, letter in letters.items() if letter is not None}
    if len(found) < len(names) or len({*found.values()}) < len(names) or {*found.values()} != {*counted}:
        return None
    return found


def _solutions(
    size: Size, given: Mapping[str, int], bounds: Mapping[str, tuple[int, int]], number: int
) -> Iterator[dict[str, int]]:
    """The unknown sizes within their bounds at which the count is the number, the first few."""
    size = size.put(given)
    *outer, last = sorted(bounds, key=lambda letter: bounds[letter][1] - bounds[letter][0])
    found = 0
    for values in _values(size, outer, bounds, number):
        rest = size.put(values) if values else size
        place = root(rest, last, *bounds[last], number)
        if place is not None:
            yield {**values, last: place}
            found += 1
            if found == MOST_FOUND:
                return


def _values(
    size: Size, letters: Iterable[str], bounds: Mapping[str, tuple[int, int]], number: int
) -> Iterator[dict[str, int]]:
    """Every value of the letters; of one that is a factor of all terms, those that divide the number."""
    first, *rest = [*letters, ""]
    if not first:
        yield {}
        return
    shared = size.denominator == 1 and all(dict(monomial).get(first, 0) > 0 for monomial in size.terms)
    low, high = bounds[first]
    for value in range(low, high + 1):
        if not shared or number % value == 0:
            for others in _values(size, [letter for letter in rest if letter], bounds, number):
                yield {first: value, **others}


def root(size: Size, letter: str, low: int, high: int, number: int) -> int | None:
    """The whole number within bounds at which a count of one letter is ``number``; of several, the smallest.

    A count that does not grow with the letter is looked through from the lower bound on, up to `MOST_TRIES`.

    >>> m = Size.letter("m")
    >>> root(4 * m * m + 4 * m, "m", 1, 100, 120)
    5
    """

    def hits(value: int | None) -> bool:
        top, bottom = size.at(lambda _: value)
        return top == number * bottom

    if grows(size):
        place = largest(size, letter, low, high, number)
        return place if place is not None and hits(place) else None
    return next((value for value in range(low, min(high, low + MOST_TRIES) + 1) if hits(value)), None)


def grows(size: Size) -> bool:
    """Whether a count of one letter grows with it: no term is taken away, none divides by it."""
    return all(c > 0 and all(power > 0 for _, power in monomial) for monomial, c in size.terms.items())


def largest(size: Size, letter: str, low: int, high: int, number: int) -> int | None:
    """The largest whole number within bounds at which a growing count is at most ``number``, or None."""

    def fits(value: int) -> bool:
        top, bottom = size.at(lambda _: value)
        return top <= number * bottom

    if not fits(low):
        return None
    high = min(high, LARGEST)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
