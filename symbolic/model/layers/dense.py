"""Products with a kernel: the dense layer, and the bilinear one of two inputs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from symbolic.errors import FitError
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.model.layers.base import NetworkLayer, SizeLike, read_size
from symbolic.model.layers.equations import dense
from symbolic.model.placed import Placed

N, M = map(Size.letter, "nm")
SECOND_INPUT = Size.letter("n2")


class Dense(NetworkLayer):
    """A product with a kernel and, unless ``bias`` is false, a bias: ``n·m + m``.

    ``tied``: the kernel is that of an embedding before it, the other way round, and counted there.

    >>> str(Dense("V").place("dense", Size.letter("m"), ()).size)
    'V*m + V'
    """

    word = "dense"
    at_each_place = True

    def __init__(self, units: SizeLike, *, bias: bool = True, tied: bool = False, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.units, self.bias, self.tied = read_size("units", units), bias, tied

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        held = {} if self.tied else {"kernel": N * M}
        held |= {"bias": M} if self.bias else {}
        tied = f", tied to {self._embedding(name, reads, before)}" if self.tied else ""
        what = f"dense{tied}{'' if self.bias else ', no bias'}"
        sizes = {"n": reads, "m": self.units}
        return self._placed(name, what, held, sizes, reads, self.units, computes=partial(dense, self.bias))

    def _embedding(self, name: str, reads: Size, before: Sequence[Placed]) -> str:
        tables = [layer for layer in before if {"V", "e"} <= layer.sizes.keys()]
        for table in tables:
            if (table.sizes["V"], table.sizes["e"]) == (self.units, reads):
                return table.name
        known = " and ".join(f"{table.name} has {table.sizes['V']} × {table.sizes['e']}" for table in tables)
        needed = f"{name} reads {reads} and gives {self.units}"
        raise FitError(
            f"{needed}: it can be tied to an embedding of {self.units} × {reads}; {known or 'there is none'}"
        )


class Bilinear(NetworkLayer):
    """A product of two inputs with a kernel of three axes: ``n·n2·m + m``; ``second`` is the size of the other input.

    >>> str(Bilinear(5, second=4).place("bilinear", Size.of(3), ()).size)
    '65'
    """

    word = "bilinear"

    def __init__(
        self,
        units: SizeLike,
        second: SizeLike | None = None,
        *,
        bias: bool = True,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(name, frozen)
        self.units, self.bias = read_size("units", units), bias
        self.second = None if second is None else read_size("second", second)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        held = {"kernel": N * SECOND_INPUT * M, **({"bias": M} if self.bias else {})}
        sizes = {"n": reads, "n2": self.second or reads, "m": self.units}
        what = f"bilinear, with {sizes['n2']} numbers beside{'' if self.bias else ', no bias'}"
        # x A y as PyTorch has it: the first input with the kernel, and that with the second.
        work = OpCount(macs=N * SECOND_INPUT * M + SECOND_INPUT * M, additions=M if self.bias else NO_SIZE)
        return self._placed(name, what, held, sizes, reads, self.units, besides=work)
