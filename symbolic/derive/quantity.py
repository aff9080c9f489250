"""What is counted of a cell, a layer or a network, parameters or the operations of a step; its sizes by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from symbolic.errors import SizeError, UnknownName
from symbolic.language.sizes.numbers import NOT_SIZES, read_size_number
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import letter_named
from symbolic.record import Record

if TYPE_CHECKING:
    from symbolic.derive.step_work import StepWork

Subject = TypeVar("Subject", bound="Counted")

QUANTITY_UNITS = {"parameters": "parameters", "macs": "multiply-accumulates", "flops": "FLOPs", "bytes": "bytes"}
"""What can be counted, and what its numbers are called."""


def is_whole(size: Size) -> bool:
    """Whether it is a whole number at all sizes: it contains no division."""
    return size.denominator == 1 and all(power > 0 for monomial in size.terms for _, power in monomial)


def at_whole(size: Size, sizes: Mapping[str, int]) -> bool:
    """Whether it is a whole number at sizes for all of its letters; True where a size is missing."""
    if not all(letter in sizes for letter in size.letters):
        return True
    top, bottom = size.evaluate(sizes.__getitem__)
    return top % bottom == 0


def at_one(size: Size, sizes: Mapping[str, int]) -> bool:
    """Whether it is at least 1 at sizes for all of its letters; True where a size is missing."""
    if not all(letter in sizes for letter in size.letters):
        return True
    top, bottom = size.evaluate(sizes.__getitem__)
    return (top - bottom) * bottom >= 0


class Counted:
    """Base of what answers are about: a cell, a layer, a network, or the operations of one of their steps."""

    # A cached property cannot be abstract, so that what a kind has to answer raises here; a test looks at each kind.
    @property
    def label(self) -> str:
        """The name with its modifiers or arguments, as the command line takes it."""
        raise NotImplementedError

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """What each size letter stands for."""
        raise NotImplementedError

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The letters behind plain names of sizes, such as ``input`` and ``hidden``."""
        raise NotImplementedError

    @cached_property
    def size(self) -> Size:
        """The count as a polynomial in the letters, multiplied out."""
        raise NotImplementedError

    @cached_property
    def work(self) -> StepWork:
        """The operations of one step of one sequence."""
        raise NotImplementedError

    @property
    def divided(self) -> tuple[Size, ...]:
        """The extents of shapes that divide a size: only sizes at which they are whole can be counted."""
        raise NotImplementedError

    @property
    def positive(self) -> tuple[Size, ...]:
        """The sizes that are below 1 at some numbers, ``m - 2``: only those from 1 on can be counted."""
        return ()

    @property
    def stored(self) -> Size:
        """How many numbers are stored, trained or not, as a polynomial."""
        raise NotImplementedError

    def whole(self, top: int, bottom: int) -> int:
        """The number of a fraction; raises `SizeError` where it is not whole."""
        if top % bottom:
            raise SizeError(f"the {unit_of(self)} of {self.label} are not a whole number here: {top}/{bottom}")
        return top // bottom

    @property
    def counted_letters(self) -> tuple[str, ...]:
        """The letters that the count depends on."""
        return tuple(letter for letter in self.letters if letter in self.size.letters)

    @property
    def argument_sizes(self) -> Mapping[str, int]:
        """The sizes that the arguments of a layer say, by letter; a cell has none."""
        return {}

    def count_at(self, /, **sizes: Any) -> int:
        """The number at sizes for all letters; raises `SizeError`."""
        raise NotImplementedError


class Quantity(Record, Counted):
    """The multiply-accumulates or the FLOPs of one step of one sequence; it stands in place of the subject.

    >>> from symbolic import cell
    >>> operations = Quantity(cell("lstm"), "macs")
    >>> str(operations.size), operations.count_at(n=4096, m=256)
    ('4*m*n + 4*m**2', 4456448)
    """

    subject: Counted
    of: str

    @cached_property
    def size(self) -> Size:
        operations = self.subject.work.operations
        return operations.macs if self.of == "macs" else operations.flops()

    @property
    def label(self) -> str:
        return self.subject.label

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """Those of the subject; the work of a network depends on more, the steps of an attention and sizes of maps."""
        known = dict(self.subject.letters)
        return known | {
            letter: NOT_SIZES.get(letter, "size of a map") for letter in self.size.letters if letter not in known
        }

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        return self.subject.aliases

    @cached_property
    def work(self) -> StepWork:
        return self.subject.work

    @property
    def stored(self) -> Size:
        return self.subject.stored

    @property
    def unit(self) -> str:
        """What its numbers are called."""
        return QUANTITY_UNITS[self.of]

    @property
    def divided(self) -> tuple[Size, ...]:
        return self.subject.divided

    @property
    def positive(self) -> tuple[Size, ...]:
        return self.subject.positive

    @property
    def argument_sizes(self) -> Mapping[str, int]:
        return self.subject.argument_sizes

    def count_at(self, /, **sizes: Any) -> int:
        """The number at the sizes, where all shapes are whole; raises `SizeError`."""
        return self.whole(*self._value_at(sizes))

    def _value_at(self, sizes: Mapping[str, Any]) -> tuple[int, int]:
        if all(letter in sizes for letter in self.subject.counted_letters):
            self.subject.count_at(**{letter: sizes[letter] for letter in self.subject.counted_letters})
        return self.size.evaluate(sizes.__getitem__)


