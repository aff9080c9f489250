"""A value of a traced program: its expression in the language, and what each axis of its array is."""

from __future__ import annotations

from typing import NamedTuple

from symbolic.errors import SymbolicError
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size

BATCH_AXIS, ONE_AXIS = "batch", "one"
"""An axis over the sequences of a batch, and an axis of length 1 that the language does not write."""

TracedAxis = Size | str


class Untraceable(SymbolicError):
    """An operation that the language cannot say; the place is added where it is known."""


class Traced(NamedTuple):
    """The expression of one sample, with the axes of the array; a ``single`` number stands for all its elements."""

    node: n.Node
    axes: tuple[TracedAxis, ...]
    single: bool = False

    @property
    def shape(self) -> tuple[Size, ...]:
        """The axes that the expression has."""
        return () if self.single else tuple(axis for axis in self.axes if isinstance(axis, Size))

    @property
    def rank(self) -> int:
        return len(self.shape)


def constant(value: float, axes: tuple[TracedAxis, ...] = ()) -> Traced:
    """One number for all elements."""
    from symbolic.tracing.algebra import number

    return Traced(number(value), axes, True)


def places(value: Traced) -> list[int]:
    """The places of the axes that the expression has."""
    return [] if value.single else [place for place, axis in enumerate(value.axes) if isinstance(axis, Size)]
