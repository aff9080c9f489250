"""The summary of a network: every layer with its numbers, the totals, and the memory that they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from symbolic.derive.cost import width
from symbolic.display import Answered
from symbolic.language.sizes.size import Size
from symbolic.model.placed import Placed
from symbolic.record import Record


class Summarised(Protocol):
    """A network, as its summary asks it."""

    name: str
    layers: tuple[Placed, ...]

    @property
    def letters(self) -> tuple[str, ...]: ...
    @property
    def size(self) -> Size: ...
    @property
    def fixed(self) -> Size: ...
    def read_sizes(self, given: Mapping[str, Any]) -> dict[str, int]: ...


class Row(Record):
    """A layer with its trained and fixed numbers, where the sizes are given."""

    layer: Placed
    trained: int | None
    fixed: int | None

    @property
    def derived(self) -> int | None:
        """All its numbers, trained or not."""
        return None if self.trained is None or self.fixed is None else self.trained + self.fixed

    @property
    def stored(self) -> int | None:
        """How many numbers the arrays of a real network hold."""
        from math import prod

        return None if self.layer.stored is None else sum(map(prod, self.layer.stored.values()))

    @property
    def differs(self) -> bool:
        """Whether what is stored is another number than what the equations give."""
        return self.stored is not None and self.derived is not None and self.stored != self.derived


class Summary(Record, Answered):
    """What `Model.summary` says; printed, it is the table of ``symbolic summary``."""

    model: Summarised
    sizes: Mapping[str, int]
    dtype: str
    rows: tuple[Row, ...]

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
        """The bytes of all numbers, trained and fixed."""
        return (self.trained + self.fixed) * width(self.dtype)


def summarise(model: Summarised, dtype: str, sizes: Mapping[str, Any]) -> Summary:
    """The summary at the sizes, or in formulas where there are letters and none of them is given."""
    width(dtype)
    if model.letters and not sizes:
        return Summary(model, {}, dtype, tuple(Row(layer, None, None) for layer in model.layers))
    values = model.read_sizes(sizes)
    return Summary(model, values, dtype, tuple(Row(layer, *layer.counts_at(values)) for layer in model.layers))
