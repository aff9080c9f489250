"""What a step of a cell or a layer takes, asked about as its parameters are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from symbolic._cell import Cell
from symbolic.errors import UnknownName
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import whole_number
from symbolic.language.record import Record
from symbolic.language.sizes import Size

UNITS = {"parameters": "parameters", "macs": "multiply-accumulates", "flops": "FLOPs"}
"""What may be counted, and what one calls that many of them."""


class StepCost(Record):
    """The multiply-accumulates or the FLOPs of one step of one sequence; it stands in place of the cell or layer.

    >>> from symbolic import cell
    >>> taken = StepCost(cell("lstm"), "macs")
    >>> str(taken.size), taken.count_at(n=4096, m=256)
    ('4*m*n + 4*m**2', 4456448)
    """

    subject: Cell | Layer
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

    @cached_property
    def counted_letters(self) -> tuple[str, ...]:
        """The letters that the number depends on, those of a map's extent among them."""
        return tuple(letter for letter in self.letters if letter in self.size.letters)

    def count_at(self, **sizes: Any) -> int:
        """The number at the sizes, where all shapes are whole; raises `SizeError`."""
        if all(letter in sizes for letter in self.subject.counted_letters):
            self.subject.count_at(**{letter: sizes[letter] for letter in self.subject.counted_letters})
        return whole_number(self.size, sizes)


def measured(subject: Cell | Layer, of: str) -> Cell | Layer | StepCost:
    """The subject itself for its ``parameters``, what it takes for ``macs`` or ``flops``; raises `UnknownName`."""
    if of not in UNITS:
        raise UnknownName("quantity", of, UNITS)
    return subject if of == "parameters" else StepCost(subject, of)