def counted(subject: Subject, of: str) -> Subject | Quantity:
    """The subject itself for its ``parameters``, its operations for ``macs`` or ``flops``; raises `UnknownName`."""
    if of not in QUANTITY_UNITS or of == "bytes":
        raise UnknownName("quantity", of, QUANTITY_UNITS)
    return subject if of == "parameters" else Quantity(subject, of)


def subject_of(counted: Counted) -> Counted:
    """The cell, the layer or the network itself."""
    return counted.subject if isinstance(counted, Quantity) else counted


def quantity_of(counted: Counted) -> str:
    """``parameters``, ``macs``, ``flops`` or ``bytes``."""
    return counted.of if isinstance(counted, Quantity) else "parameters"


def unit_of(counted: Counted) -> str:
    """What its numbers are called."""
    return counted.unit if isinstance(counted, Quantity) else QUANTITY_UNITS["parameters"]


def letter_of(subject: Counted, name: str) -> str:
    """The letter behind a letter or a plain name that the count depends on; raises `SizeError`."""
    letter = letter_named(name, subject.letters, subject.aliases)
    if not subject.counted_letters:
        raise SizeError(f"all sizes of {subject.label} are numbers; write one as a letter, such as lstm(m)", name)
    if letter is None:
        known = ", ".join([*subject.counted_letters, *subject.aliases])
        raise SizeError(f"{subject.label} has no size {name[:40]!r}; it has {known}", name)
    if letter not in subject.counted_letters:
        raise SizeError(f"the {unit_of(subject)} of {subject.label} do not depend on {letter}", name)
    return letter


def preset_sizes(subject: Counted) -> dict[str, int]:
    """The numbers that a layer's arguments say for letters of its count."""
    counted = subject.counted_letters
    return {letter: number for letter, number in subject.argument_sizes.items() if letter in counted}


def read_some_sizes(subject: Counted, sizes: Mapping[str, object]) -> dict[str, int]:
    """Numbers for some of the letters, by letter, those of a layer's arguments among them; raises `SizeError`."""
    numbers = preset_sizes(subject)
    for name, value in sizes.items():
        number = read_size_number(name, value)
        if does_not_matter(subject, name):
            continue
        letter = letter_of(subject, name)
        if numbers.setdefault(letter, number) != number:
            raise SizeError(f"{letter} of {subject.label} is given twice, as {numbers[letter]} and as {number}", name)
    return numbers


def shared_sizes(subject: Counted, among: Iterable[Counted], sizes: Mapping[str, object]) -> dict[str, int]:
    """Of sizes for several subjects, those of this one; raises `SizeError` for a size that none of them takes."""
    for name in sizes:
        if not any(open_letter(other, name) or does_not_matter(other, name) for other in among):
            read_some_sizes(subject, {name: sizes[name]})
    return read_some_sizes(subject, {name: value for name, value in sizes.items() if open_letter(subject, name)})


def open_letter(subject: Counted, name: str) -> str | None:
    """The letter behind a letter or a plain name, where the count depends on it and no argument says it already.

    >>> from symbolic import cell
    >>> open_letter(cell("lstm"), "units"), open_letter(cell("lstm"), "r")
    ('m', None)
    """
    letter = letter_named(name, subject.counted_letters, subject.aliases)
    return None if letter in preset_sizes(subject) else letter


def does_not_matter(subject: Counted, name: str) -> bool:
    """Whether the parameters depend on a size, and the operations that are counted do not.

    >>> from symbolic import Model
    >>> does_not_matter(Quantity(Model.parse("embedding(V, e) > lstm(m)"), "macs"), "V")
    True
    """
    letter = letter_named(name, subject_of(subject).counted_letters, subject.aliases)
    return letter is not None and letter not in subject.counted_letters


def unused_sizes(subjects: Iterable[Counted], names: Iterable[str]) -> list[str]:
    """The sizes that the parameters of the subjects depend on, and what is counted of none of them.

    >>> from symbolic import Model
    >>> unused_sizes([Quantity(Model.parse("embedding(V, e) > lstm(m)"), "macs")], ["V", "e"])
    ['V']
    """
    asked = [*subjects]
    counted = [name for name in names if not any(open_letter(subject, name) for subject in asked)]
    return [name for name in counted if any(does_not_matter(subject, name) for subject in asked)]


def count_with(subject: Counted, sizes: Mapping[str, int]) -> int | Size:
    """The number at sizes for all letters; where some are missing, the polynomial that is left."""
    if all(letter in sizes for letter in subject.counted_letters):
        return subject.count_at(**sizes)
    return subject.size.substitute(sizes)
