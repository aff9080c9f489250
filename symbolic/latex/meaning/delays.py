r"""Signals read further back than by a number of steps: ``x_{t-j}`` within a sum over j, ``h_{t-d}`` of a fixed d."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.size import Size
from symbolic.latex.meaning.context import Context
from symbolic.latex.meaning.naming import SymbolName

DELAY_INDEX = "j_delay"


def read_back(context: Context, called: str, name: SymbolName, index: tuple[Size, ...], at: n.Place) -> n.Node:
    """A signal at the step that it is read at; a delay that no sum runs over is a sum over that one step."""
    if not name.delay:
        return n.Signal(called, name.lag, index, at=at)
    steps = parse_size(f"{name.lag} + {name.delay}")
    if name.delay in context.block.naming.indices:
        return n.Signal(called, steps, index, at=at)
    loop = n.Loop(DELAY_INDEX, steps, steps + 1)
    return n.Family("sum", n.Signal(called, Size.letter(DELAY_INDEX), index, at=at), (loop,), at=at)
