"""A layer in its place in a network: what it reads and gives, and what it holds, term by term."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from symbolic._cell import Cell
from symbolic.errors import SizeError
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.model.course import Course
from symbolic.model.stored_array import StoredArray, total_count
from symbolic.record import Record, aside

if TYPE_CHECKING:
    from sympy import Expr


MAP = ("Hh", "Ww", "Dd")
"""The axes of a map whose sizes nobody says."""


class Term(Record):
    """``times`` equal things of ``size`` numbers each, in the letters of the layer.

    ``part`` is the cell with its sizes where it is one, ``bottom`` how many of them read what the layer reads;
    ``trained`` is false for what no training changes.
    """

    words: str
    size: Size
    times: Size = ONE
    trained: bool = True
    part: Sublayer | None = None
    bottom: Size = ONE

    @property
    def whole(self) -> Size:
        return self.times * self.size


class Placed(Record):
    """A layer of a network; ``terms`` are in letters of its own, ``sizes`` says what those are in the network.

    ``what`` is the layer in words, ``cell`` the cell or the framework's layer behind it, ``reads`` and ``gives``
    how many numbers go in and come out at each step. ``arrays`` are those that a real network stores for it, and None
    where nothing is stored: where they are known, they are what is counted, and the terms are what the equations
    give. ``remark`` says why the two differ, ``counted_in`` names the layer in which arrays that it shares are
    counted; ``known`` is false where the arrays are all that is known of the layer. ``computes`` makes the equations
    of a layer other than a cell, in its own letters; ``besides`` are operations beside its equations, two directions
    to become one output say. ``places`` is at how many places of a map it is computed at a step, ``course`` at which
    steps of a sequence; ``extents`` are the axes of the map that it gives, the steps among them, without its channels.
    """

    name: str
    what: str
    terms: tuple[Term, ...]
    sizes: Mapping[str, Size] = MappingProxyType({})
    reads: Size | None = None
    gives: Size | None = None
    cell: Cell | Layer | None = None
    arrays: tuple[StoredArray, ...] | None = None
    remark: str = ""
    counted_in: str = ""
    known: bool = True
    computes: Callable[[], tuple[Sublayer, ...]] | None = aside(default=None)
    besides: OpCount = OpCount()
    entering: int | None = None
    """How many of the equations that it computes, the first ones, read what the layer reads; None for all."""
    repeats: tuple[Size, ...] = ()
    """How often each of the equations that it computes is done at a step, where that is not once."""
    places: Size = ONE
    course: Course | None = aside(default=None)
    """The course of the sequence that it reads; None where it is computed at each step."""
    extents: tuple[Size, ...] | None = None
    made: Any = aside(default=None)
    """The layer as it was written, where it was."""

    @property
    def real(self) -> bool:
        """Whether it is the layer of a framework's network or of a file, and not of a text."""
        return self.made is None

    @property
    def size(self) -> Size:
        """How many trained parameters it has, in the letters of the network."""
        return self._size(trained=True)

    @property
    def fixed(self) -> Size:
        """How many numbers it holds that are not trained."""
        return self._size(trained=False)

    def _size(self, trained: bool) -> Size:
        if self.arrays is not None:
            return Size.of(total_count(self.arrays, trained))
        return _total(term for term in self.terms if term.trained == trained).substitute(self.sizes)

    @property
    def derived(self) -> Size:
        """How many numbers the equations give, trained or not, whatever is stored."""
        return _total(self.terms).substitute(self.sizes)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the network that it counts with."""
        counted = dict.fromkeys(letter for term in self.terms for letter in term.whole.letters)
        sizes = [size for letter, size in self.sizes.items() if letter in counted]
        sizes += [Size.letter(letter) for letter in counted if letter not in self.sizes]
        return tuple(dict.fromkeys(letter for size in sizes for letter in size.letters))

    @property
    def numbers(self) -> dict[str, int] | None:
        """Its own letters with their values, where all its sizes are numbers."""
        if self.letters:
            return None
        return {letter: size.constant for letter, size in self.sizes.items() if size.constant is not None}

    def at(self, values: Mapping[str, int]) -> dict[str, int]:
        """Its own letters at numbers for those of the network; raises `SizeError` for a number below 1."""
        carrier = Integers(values)
        # A width that a file does not say does not matter where the count does not depend on it.
        said = {letter: size for letter, size in self.sizes.items() if values.keys() >= {*size.letters}}
        own_numbers = {letter: carrier.size(size) for letter, size in said.items()}
        for letter, number in own_numbers.items():
            if number < 1:
                raise SizeError(f"{self.name}: {self.sizes[letter]} is {number:,} here, and no size", letter, number)
        return {**values, **own_numbers}

    def counts_at(self, values: Mapping[str, int]) -> tuple[int, int]:
        """Trained and fixed numbers at the sizes of the network."""
        if self.arrays is not None:
            return total_count(self.arrays, trained=True), total_count(self.arrays, trained=False)
        return self._terms_at(values, trained=True), self._terms_at(values, trained=False)

    def derived_at(self, values: Mapping[str, int]) -> int:
        """The numbers that the equations give at the sizes of the network, each cell counted on its own equations."""
        return self._terms_at(values, trained=True) + self._terms_at(values, trained=False)

    def _terms_at(self, values: Mapping[str, int], trained: bool) -> int:
        terms = [term for term in self.terms if term.trained == trained]
        carrier = Integers(self.at(values))
        return sum(
            carrier.size(term.times) * (_counted(term.part, carrier) if term.part else carrier.size(term.size))
            for term in terms
        )

    @property
    def expression(self) -> Expr:
        """The trained parameters as SymPy has them, each term a product."""
        from sympy import Add, Integer

        from symbolic.derive.count import count_expression

        def factored(size: Size) -> Expr:
            return count_expression(size.substitute(self.sizes))

        if self.arrays is not None:
            return Integer(total_count(self.arrays, trained=True))
        return Add(*(factored(term.times) * factored(term.size) for term in self.terms if term.trained))


def _total(terms: Iterable[Term]) -> Size:
    return sum((term.whole for term in terms), NO_SIZE)


def _counted(part: Sublayer, carrier: Integers) -> int:
    sizes = {letter: part.substitute(Size.letter(letter)) for letter in part.cell.definition.letters}
    known = [
        (letter, carrier.size(size)) for letter, size in sizes.items() if set(size.letters) <= carrier.values.keys()
    ]
    return _count_at(part.cell, tuple(known))


@lru_cache(maxsize=1024)
def _count_at(cell: Cell, sizes: tuple[tuple[str, int], ...]) -> int:
    """A network has the same cell at the same sizes again and again."""
    return cell.count_at(**dict(sizes))
