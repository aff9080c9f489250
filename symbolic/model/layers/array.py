"""An array of a network's own, which no layer of it holds: a first state, a table of positions, a single number."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.limits import ARRAY_AXES
from symbolic.model.layers.base import NetworkLayer, SizeLike, read_size
from symbolic.model.placed import Placed


class Array(NetworkLayer):
    """An array of these extents, trained; with none of them a single number. What comes in goes on as it is.

    What is done with it is not said, so a cost has nothing for it. Raises `UsageError` for too many axes.

    >>> str(Array("T", "e").place("array", Size.letter("e"), ()).size)
    'T*e'
    """

    word = "array"

    def __init__(self, *extents: SizeLike, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        if len(extents) > ARRAY_AXES:
            raise UsageError(f"an array has at most {ARRAY_AXES} axes, and this one has {len(extents)}")
        self.extents = tuple(read_size("extent", extent) for extent in extents)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        size = Size.of(1)
        for extent in self.extents:
            size = size * extent
        words = "×".join(str(extent) for extent in self.extents)
        return self._placed(
            name, f"array, {words}" if words else "array, one number", {"array": size}, {}, reads, reads
        )
