"""A layer as its framework declares it: its arguments, and the sublayers and arrays that these make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from symbolic.frameworks.arguments import Argument, Way
from symbolic.frameworks.packing import Array
from symbolic.frameworks.sublayer import Sublayer
from symbolic.record import Record


class Plan(Record):
    """What a layer is made of: sublayers, stored arrays, and how two directions are merged."""

    sublayers: tuple[Sublayer, ...]
    arrays: tuple[Array, ...]
    merge: str = "concat"


OUTPUT = "the output layer is a layer of its own"


class TableRow(Record):
    """A line of the table of frameworks: for which cells, with which options, and why it differs.

    A cell with a modifier that is an option of the layer is named with it, ``lstm project``.
    """

    cells: tuple[str, ...]
    words: Mapping[str, Any]
    why: str


class LayerSpec(Record):
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
    rows: tuple[TableRow, ...] = ()
    uncomputed: tuple[str | Way, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the arguments that change no array."""
        return tuple(one if isinstance(one, str) else one.name for one in (*self.ignored, *self.uncomputed))
