"""Which cells and layers have this number of parameters?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from math import isqrt, prod
from typing import Any

from symbolic.answers.candidates import Candidate, candidates
from symbolic.answers.subject import Subject, find_subject
from symbolic.derive.quantity import is_whole
from symbolic.derive.roots import degree, equation, pairs, roots
from symbolic.display import Answered
from symbolic.errors import SizeError, UsageError
from symbolic.language.sizes.numbers import read_size_number, whole_number
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import PLAIN_LETTERS, STEPS, WORDS, letter_named
from symbolic.limits import IDENTIFY_DIVISORS, IDENTIFY_TRIES, LARGEST_COUNT
from symbolic.record import Record

NEAREST = 5


class Match(Record):
    """A candidate that has the number, or has ``off`` more; ``sizes`` are the solutions for unknown sizes."""

    candidate: Candidate
    sizes: Mapping[str, int]
    count: int
    off: int = 0


class Identification(Answered, Record):
    """All that have the number, the plainest first; where none has, the nearest."""

    number: int
    sizes: Mapping[str, int]
    ranges: Mapping[str, tuple[int, int]]
    matches: tuple[Match, ...]
    nearest: tuple[Match, ...]


def identify(number: int | str, /, *subjects: Subject | str, **sizes: Any) -> Identification:
    """Every cell, modified cell and layer that has ``number`` parameters at the sizes.

    A size is a whole number, or bounds ``(1, 4096)`` or ``"1:4096"`` of one that is not known. ``subjects`` are
    cells and layers to ask as well. Raises `UsageError` for an invalid number, `SizeError` for the sizes.

    >>> answer = identify(4457472, n=4096, m=256)
    >>> [match.candidate.label for match in answer.matches][0]
    'lstm'
    >>> identify(165, n=4, m=5).matches[0].candidate.label
    'torch.nn.GRU'
    """
    wanted = _number(number)
    asked = candidates(map(find_subject, subjects))
    _check_names(sizes, asked)
    known, ranges = _sizes(sizes)
    solutions = cache(_solutions)
    matches: list[Match] = []
    others: list[tuple[Match, Mapping[str, int]]] = []
    for candidate in asked:
        letters = _letters(candidate, sizes)
        if letters is None:
            continue
        numbers = {letters[name]: value for name, value in known.items()}
        if ranges:
            bounds = tuple((letters[name], low, high) for name, (low, high) in ranges.items())
            roots = solutions(candidate.size.substitute(numbers), bounds, wanted)
            matches += [Match(candidate, root, wanted) for root in roots if candidate.fits({**numbers, **root})]
            continue
        top, bottom = candidate.size.evaluate(numbers.__getitem__)
        match = Match(candidate, {}, top // bottom, top // bottom - wanted)
        if match.off:
            others.append((match, numbers))
        elif candidate.fits(numbers):
            matches.append(match)
    return Identification(wanted, known, ranges, tuple(matches), () if matches else _nearest(others))


def _number(number: int | str) -> int:
    read = whole_number(str(number).strip())
    if read is None or not 1 <= read <= LARGEST_COUNT:
        raise UsageError(f"a number of parameters is a whole number from 1 to 10^40, not {str(number)[:60]!r}")
    return read


def _sizes(sizes: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    if not sizes:
        raise SizeError("sizes are needed: write for example n=4096 m=256, or m=1:4096 for one that is not known")
    known: dict[str, int] = {}
    ranges: dict[str, tuple[int, int]] = {}
    for name, value in sizes.items():
        if isinstance(value, tuple) or (isinstance(value, str) and ":" in value):
            ranges[name] = read_bounds(name, value)
        else:
            known[name] = read_size_number(name, value)
    tries = prod(sorted(high - low + 1 for low, high in ranges.values())[:-1])
    if tries > IDENTIFY_TRIES:
        raise SizeError(f"the unknown sizes but one have at most {IDENTIFY_TRIES:,} values together, not {tries:,}")
    return known, ranges


def _check_names(names: Iterable[str], asked: Iterable[Candidate]) -> None:
    known = {name for candidate in asked for name in (*candidate.size.letters, *candidate.aliases)} | {*WORDS}
    plain = {letter: word for word, letter in PLAIN_LETTERS.items()}
    seen: dict[str, str] = {}
    for name in names:
        if name not in known and name in STEPS:
            raise SizeError(f"{name} is left out: a parameter count does not depend on time steps or batch", name)
        if name not in known:
            raise SizeError(
                f"no cell and no layer has a size {name[:40]!r}; most have n and m, or input and hidden", name
            )
        meant = plain.get(name) or WORDS.get(name.lower(), name)
        if meant in seen:
            raise SizeError(f"{seen[meant]} and {name} are one size; give one of them", name)
        seen[meant] = name


def read_bounds(name: str, value: Any) -> tuple[int, int]:
    """``(1, 4096)`` or ``"1:4096"``, both ends included; raises `SizeError`."""
    ends = value if isinstance(value, tuple) else value.split(":")
    if len(ends) != 2 or not all(str(end).strip() for end in ends):
        raise SizeError(f"{name} is a number or two with a colon, {name}=1:4096, not {str(value)[:40]!r}", name)
    low, high = (read_size_number(name, end) for end in ends)
    if low > high:
        raise SizeError(f"{name}={low}:{high} is empty: {low} is more than {high}", name)
    return low, high


def _letters(candidate: Candidate, names: Iterable[str]) -> dict[str, str] | None:
    """The letter behind each name, where the names are all that the candidate's count asks for."""
    counted = candidate.size.letters
    by_name = {name: letter_named(name, counted, candidate.aliases) for name in names}
    letters = {name: letter for name, letter in by_name.items() if letter}
    return letters if len(letters) == len(by_name) == len(counted) == len({*letters.values()}) else None


def _nearest(others: Iterable[tuple[Match, Mapping[str, int]]]) -> tuple[Match, ...]:
    by_distance = sorted(others, key=lambda pair: abs(pair[0].off))
    return tuple(islice((match for match, sizes in by_distance if match.candidate.fits(sizes)), NEAREST))


def _solutions(size: Size, bounds: tuple[tuple[str, int, int], ...], number: int) -> list[dict[str, int]]:
    """Every choice of whole numbers within the bounds at which a count of these letters is the number."""
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
