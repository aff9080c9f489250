"""Layers that hold nothing and arrange a map anew: pools, what flattens it, its last step, a step again and again."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symbolic.errors import SymbolicError, UsageError
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.base import ExtentsLike, NetworkLayer, SizeLike, read_extents, read_size
from symbolic.model.layers.windows import PADDINGS, Map, for_each, laid, window
from symbolic.model.placed import Placed
from symbolic.record import replace

POOLING_KINDS = ("max", "average")


class Pool(NetworkLayer):
    """The largest number, or the mean, of each window of a map: ``pool(2)``, a step of the window's size.

    >>> Pool(2).place_over("pool", Size.letter("c"), (), (Size.of(28), Size.of(9))).extents
    (Size('14'), Size('4'))
    """

    word = "pool"

    def __init__(
        self,
        *extents: SizeLike,
        stride: ExtentsLike | None = None,
        padding: str = "valid",
        kind: str = "max",
        name: str = "",
    ):
        super().__init__(name)
        if kind not in POOLING_KINDS:
            raise UsageError(f"a pool is of kind {' or '.join(POOLING_KINDS)}, not {str(kind)[:40]!r}")
        self.extents = read_extents("extent", extents or (2,))
        self.stride = self.extents if stride is None else read_extents("stride", stride)
        self.padding, self.kind = read_padding(padding), kind

    @property
    def axes(self) -> int:
        return len(self.extents)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, f"{self.kind} pool", {}, {}, reads, reads)

    def map_behind(self, extents: Map) -> Map:
        if not extents:
            return None
        axes = len(extents)
        widths, steps = for_each("pool", self.extents, axes), for_each("stride", self.stride, axes)
        return laid(window, extents, widths, steps, (self.padding,) * axes)


class GlobalPool(NetworkLayer):
    """The largest number, or the mean, of each channel: one vector a sequence goes on."""

    word = "global_pool"
    last = True

    def __init__(self, *, kind: str = "max", name: str = ""):
        super().__init__(name)
        if kind not in POOLING_KINDS:
            raise UsageError(f"a pool is of kind {' or '.join(POOLING_KINDS)}, not {str(kind)[:40]!r}")
        self.kind = kind

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, f"global {self.kind} pool", {}, {}, reads, reads)

    def map_behind(self, extents: Map) -> Map:
        return ()


class Last(NetworkLayer):
    """The last step alone: one vector a sequence goes on."""

    word = "last"
    last = True
    ends_sequence = True

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "last step", {}, {}, reads, reads)

    def map_behind(self, extents: Map) -> Map:
        return extents[1:] if extents else ()


class Flatten(NetworkLayer):
    """All numbers of a map as one vector.

    >>> Flatten().place_over("flatten", Size.of(16), (), (Size.of(5), Size.of(5))).gives
    Size('400')
    """

    word = "flatten"
    flattens = True

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "flatten", {}, {}, reads, None)

    def place_over(self, name: str, reads: Size | None, before: Sequence[Placed], extents: Map) -> Placed:
        placed = self.place(name, reads, before)
        if extents is None or reads is None:
            return placed
        return replace(placed, gives=reads * prod(extents, start=ONE), extents=())


class Repeat(NetworkLayer):
    """A vector at each of so many steps, as a decoder reads what an encoder gives."""

    word = "repeat"
    repeats = True

    def __init__(self, times: SizeLike, *, name: str = ""):
        super().__init__(name)
        self.times = read_size("times", times)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, f"at each of {self.times} steps", {}, {}, reads, reads)

    def map_behind(self, extents: Map) -> Map:
        return (self.times,)


def read_padding(padding: SizeLike) -> Size | str:
    """A padding as a word, or as so many numbers on each side; raises `UsageError`.

    >>> read_padding("same"), read_padding(2)
    ('same', Size('2'))
    """
    if str(padding) in PADDINGS:
        return str(padding)
    if str(padding) == "0":
        return "valid"
    try:
        return read_size("padding", padding)
    except SymbolicError:
        raise UsageError(f"padding is {', '.join(PADDINGS)} or a number, not {str(padding)[:40]!r}") from None
