"""A layer as its framework declares it: its arguments, and the sublayers and arrays that these make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from symbolic._cell import Cell
from symbolic.frameworks.arguments import Argument, Way
from symbolic.frameworks.packing import Array
from symbolic.language.record import Record
from symbolic.language.sizes import NONE, Size
from symbolic.language.work import Operations, extent

if TYPE_CHECKING:
    from symbolic.derive.work import Work


class Part(Record):
    """A sublayer: one direction of one layer of a stack.

    ``sizes`` are the letters of the cell in those of the layer, where they are others; ``offsets`` what
    the framework adds to a stored parameter when it computes, a forget bias of 1 say.
    """

    cell: Cell
    sizes: Mapping[str, Size] = MappingProxyType({})
    level: int = 0
    backward: bool = False
    offsets: Mapping[str, float] = MappingProxyType({})

    def put(self, size: Size) -> Size:
        """A size of the cell in the letters of the layer."""
        return size.put(self.sizes)

    @property
    def size(self) -> Size:
        """How many trained parameters it has."""
        return self.put(self.cell.size)

    @property
    def output(self) -> Size:
        """How many numbers it hands on at each step."""
        return self.put(extent(self.cell._shapes.names[self.cell.definition.program.equations[-1].name]))

    @property
    def work(self) -> Work:
        """What one step takes: that of the equations, and what the layer adds to parameters as it computes."""
        from symbolic.derive.work import Work

        shapes, owners = self.cell._shapes.names, self.cell.definition.names.parameters
        gates = [owners[name].equation.name for name, offset in self.offsets.items() if offset]
        added = sum((extent(shapes[gate]) for gate in gates), NONE)
        return (self.cell.work + Work(Operations(additions=added))).put(self.sizes)

    def backward_work(self, inputs: bool, parameters: bool = True) -> Work:
        """What one step of the backward pass takes, with the gradients of the inputs and of the parameters or not."""
        return self.cell.backward_work(inputs, parameters).put(self.sizes)


class Plan(Record):
    """What a layer is made of: sublayers, stored arrays, and how two directions are merged."""

    parts: tuple[Part, ...]
    arrays: tuple[Array, ...]
    merge: str = "concat"


OUTPUT = "the output layer is a layer of its own"


class Shown(Record):
    """A line of the table of frameworks: for which cells, with which options, and why it differs.

    A cell with a modifier that is an option of the layer is named with it, ``lstm project``.
    """

    cells: tuple[str, ...]
    words: Mapping[str, Any]
    why: str


class Kind(Record):
    """A layer as its framework declares it.

    ``arguments`` are those that its arrays depend on; ``ignored`` those that it takes too and that
    change none; ``uncomputed`` those that change no array either, but what is computed, so that a layer
    with one is counted and not run, but for the values of a `Way`. ``build`` makes the plan from the
    options; ``refusals`` are what the framework itself refuses: a test on the options and the sizes, and
    its reason.
    """

    name: str
    arguments: tuple[Argument, ...]
    build: Callable[[SimpleNamespace], Plan]
    ignored: tuple[str | Argument, ...] = ()
    refusals: tuple[tuple[Callable[[SimpleNamespace], bool], str], ...] = ()
    shown: tuple[Shown, ...] = ()
    uncomputed: tuple[str | Way, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the arguments that change no array."""
        return tuple(one if isinstance(one, str) else one.name for one in (*self.ignored, *self.uncomputed))
