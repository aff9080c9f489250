"""What a diagram shows: nodes that read one another, in panels."""

from __future__ import annotations

from typing import NamedTuple

from symbolic.language import nodes as n
from symbolic.record import Record

STATE_EDGE, INPUT, OUT_EDGE, TOP_EDGE = "state", "input", "out", "top"
"""What comes in on the left and from below, and what leaves on the right and at the top."""
GATE_BOX, LINEAR, FUNCTION, OPERATION, JOIN, BLOCK = "gate", "linear", "function", "operation", "join", "block"
SOURCES = (STATE_EDGE, INPUT)
SINKS = (OUT_EDGE, TOP_EDGE)
LABELLED_BOXES = (GATE_BOX, LINEAR, BLOCK)


class NodeInput(NamedTuple):
    """What a node reads: the node it comes from, a mark at its arrow, and whether a kernel is applied to it.

    Marks are ``-`` for what is subtracted, ``/`` for what divides, and the index of one member of a family.
    """

    source: int
    mark: str = ""
    kernel: bool = False


class DiagramNode(Record):
    """One node of a panel.

    ``function`` is the name of an operation, or its sign (``*``, ``+``, ``1-``); ``named`` is the signal that it
    computes or brings; ``kernels`` are the parameters of a box without an activation; ``stack`` are the families of
    which it is a member; ``panel`` is the place of the panel that a block opens into.
    """

    kind: str
    function: str = ""
    named: n.Node | None = None
    reads: tuple[NodeInput, ...] = ()
    kernels: tuple[n.Parameter, ...] = ()
    stack: tuple[n.Loop, ...] = ()
    panel: int = 0


class Panel(Record):
    """A diagram: nodes, each after those that it reads. ``loops`` are what an inner one is a member of.

    ``first`` and ``last`` are the numbers of its equations where a long cell is cut into groups, from 1, else 0.
    """

    nodes: tuple[DiagramNode, ...]
    loops: tuple[n.Loop, ...] = ()
    first: int = 0
    last: int = 0
