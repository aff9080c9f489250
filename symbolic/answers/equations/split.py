"""The equations of a cell with fused kernels taken apart: a part of ``W @ x`` is a member's product with ``x``."""

from __future__ import annotations

from symbolic._cell import Cell
from symbolic.language import nodes as n
from symbolic.language.nodes import Node
from symbolic.language.reachable import reachable
from symbolic.tracing.parts import Parts


def split_equations(cell: Cell) -> dict[str, Node]:
    """The value of each signal that has neither loops nor members, with parts pushed down to the parameters.

    >>> from symbolic.language.printer import SOURCE, spell
    >>> text = "a[t] = W @ x[t] + b; z[t] = sigmoid(part(a[t], 0, 2)); h[t] = z[t] * part(a[t], 1, 2)"
    >>> own = Cell(text.replace("; ", chr(10)), {"x": "n", "h": "m"})
    >>> print(spell(split_equations(own)["z"], SOURCE))
    sigmoid(W[0] @ x[t] + b[0])
    """
    program = cell.definition.program
    plain = {part.name: part.value for part in program.equations if not part.loops and not part.target.index}
    ranks = {name: len(shape) for name, (shape, _) in cell.shapes.items()}
    ranks |= {name: len(shape) for name, shape in cell.signals.items()}
    parts = Parts(ranks, columns=True)
    parts.whole |= {name for name, (_, members) in cell.shapes.items() if members.constant != 1}
    ends = _ends(cell)
    for _ in range(len(ranks) + 1):
        pushed = {name: _pushed(value, plain, parts) for name, value in plain.items()}
        reached = _reached(pushed, ends)
        values = {name: value for name, value in pushed.items() if name in reached}
        torn = _torn(values)
        if not torn - parts.whole:
            return {name: _named(value, parts) for name, value in values.items()}
        parts.whole |= torn
    return plain


def _pushed(node: Node, plain: dict[str, Node], parts: Parts) -> Node:
    node = n.rebuild(node, lambda part: _pushed(part, plain, parts))
    if not isinstance(node, n.Call) or node.name != "part":
        return node
    place, count = (size.constant for size in node.sizes)
    inner = node.arguments[0]
    if place is None or count is None or parts.rank(inner) != 1:
        return node
    while isinstance(inner, n.Signal) and not inner.lag and inner.name in plain and not inner.index:
        inner = _pushed(plain[inner.name], plain, parts)
    return parts.row(inner, place, count)


def _torn(values: dict[str, Node]) -> set[str]:
    """The parameters that are read both whole and in parts, or in parts of several kinds."""
    seen: dict[str, set[object]] = {}
    for value in values.values():
        for part in n.walk(value):
            if isinstance(part, n.Parameter):
                seen.setdefault(part.name, set()).add(part.index[1:] if len(part.index) == 3 else ())
    return {name for name, ways in seen.items() if len(ways) > 1}


def _ends(cell: Cell) -> list[str]:
    """The states, the outputs, what nothing reads, and what families read."""
    definition = cell.definition
    equations = definition.program.equations
    read: dict[str, set[str]] = {}
    for part in equations:
        for node in n.walk(part.value):
            if isinstance(node, n.Signal):
                read.setdefault(node.name, set()).add(part.name)
    families = {part.name for part in equations if part.loops or part.target.index}
    kept = {*definition.names.states, *definition.output, *families}
    return [name for name in definition.names.signals if name in kept or not read.get(name) or read[name] & families]


def _reached(values: dict[str, Node], ends: list[str]) -> set[str]:
    def inner(name: str) -> list[str]:
        return [part.name for part in n.walk(values[name]) if isinstance(part, n.Signal)] if name in values else []

    return {*ends} | reachable(ends, inner)


def _named(node: Node, parts: Parts) -> Node:
    """Members with their place alone, as an author writes them."""
    if isinstance(node, n.Parameter) and len(node.index) == 3:
        return n.Parameter(node.name, node.index[:1])
    return n.rebuild(node, lambda part: _named(part, parts))
