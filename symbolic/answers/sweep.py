"""Counts over ranges of sizes: exact columns, as fast as sums can be added up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, cycle, product, repeat
from math import ceil, prod
from typing import TYPE_CHECKING, Any

from symbolic.answers.bytes import find_quantity
from symbolic.answers.subject import Subject
from symbolic.derive.quantity import (
    Counted,
    at_one,
    at_whole,
    does_not_matter,
    is_whole,
    open_letter,
    preset_sizes,
)
from symbolic.derive.roots import added_up
from symbolic.display import Plotted
from symbolic.errors import MissingPackage, SizeError, UsageError
from symbolic.language.sizes.numbers import read_size_number, whole_number
from symbolic.language.sizes.size import Size
from symbolic.limits import SWEEP_ROWS
from symbolic.record import Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

SweepValues = range | tuple[int, ...]
GLANCE_ROWS = 60
MISWRITTEN_RANGE = re.compile(r"(\w+) ?(?:-|–|\.\.\.?) ?(\w+)")
"""What somebody may write for ``64:128``."""


class Sweep(Plotted, Record):
    """Counts of ``subjects`` over every combination of ``sizes``: fixed ones first, the last running fastest.

    ``letters`` maps the names of sizes to the letter of each subject.
    """

    subjects: tuple[Counted, ...]
    sizes: Mapping[str, SweepValues]
    letters: tuple[Mapping[str, str], ...]

    @property
    def most(self) -> tuple[int, ...]:
        """An upper bound of the values of each column."""
        sizes = {name: (min(values), max(values)) for name, values in self.sizes.items()}
        return (
            *(high for _, high in sizes.values()),
            *(
                _most(
                    subject,
                    {**_single(preset_sizes(subject)), **{letter: sizes[name] for name, letter in letters.items()}},
                )
                for subject, letters in zip(self.subjects, self.letters, strict=True)
            ),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The columns: a size each, then a subject each."""
        return (*self.sizes, *(subject.label for subject in self.subjects))

    def __repr__(self) -> str:
        # A prompt and a notebook show what is read at a glance; `print` shows all.
        if len(self) <= GLANCE_ROWS:
            return str(self)
        return f"<Sweep of {len(self):,} rows: {', '.join(self.names)}>"

    def _repr_markdown_(self) -> str | None:
        return self.markdown("jupyter") if len(self) <= GLANCE_ROWS else None

    def _repr_latex_(self) -> str | None:
        return self.latex() if len(self) <= GLANCE_ROWS else None

    def __len__(self) -> int:
        length = 1
        for values in self.sizes.values():
            length *= len(values)
        return length

    def __iter__(self) -> Iterator[dict[str, int]]:
        """Row after row by the names of the columns, as ``pandas.DataFrame(sweep(...))`` takes them."""
        return (dict(zip(self.names, row, strict=True)) for row in self.rows())

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Row after row, exact at every size."""
        for sizes, counts in self.blocks():
            yield from zip(*sizes, *counts, strict=False)

    def blocks(self) -> Iterator[tuple[list[Iterable[int]], list[Iterator[int]]]]:
        """For each combination of the sizes before the longest, the columns of the rest: of sizes, and of counts.

        A column of counts is added up along the longest, however many run faster.
        """
        place = max(range(len(self.sizes)), key=lambda at: (len([*self.sizes.values()][at]), at))
        *outer, (longest, values) = [*self.sizes.items()][: place + 1]
        inner = [*self.sizes.items()][place + 1 :]
        faster = [*product(*(values for _, values in inner))]
        for chosen in product(*(values for _, values in outer)):
            counts = []
            for subject, letters in zip(self.subjects, self.letters, strict=True):
                columns = []
                for others in faster:
                    fixed = zip((name for name, _ in (*outer, *inner)), (*chosen, *others), strict=True)
                    by_letter = {letters[name]: size for name, size in fixed if name in letters}
                    columns.append(_column(subject, by_letter, letters.get(longest), values))
                counts.append(chain.from_iterable(zip(*columns, strict=True)))
            running = chain.from_iterable(map(repeat, values, repeat(len(faster))))
            yield [*map(repeat, chosen), running, *map(cycle, zip(*faster, strict=True))], counts

    def numpy(self) -> dict[str, NDArray[Any]]:
        """The columns as NumPy arrays, of 64-bit integers or, where one does not fit, of Python's own.

        Needs the extra ``numeric``.
        """
        try:
            import numpy
        except ImportError:
            raise MissingPackage("NumPy", "for columns", "numeric") from None
        columns: list[list[int]] = [list(column) for column in zip(*self.rows(), strict=True)]
        most = 2**63 - 1
        return {
            name: numpy.array(column, dtype=numpy.int64 if max(column) <= most else object)
            for name, column in zip(self.names, columns, strict=True)
        }


def sweep(*subjects: Subject | str, of: str = "parameters", dtype: str | None = None, **sizes: Any) -> Sweep:
    """Counts of cells, layers and networks over ranges of sizes: ``of`` parameters, ``macs``, ``flops``, ``bytes``.

    A size is a number, a list of numbers, a ``range``, or ``"64:4096:64"`` with both ends included. Raises
    `SizeError` for sizes that are missing, given twice, that none of them takes, or that do not divide as a cell needs
    it, `UsageError` for a cell that is there twice.

    >>> table = sweep("lstm", "gru", n=512, m="64:192:64")
    >>> list(table.rows())
    [(512, 64, 147712, 110784), (512, 128, 328192, 246144), (512, 192, 541440, 406080)]
    """
    made = tuple(find_quantity(subject, of, dtype) for subject in subjects)
    if not made:
        raise UsageError("a cell, a layer or a network is needed, such as lstm")
    values = {name: read_values(name, value) for name, value in sizes.items()}
    letters = tuple({name: letter for name in values if (letter := open_letter(subject, name))} for subject in made)
    for name in values:
        if not any(name in by_name for by_name in letters) and not any(
            does_not_matter(subject, name) for subject in made
        ):
            words = [
                word
                for subject in made
                for word in (*subject.counted_letters, *subject.aliases)
                if open_letter(subject, word)
            ]
            known = f"the sizes are {', '.join(dict.fromkeys(words))}" if words else "all sizes are given already"
            raise SizeError(f"nothing here depends on a size {name[:40]!r}; {known}", name)
    for subject, by_name in zip(made, letters, strict=True):
        twice = [
            name for name, letter in by_name.items() if letter in [by_name[other] for other in by_name if other != name]
        ]
        if twice:
            raise SizeError(f"{' and '.join(twice)} name the same size of {subject.label}; give one of them", twice[0])
        missing = [
            letter for letter in subject.counted_letters if letter not in (*by_name.values(), *preset_sizes(subject))
        ]
        if missing:
            raise SizeError(f"a size of {subject.label} is missing: {' and '.join(missing)}", missing[0])
    if not values:
        raise UsageError("a size is needed to sweep over, such as m=64:4096:64")
    columns = [*values, *(subject.label for subject in made)]
    for name in columns:
        if columns.count(name) > 1:
            raise UsageError(f"two columns would be called {name[:60]!r}")
    # A range runs fastest: a column of it is added up in one go.
    ordered = dict(sorted(values.items(), key=lambda pair: len(pair[1]) > 1))
    table = Sweep(made, ordered, letters)
    if len(table) > SWEEP_ROWS:
        raise UsageError(f"a sweep has at most {SWEEP_ROWS:,} rows, not {len(table):,}; narrow a range or widen a step")
    _check(table)
    return table


def read_values(name: str, value: Any) -> SweepValues:
    """``64``, ``[64, 128]``, ``"64,128"``, ``range(64, 129, 64)`` or ``"64:128:64"``; raises `SizeError`.

    >>> read_values("m", "64:200:64")
    range(64, 193, 64)
    """
    if isinstance(value, str) and ":" in value:
        ends = value.split(":")
        if len(ends) > 3 or not all(end.strip() for end in ends):
            raise SizeError(f"{name} is START:STOP or START:STOP:STEP, such as 64:4096:64, not {value[:40]!r}", name)
        start, stop, step = (read_size_number(name, end) for end in (*ends, "1")[:3])
        value = range(start, stop + 1, step)
        if not value:
            raise SizeError(f"{name}={start}:{stop} is empty: {start} is more than {stop}", name)
        return range(start, value[-1] + 1, step)
    if isinstance(value, range):
        if not value:
            raise SizeError(f"the range of {name} is empty", name)
        for end in (value[0], value[-1]):
            read_size_number(name, end)
        return value
    if isinstance(value, str):
        match = MISWRITTEN_RANGE.fullmatch(value.strip())
        if match and all(whole_number(end) for end in match.groups()):
            raise SizeError(f"a range of {name} is written {name}={match[1]}:{match[2]}, not {value[:40]!r}", name)
        value = value.split(",")
    elif hasattr(value, "tolist"):  # A NumPy array, of one number too.
        value = value.tolist()
    several = value if isinstance(value, list | tuple) else [value]
    if not several:
        raise SizeError(f"the list of {name} is empty", name)
    return tuple(read_size_number(name, text) for text in several)


def _single(sizes: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    return {letter: (size, size) for letter, size in sizes.items()}


def _most(subject: Counted, bounds: Mapping[str, tuple[int, int]]) -> int:
    """A number that the count is not above at any sizes within bounds: the sum of its terms at their largest."""
    total = Fraction(0)
    for monomial, c in subject.size.terms.items():
        at = (Fraction(bounds[name][(power > 0) == (c > 0)]) ** power for name, power in monomial)
        total += Fraction(c, subject.size.denominator) * prod(at)
    return ceil(total)


def _column(subject: Counted, fixed: Mapping[str, int], letter: str | None, values: SweepValues) -> Iterator[int]:
    """The count at each value of the letter."""
    size = subject.size.substitute({**preset_sizes(subject), **fixed})
    if letter is None or letter not in size.letters:
        top, bottom = size.evaluate({}.__getitem__)
        return repeat(subject.whole(top, bottom), len(values))
    degree = max(dict(monomial).get(letter, 0) for monomial in size.terms)
    if isinstance(values, range) and is_whole(size) and len(values) > degree + 1:
        # As fast as sums can be added up.
        return added_up([_whole(subject, size, value) for value in values[: degree + 1]], len(values))
    return (_whole(subject, size, value) for value in values)


def _whole(subject: Counted, size: Size, value: int) -> int:
    return subject.whole(*size.evaluate(lambda _: value))


def _check(table: Sweep) -> None:
    """Raise `SizeError` where a subject cannot have the sizes: a shape of it would not be whole, or below 1."""
    for subject, letters in zip(table.subjects, table.letters, strict=True):
        values = {letter: (size,) for letter, size in preset_sizes(subject).items()}
        values |= {letter: table.sizes[name] for name, letter in letters.items()}
        for extent in subject.divided:
            if (
                sizes := next((sizes for sizes in _places(extent, values) if not at_whole(extent, sizes)), None)
            ) is not None:
                raise SizeError(f"{subject.label} needs {extent} to be a whole number, which it is not{_at(sizes)}")
        for size in subject.positive:
            for sizes in _places(size, values):
                if not at_one(size, sizes):
                    raise SizeError(f"{subject.label} needs {size} to be at least 1, which it is not{_at(sizes)}")


def _places(extent: Size, values: Mapping[str, SweepValues]) -> Iterator[dict[str, int]]:
    """The sizes at which an extent is looked at."""
    within = {letter: _telling(extent, letter, values[letter]) for letter in extent.letters if letter in values}
    return (dict(zip(within, chosen, strict=True)) for chosen in product(*within.values()))


def _at(sizes: Mapping[str, int]) -> str:
    return f" at {' and '.join(f'{letter} = {size}' for letter, size in sizes.items())}" if sizes else ""


def _telling(extent: Size, letter: str, values: SweepValues) -> SweepValues:
    """Of a range in which only multiples of the letter are added, the first two values and the last tell of all."""
    multiplies = all(dict(monomial).get(letter, 0) in (0, 1) for monomial in extent.terms)
    return (*values[:2], values[-1]) if isinstance(values, range) and multiplies else values
