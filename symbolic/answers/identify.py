"""Which cells, layers and networks have this number of parameters?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.candidates import Candidate, catalogued, own_candidates
from symbolic.answers.levels import at_levels, levels_of, read_levels
from symbolic.answers.search_bounds import Bounds, default_bounds, read_sizes_and_bounds
from symbolic.answers.shapes import is_shapes
from symbolic.answers.solutions import find_solutions
from symbolic.answers.subject import Subject, find_subject
from symbolic.derive.quantity import letter_of
from symbolic.derive.roots import grows, largest
from symbolic.display import Answered
from symbolic.errors import SizeError, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.numbers import whole_number
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import PLAIN_LETTERS, SIZE_WORD_ROLES, STEP_NAMES, letter_named
from symbolic.limits import LARGEST_COUNT
from symbolic.record import Record

NEAREST = 5


CALL_OR_NETWORK = re.compile(r"\s*[A-Za-z_][\w.]*\s*\(.*[A-Za-z=>]", re.DOTALL)
FORMULA_START = re.compile(r"[A-Za-z]\w*\s*[*^+(²]|[*(+]\s*[A-Za-z]")
"""What a network as text or code begins with, and what formulas have."""


class Match(Record):
    """A candidate that has the number, or has ``off`` more; ``sizes`` are the solutions for unknown sizes."""

    candidate: Candidate
    sizes: Mapping[str, int]
    count: int
    off: int = 0


class Identification(Answered, Record):
    """All that have the number, the plainest first; where none has, the nearest.

    ``searched`` are the bounds of sizes of what was named that nobody gave, by its label; ``levels`` the numbers of
    levels of PyTorch's and cuDNN's layers that were tried, ``with_catalogue`` that these were asked.
    """

    number: int
    sizes: Mapping[str, int]
    ranges: Mapping[str, Bounds]
    matches: tuple[Match, ...]
    nearest: tuple[Match, ...]
    searched: Mapping[str, Mapping[str, Bounds]]
    levels: Bounds
    with_catalogue: bool


class _Question(Record):
    """A candidate with numbers for some of its letters and bounds for the others."""

    candidate: Candidate
    numbers: Mapping[str, int]
    bounds: Mapping[str, Bounds]


def identify(number: int | str, /, *subjects: Subject | str, **sizes: Any) -> Identification:
    """Every cell, modified cell, layer and network that has ``number`` parameters at the sizes.

    A size is a whole number, or bounds ``(1, 4096)`` or ``"1:4096"`` of one that is not known; ``num_layers`` may be
    one, of the layers that have it. ``subjects`` are asked as well, and first: of these a size that is not given is
    looked for within bounds that the answer names. Where a network is among them, they alone are asked. Raises
    `UsageError` for an invalid number, `SizeError` for the sizes.

    >>> answer = identify(4457472, n=4096, m=256)
    >>> [match.candidate.label for match in answer.matches][0]
    'lstm'
    >>> identify(25190400, "torch.nn.LSTM", n=1024, m=1024).matches[0].candidate.label
    'torch.nn.LSTM num_layers=3'
    >>> identify(18710, "lstm(m) > dense(10)", n=40).matches[0].sizes
    {'m': 50}
    """
    wanted = _number(number)
    named = [*map(find_subject, subjects)]
    if not (sizes or named):
        raise SizeError("sizes are needed: write for example n=4096 m=256, or m=1:4096 for an unknown size")
    levels, sizes = read_levels(sizes, [letter for subject in named for letter in subject.letters])
    known, ranges = read_sizes_and_bounds(sizes)
    own = at_levels(own_candidates(named), levels)
    with_catalogue = bool(sizes) and all(isinstance(subject, Cell | Layer) for subject in named)
    if levels and not all(isinstance(subject, Cell | Layer) for subject in named):
        raise SizeError("in a network the number of layers is a letter, which may have bounds: lstm(m, layers=L) L=1:8")
    # Bounds of two sizes take long enough for the levels that are kept.
    within = levels if levels or len(ranges) < 2 else (1, 2)
    labels = {candidate.label for candidate in own}
    rows = at_levels(catalogued(), within) if with_catalogue else []
    others = [candidate for candidate in rows if candidate.label not in labels]
    _check_names(sizes, [*own, *others], named if not with_catalogue else ())
    questions = [*_of_named(own, known, ranges, wanted), *_of_all(others, known, ranges)]
    matches, near = _answered(questions, wanted)
    searched = {
        question.candidate.label: {name: pair for name, pair in question.bounds.items() if name not in ranges}
        for question in questions[: len(own)]
        if question.bounds
    }
    nearest = () if matches else _nearest(near)
    return Identification(wanted, known, ranges, tuple(matches), nearest, searched, levels_of(within), with_catalogue)


def _answered(questions: Iterable[_Question], wanted: int) -> tuple[list[Match], list[tuple[Match, Mapping[str, int]]]]:
    """The matches, and what is near with all of its sizes."""
    solutions = cache(find_solutions)
    matches: list[Match] = []
    near: list[tuple[Match, Mapping[str, int]]] = []
    for candidate, numbers, bounds in (question._values() for question in questions):
        if bounds:
            within = tuple((letter, low, high) for letter, (low, high) in bounds.items())
            size = candidate.size.substitute(numbers)
            roots = solutions(size, within, wanted)
            fitting = [root for root in roots if candidate.fits({**numbers, **root})]
            plainest = sorted(fitting, key=_plainness) if candidate.is_network else fitting
            matches += [Match(candidate, root, wanted) for root in plainest]
            if not fitting and candidate.is_network and len(bounds) == 1 and grows(size):
                near += [(match, {**numbers, **match.sizes}) for match in _around(candidate, size, within[0], wanted)]
            continue
        top, bottom = candidate.size.evaluate(numbers.__getitem__)
        match = Match(candidate, {}, top // bottom, top // bottom - wanted)
        if match.off:
            near.append((match, numbers))
        elif candidate.fits(numbers):
            matches.append(match)
    return matches, near


def _around(candidate: Candidate, size: Size, within: tuple[str, int, int], wanted: int) -> Iterator[Match]:
    """The sizes just below the number and just above it."""
    letter, low, high = within
    below = largest(size, letter, low, high, wanted)
    for place in [low] if below is None else [below, below + 1]:
        top, bottom = size.evaluate({letter: place}.__getitem__)
        if place <= high and top % bottom == 0:
            yield Match(candidate, {letter: place}, top // bottom, top // bottom - wanted)


def _plainness(sizes: Mapping[str, int]) -> tuple[int, ...]:
    """How plain the sizes are that somebody would choose: powers of two and round numbers before others."""
    odd = (number // (number & -number) for number in sizes.values())
    digits = (len(str(number).rstrip("0")) for number in sizes.values())
    return sum(min(part.bit_length(), 3 * few) for part, few in zip(odd, digits, strict=True)), *sizes.values()


def _of_named(
    own: Iterable[Candidate], known: Mapping[str, int], ranges: Mapping[str, Bounds], wanted: int
) -> Iterator[_Question]:
    """What was named, at the sizes that it takes; those that are left open have bounds of their own."""
    for candidate in own:
        names = {name: letter_named(name, candidate.size.letters, candidate.aliases) for name in (*known, *ranges)}
        letters = {name: letter for name, letter in names.items() if letter}
        bounds = {letters[name]: pair for name, pair in ranges.items() if name in letters}
        left = [letter for letter in candidate.size.letters if letter not in letters.values()]
        levels = [letter for letter in candidate.levels if letter in left]
        defaults = default_bounds(left, levels, [*bounds.values()], wanted, candidate.label) if left else {}
        yield _Question(candidate, {letters[name]: known[name] for name in known if name in letters}, bounds | defaults)


def _of_all(others: Iterable[Candidate], known: Mapping[str, int], ranges: Mapping[str, Bounds]) -> Iterator[_Question]:
    """Of the catalogue what depends on the sizes that are given, and on no others."""
    for candidate in others:
        letters = _letters(candidate, [*known, *ranges])
        if letters is not None:
            bounds = {letters[name]: pair for name, pair in ranges.items()}
            yield _Question(candidate, {letters[name]: value for name, value in known.items()}, bounds)


def _number(number: int | str) -> int:
    # What is not a number shows in its beginning.
    begin = str(number)[:200]
    if CALL_OR_NETWORK.match(begin):
        raise UsageError("the number comes first, identify 71168 NETWORK; symbolic count says how many a network has")
    if FORMULA_START.search(begin):
        raise UsageError(
            f'identify takes a number, identify_formula a formula; check("{begin[:60]}", "lstm") says what differs'
        )
    if is_shapes(begin):
        raise UsageError(f"names and shapes of arrays are for identify_shapes, not {begin[:60]!r}")
    read = whole_number(str(number).strip())
    if read is None or not 1 <= read <= LARGEST_COUNT:
        raise UsageError(f"a number of parameters is a whole number from 1 to 10^40, not {begin[:60]!r}")
    return read


def _check_names(names: Iterable[str], asked: Iterable[Candidate], alone: Sequence[Subject]) -> None:
    if alone:
        for name in names:
            if not any(letter_named(name, subject.counted_letters, subject.aliases) for subject in alone):
                letter_of(alone[0], name)
        return
    known = {name for candidate in asked for name in (*candidate.size.letters, *candidate.aliases)} | {*SIZE_WORD_ROLES}
    plain = {letter: word for word, letter in PLAIN_LETTERS.items()}
    seen: dict[str, str] = {}
    for name in names:
        if name not in known and name in STEP_NAMES:
            raise SizeError(f"{name} is left out: a parameter count does not depend on time steps or batch", name)
        if name not in known:
            raise SizeError(
                f"no cell and no layer has a size {name[:40]!r}; most have n and m, or input and hidden", name
            )
        meant = plain.get(name) or SIZE_WORD_ROLES.get(name.lower(), name)
        if meant in seen:
            raise SizeError(f"{seen[meant]} and {name} name the same size; give one of them", name)
        seen[meant] = name


def _letters(candidate: Candidate, names: Iterable[str]) -> dict[str, str] | None:
    """The letter behind each name, where the names are all that the candidate's count asks for."""
    counted = candidate.size.letters
    by_name = {name: letter_named(name, counted, candidate.aliases) for name in names}
    letters = {name: letter for name, letter in by_name.items() if letter}
    return letters if len(letters) == len(by_name) == len(counted) == len({*letters.values()}) else None


def _nearest(others: Iterable[tuple[Match, Mapping[str, int]]]) -> tuple[Match, ...]:
    by_distance = sorted(others, key=lambda pair: abs(pair[0].off))
    return tuple(islice((match for match, sizes in by_distance if match.candidate.fits(sizes)), NEAREST))
