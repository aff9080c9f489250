"""How many numbers a cell outputs at each step."""

from __future__ import annotations

from collections.abc import Collection

from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.reachable import reachable
from symbolic.language.sizes.carriers import Polynomials
from symbolic.language.sizes.size import NO_SIZE, ONE, Size


def find_output_width(definition: Definition, shapes: Shapes, outputs: Collection[str]) -> Size:
    """The numbers in the outputs at one step, in letters.

    Members of a family go on together, those of two directions or of the modules of a clockwork network; where a
    member reads another at the same step, as a layer reads that below it, the last goes on alone. For a map
    these are the channels, at each place.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> text = "for d in 2: h[t, d] = tanh(W[d] @ x[t] + U[d] @ h[t-1, d])"
    >>> cell = define(text, {"x": "n", "h": "m"})
    >>> str(find_output_width(cell, infer(cell), ["h"]))
    '2*m'
    """
    total = NO_SIZE
    for name in outputs:
        width = shapes.names[name][0] if shapes.names[name] else ONE
        total = total + width * (ONE if _is_chain(definition, name) else _members(definition, name))
    return total


def _members(definition: Definition, name: str) -> Size:
    """How many members are computed at one step."""
    total = NO_SIZE
    for equation in definition.program.equations:
        if equation.name == name:
            loops = [loop for loop in equation.loops if loop.index != n.TIME]
            total = total + (families.count(Polynomials(), loops) if loops else ONE)
    return total


def _is_chain(definition: Definition, name: str) -> bool:
    """Whether a signal reads itself at the same step, through others or not."""
    reads: dict[str, set[str]] = {}
    for equation in definition.program.equations:
        same = {node.name for node in n.walk(equation.value) if isinstance(node, n.Signal) and not node.lag}
        reads.setdefault(equation.name, set()).update(same)
    return name in reachable([name], lambda signal: reads.get(signal, ()))
