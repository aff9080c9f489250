"""A sublayer of a layer: a cell in its place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbolic._cell import Cell
from symbolic.language.operations.cost_rules import OpCount, extent
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.record import Record

if TYPE_CHECKING:
    from symbolic.derive.step_work import StepWork


class Sublayer(Record):
    """A sublayer: one direction of one layer of a stack.

    ``sizes`` are the letters of the cell in those of the layer, where they are others; ``offsets`` what
    the framework adds to a stored parameter when it computes, a forget bias of 1 say.
    """

    cell: Cell
    sizes: Mapping[str, Size] = MappingProxyType({})
    level: int = 0
    backward: bool = False
    offsets: Mapping[str, float] = MappingProxyType({})

    def substitute(self, size: Size) -> Size:
        """A size of the cell in the letters of the layer."""
        return size.substitute(self.sizes)

    @property
    def size(self) -> Size:
        """How many trained parameters it has."""
        return self.substitute(self.cell.size)

    @property
    def output(self) -> Size:
        """How many numbers its output has at each step."""
        return self.substitute(sum((extent(self.cell.signals[name]) for name in self.cell.outputs), NO_SIZE))

    @property
    def work(self) -> StepWork:
        """The operations of one step: those of the equations, and the offsets that the layer adds as it computes."""
        from symbolic.derive.step_work import StepWork

        shapes, owners = self.cell._shapes.names, self.cell.definition.names.parameters
        gates = [owners[name].equation.name for name, offset in self.offsets.items() if offset]
        added = sum((extent(shapes[gate]) for gate in gates), NO_SIZE)
        return (self.cell.work + StepWork(OpCount(additions=added))).substitute(self.sizes)

    def backward_work(self, inputs: bool, parameters: bool = True) -> StepWork:
        """The operations of one step backward, with the gradients of the inputs and of the parameters or without."""
        return self.cell.backward_work(inputs, parameters).substitute(self.sizes)
