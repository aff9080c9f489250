"""A layer as its framework declares it: its arguments, and the sublayers and arrays that these make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

from symbolic.frameworks.arguments import Argument, Way
from symbolic.frameworks.packing import PackedArray
from symbolic.frameworks.sublayer import Sublayer
from symbolic.record import Record

OUTPUT_LAYER_APART = "the output layer is a layer of its own"
HOLDS_CELLS = "it holds cells and has no arrays of its own; count each cell by itself and add the numbers"
NO_SPELLINGS: Mapping[str, str] = MappingProxyType({})


class Plan(Record):
    """What a layer is made of: sublayers, stored arrays, and how two directions are merged."""

    sublayers: tuple[Sublayer, ...]
    arrays: tuple[PackedArray, ...]
    merge: str = "concat"


class TableRow(Record):
    """A line of the table of frameworks: for which cells, with which arguments, and why the count differs.

    A cell with a modifier that is an argument of the layer is named with it, ``lstm project``.
    """

    cells: tuple[str, ...]
    words: Mapping[str, Any]
    why: str


def _as_it_is(name: str, value: Any) -> tuple[str, Any]:
    return name, value


class LayerSpec(Record):
    """A layer as its framework declares it.

    ``arguments`` are those that its arrays depend on, ``ignored`` those that it takes too and that change
    no array; ``uncomputed`` change no array either, but what is computed, so that a layer with one of them
    can be counted and not run, but for the values of a `Way`. ``build`` makes the plan from the options;
    ``refusals`` are what the framework itself refuses: a test on the options and the sizes, and its reason.
    ``positional`` are the names of the arguments that can be given without their names, in the framework's
    order, with a blank between. ``modern`` turns an argument of an earlier version, a name and a value, into
    one of today.
    """

    name: str
    arguments: tuple[Argument, ...]
    build: Callable[[SimpleNamespace], Plan]
    ignored: tuple[str | Argument, ...] = ()
    refusals: tuple[tuple[Callable[[SimpleNamespace], bool], str], ...] = ()
    rows: tuple[TableRow, ...] = ()
    uncomputed: tuple[str | Way, ...] = ()
    positional: str = ""
    modern: Callable[[str, Any], tuple[str, Any]] = _as_it_is

    @property
    def prefix(self) -> str:
        """The module of the framework in which the layer is: ``torch.nn``."""
        return self.name.rpartition(".")[0]

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the arguments that change no array."""
        return tuple(
            argument if isinstance(argument, str) else argument.name for argument in (*self.ignored, *self.uncomputed)
        )


class Library(Record):
    """The layers of one framework; each file of `symbolic.frameworks.libraries` declares one as ``LIBRARY``.

    ``order`` is its place among the frameworks, from 1 on. ``spellings`` are other ways to write the
    modules of its layers: ``{"nn": "torch.nn"}``. ``holders`` are layers around other layers, each with
    what to do instead.
    """

    order: int
    layers: tuple[LayerSpec, ...]
    spellings: Mapping[str, str] = NO_SPELLINGS
    holders: Mapping[str, str] = NO_SPELLINGS

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The modules of its layers, each once."""
        return tuple(dict.fromkeys(spec.prefix for spec in self.layers))
