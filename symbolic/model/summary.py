"""The summary of a network: every layer with its numbers, the totals, and the memory that they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from symbolic.derive.precision import read_precision
from symbolic.display import Answered
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.model.network_roles import find_parts
from symbolic.model.placed import Placed
from symbolic.record import Record


class LayerRow(Record):
    """A layer with its trained and fixed numbers, at sizes for all letters."""

    layer: Placed
    trained: int | None = None
    fixed: int | None = None
    derived: int | None = None

    @property
    def count(self) -> int | None:
        """All its numbers, trained or not: those that are stored, where they are known."""
        return None if self.trained is None or self.fixed is None else self.trained + self.fixed

    @property
    def differs(self) -> bool:
        """Whether the equations give another number than what is stored, here or in the layer that it shares with."""
        return self.derived is not None and self.count != self.derived and not self.layer.counted_in


class Summary(Answered, Record):
    """What `Model.summary` says; printed, it is the table of ``symbolic summary``, ``with_arrays`` or without.

    ``notes`` are sentences on the whole: a total of a printout that does not add up.
    """

    name: str
    sizes: Mapping[str, int]
    dtype: str
    rows: tuple[LayerRow, ...]
    with_arrays: bool = True
    notes: tuple[str, ...] = ()

    @cached_property
    def size(self) -> Size:
        """How many trained parameters there are, as a polynomial."""
        return sum((row.layer.size for row in self.rows), NO_SIZE)

    @cached_property
    def fixed_size(self) -> Size:
        """How many numbers are not trained, as a polynomial."""
        return sum((row.layer.fixed for row in self.rows), NO_SIZE)

    @property
    def numbers(self) -> bool:
        """Whether it has numbers, or formulas alone."""
        return all(row.trained is not None for row in self.rows)

    @property
    def trained(self) -> int:
        return sum(row.trained or 0 for row in self.rows)

    @property
    def fixed(self) -> int:
        return sum(row.fixed or 0 for row in self.rows)

    @property
    def memory(self) -> int:
        """The bytes of all numbers, trained and fixed, in the kind of number that is asked for."""
        carrier = Integers(self.sizes)
        parts = find_parts(row.layer for row in self.rows)[-1]
        held = {name: Size.of(carrier.size(size)) for name, size in parts.items()}
        total = read_precision(self.dtype).size(Size.of(self.trained + self.fixed), held)
        top, bottom = total.evaluate({}.__getitem__)
        return -(-top // bottom)

    @property
    def stored_memory(self) -> int | None:
        """The bytes of all numbers as they are stored; None where something is not stored, or its kind not known."""
        arrays = [array for row in self.rows for array in row.layer.arrays or ()]
        sizes = [array.bytes for array in arrays]
        stored = [size for size in sizes if size is not None]
        whole = all(row.layer.arrays is not None for row in self.rows) and len(stored) == len(sizes)
        return sum(stored) if arrays and whole else None


def summarise(
    name: str, layers: Iterable[Placed], dtype: str, sizes: Mapping[str, int] | None, notes: tuple[str, ...] = ()
) -> Summary:
    """The summary at sizes for all letters, or in formulas where there are none; raises `UnknownName` for a dtype."""
    read_precision(dtype)
    if sizes is None:
        return Summary(name, {}, dtype, tuple(map(LayerRow, layers)), notes=notes)
    rows = tuple(LayerRow(layer, *layer.counts_at(sizes), layer.derived_at(sizes)) for layer in layers)
    return Summary(name, sizes, dtype, rows, notes=notes)
