"""Activations that have parameters."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.base import NetworkLayer, SizeLike, read_extents
from symbolic.model.placed import Placed

N, P = map(Size.letter, "np")


class PReLU(NetworkLayer):
    """A rectifier with a slope below zero for each number that it reads, or as many slopes as ``extents`` say.

    Keras has a slope for each number of a step, but along ``shared_axes``; PyTorch has one for all of them,
    ``prelu(1)``. Source: He et al. 2015, section 2.1.

    >>> str(PReLU().place("prelu", Size.of(7), ()).size), str(PReLU(5, 7).place("prelu", Size.of(7), ()).size)
    ('7', '35')
    """

    word = "prelu"

    @property
    def at_each_place(self) -> bool:
        return len(self.extents) < 2

    def __init__(self, *extents: SizeLike, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.extents = read_extents("slopes", extents)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        sizes = {"n": reads, **({"p": prod(self.extents, start=ONE)} if self.extents else {})}
        work = OpCount(multiplications=N, activations=N)
        return self._placed(name, "PReLU", {"slopes": P if self.extents else N}, sizes, reads, reads, besides=work)
