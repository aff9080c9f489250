"""Layers that hold nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symbolic.errors import UsageError
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.model.layers.arranging import Pool
from symbolic.model.layers.base import NetworkLayer, SizeLike, equal_parts, read_size
from symbolic.model.layers.windows import Map
from symbolic.model.placed import Placed
from symbolic.record import replace


class Dropout(NetworkLayer):
    """No parameters; ``rate`` is the share of numbers that are dropped in training."""

    word = "dropout"

    def __init__(self, rate: float = 0.5, *, name: str = ""):
        super().__init__(name)
        if not isinstance(rate, int | float) or not 0 <= rate < 1:
            raise UsageError(f"the rate of a dropout is a number from 0 to below 1, not {str(rate)[:40]}")
        self.rate = rate

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "dropout", {}, {}, reads, reads)


class Plain(NetworkLayer):
    """Nothing to count: an activation, a pool, what only arranges numbers anew; ``title`` is its name in words.

    ``applies``: a function of each number, which a cost counts. ``last``: one vector a sequence goes on. Behind what
    ``flattens`` a map nobody knows how many numbers there are; of what it reads, one in ``share`` goes on.

    >>> str(Plain("relu", applies=True).place("relu", Size.letter("m"), ()).besides.activations)
    'm'
    """

    pool: Pool | None = None
    """How it lays a window on a map, where it is a pool of a framework."""

    fixed_map: Map = None
    """The map that it gives, whatever it reads."""

    passes = False
    """Whether every number stays in its place."""

    follows = False
    """Whether all numbers of the map that it reads go on as one vector."""

    def __init__(
        self,
        title: str,
        *,
        applies: bool = False,
        last: bool = False,
        flattens: bool = False,
        share: SizeLike = 1,
        name: str = "",
    ):
        super().__init__(name)
        self.title, self.applies, self.last, self.flattens = title, applies, last, flattens
        self.share = read_size("share", share)

    @property
    def short(self) -> str:
        return self.name or self.title.lower().replace(" ", "_")

    @property
    def at_each_place(self) -> bool:
        return self.applies

    @property
    def axes(self) -> int:
        return len(self.pool.extents if self.pool else self.fixed_map or ())

    def map_behind(self, extents: Map) -> Map:
        if self.last:
            return ()
        if self.pool is not None:
            return self.pool.map_behind(extents) if extents and len(extents) == len(self.pool.extents) else None
        return extents if self.applies or self.passes or self.title == "dropout" else self.fixed_map

    def place_over(self, name: str, reads: Size | None, before: Sequence[Placed], extents: Map) -> Placed:
        placed = super().place_over(name, reads, before, extents)
        if not self.follows or extents is None or reads is None:
            return placed
        return replace(placed, gives=reads * prod(extents, start=ONE), extents=())

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        gives = (
            None
            if self.flattens or reads is None
            else equal_parts(name, reads, self.share, f"cannot be shared into {self.share} equal parts")
        )
        work = OpCount()
        if self.applies and gives is not None:
            # A gate is a function of one half, by which the other is multiplied.
            work = OpCount(activations=gives, multiplications=NO_SIZE if self.share == ONE else gives)
        return self._placed(name, self.title, {}, {}, reads, gives, besides=work)


class Reshape(NetworkLayer):
    """Nothing to count: the next layer reads ``width`` numbers per step, a flattened map or a context beside."""

    word = "reshape"
    by_step = True

    def __init__(self, width: SizeLike, *, name: str = ""):
        super().__init__(name)
        self.width = read_size("width", width)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "reshape", {}, {}, reads, self.width)

    def map_behind(self, extents: Map) -> Map:
        return None
