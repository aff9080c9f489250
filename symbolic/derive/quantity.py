"""What is counted of a cell or a layer: its parameters, or the operations of a step; and its sizes by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

from symbolic.derive.step_work import StepWork
from symbolic.errors import SizeError, UnknownName
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.given import read_size_number
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import letter_named
from symbolic.record import Record

UNITS = {"parameters": "parameters", "macs": "multiply-accumulates", "flops": "FLOPs"}
"""What may be counted, and what one calls that many of them."""


def is_whole(size: Size) -> bool:
    """Whether it is a whole number at all sizes, for it divides nothing."""
    return size.denominator == 1 and all(power > 0 for monomial in size.terms for _, power in monomial)


def at_whole(size: Size, sizes: Mapping[str, int]) -> bool:
    """Whether it is a whole number at sizes for all of its letters; where some are missing, that is open."""
    if not all(letter in sizes for letter in size.letters):
        return True
    top, bottom = size.evaluate(sizes.__getitem__)
    return top % bottom == 0


class Countable(Protocol):
    """A cell or a layer, as an answer asks it."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def letters(self) -> Mapping[str, str]: ...
    @property
    def aliases(self) -> Mapping[str, str]: ...
    @property
    def counted_letters(self) -> tuple[str, ...]: ...
    @property
    def size(self) -> Size: ...
    @property
    def work(self) -> StepWork: ...
    @property
    def divided(self) -> tuple[Size, ...]: ...
    def count_at(self, /, **sizes: Any) -> int: ...


class Quantity(Record):
    """The multiply-accumulates or the FLOPs of one step of one sequence; it stands in place of the cell or layer.

    >>> from symbolic import cell
    >>> taken = Quantity(cell("lstm"), "macs")
    >>> str(taken.size), taken.count_at(n=4096, m=256)
    ('4*m*n + 4*m**2', 4456448)
    """

    subject: Countable
    of: str

    @cached_property
    def size(self) -> Size:
        operations = self.subject.work.operations
        return operations.macs if self.of == "macs" else operations.flops()

    @property
    def label(self) -> str:
        return self.subject.label

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def aliases(self) -> Mapping[str, str]:
        return self.subject.aliases

    @property
    def letters(self) -> Mapping[str, str]:
        return self.subject.letters

    @property
    def divided(self) -> tuple[Size, ...]:
        return self.subject.divided

    @cached_property
    def counted_letters(self) -> tuple[str, ...]:
        """The letters that the number depends on, those of a map's extent among them."""
        return tuple(letter for letter in self.letters if letter in self.size.letters)

    def count_at(self, /, **sizes: Any) -> int:
        """The number at the sizes, where all shapes are whole; raises `SizeError`."""
        if all(letter in sizes for letter in self.subject.counted_letters):
            self.subject.count_at(**{letter: sizes[letter] for letter in self.subject.counted_letters})
        return Integers(sizes).size(self.size)


def counted(subject: Any, of: str) -> Any:
    """The subject itself for its ``parameters``, what it takes for ``macs`` or ``flops``; raises `UnknownName`."""
    if of not in UNITS:
        raise UnknownName("quantity", of, UNITS)
    return subject if of == "parameters" else Quantity(subject, of)


def whole_subject(counted: Any) -> Any:
    """The cell or layer behind what is counted of it."""
    return counted.subject if isinstance(counted, Quantity) else counted


def quantity_of(counted: Any) -> str:
    """``parameters``, ``macs`` or ``flops``."""
    return counted.of if isinstance(counted, Quantity) else "parameters"


def unit_of(counted: Any) -> str:
    """What its numbers are called."""
    return UNITS[quantity_of(counted)]


def letters_of(subject: Any) -> tuple[str, ...]:
    """The letters that a size may be given for."""
    return tuple(subject.letters)


def letter_of(subject: Any, name: str) -> str:
    """The letter behind a letter or a plain name that the count depends on; raises `SizeError`."""
    letter = letter_named(name, letters_of(subject), subject.aliases)
    if letter is None:
        known = ", ".join([*subject.counted_letters, *subject.aliases])
        raise SizeError(f"{subject.label} has no size {name[:40]!r}; it has {known}", name)
    if letter not in subject.counted_letters:
        raise SizeError(f"the {unit_of(subject)} of {subject.label} do not depend on {letter}", name)
    return letter


def own_sizes(subject: Any) -> dict[str, int]:
    """The numbers that a layer's own arguments give for letters of its count."""
    whole = whole_subject(subject)
    arguments: Mapping[str, int] = getattr(whole, "given", {})
    return {letter: number for letter, number in arguments.items() if letter in subject.counted_letters}


def given_sizes(subject: Any, sizes: Mapping[str, object]) -> dict[str, int]:
    """Numbers for some of the letters, by letter, a layer's own arguments among them; raises `SizeError`."""
    numbers = own_sizes(subject)
    for name, value in sizes.items():
        letter, number = letter_of(subject, name), read_size_number(name, value)
        if numbers.setdefault(letter, number) != number:
            raise SizeError(f"{letter} of {subject.label} is given twice, as {numbers[letter]} and as {number}", name)
    return numbers


def shared_sizes(subject: Any, among: Iterable[Any], sizes: Mapping[str, object]) -> dict[str, int]:
    """Of sizes given for several, those of this one; raises `SizeError` for one that none of them takes."""
    for name in sizes:
        if not any(open_letter(other, name) for other in among):
            given_sizes(subject, {name: sizes[name]})
    return given_sizes(subject, {name: value for name, value in sizes.items() if open_letter(subject, name)})


def open_letter(subject: Any, name: str) -> str | None:
    """The letter behind a letter or a plain name, where the count depends on it and no argument gives it already.

    >>> from symbolic import cell
    >>> open_letter(cell("lstm"), "units"), open_letter(cell("lstm"), "r")
    ('m', None)
    """
    letter = letter_named(name, subject.counted_letters, subject.aliases)
    return None if letter in own_sizes(subject) else letter


def count_with(subject: Any, sizes: Mapping[str, int]) -> int | Size:
    """The number at sizes for all letters; where some are missing, the polynomial that is left."""
    if all(letter in sizes for letter in subject.counted_letters):
        return subject.count_at(**sizes)
    return subject.size.substitute(sizes)
