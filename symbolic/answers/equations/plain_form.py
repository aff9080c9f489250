"""Cells as they are held against each other: delays as earlier steps, the gains of norms as products and sums."""

from __future__ import annotations

from math import exp, log, sqrt

from symbolic._cell import Cell
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.nodes import Node
from symbolic.language.written import TEXT_FIELDS

PYTHON_FUNCTIONS = {"exp": exp, "log": log, "sqrt": sqrt}
"""Functions that Python computes of a number before a framework sees it."""


def plain_form(cell: Cell) -> Cell:
    """The same cell: a state that only holds the step before is read where it comes from, gains stand beside norms.

    >>> own = Cell("h[t] = tanh(W @ x[t] + V @ p[t-1]); p[t] = x[t]".replace("; ", chr(10)), {"x": "n", "h": "m"})
    >>> print(plain_form(own).text)
    h[t] = tanh(W @ x[t] + V @ x[t-1])
    """
    definition = cell.definition
    delays = _delays(definition)
    changed = [
        n.Equation(part.target, _changed(part.value, delays), part.loops)
        for part in definition.program.equations
        if part.name not in delays
    ]
    if changed == [*definition.program.equations]:
        return cell
    sizes = {delays[name].name if name in delays else name: shape for name, shape in definition.sizes.items()}
    return with_definition(cell, definition.rewritten(changed, {**sizes, **definition.sizes}))


def with_definition(cell: Cell, definition: Definition) -> Cell:
    """The cell with other equations, under its own words."""
    return Cell.of(definition, {word: getattr(cell, word) for word in TEXT_FIELDS}, {}, {})


def _delays(definition: Definition) -> dict[str, n.Signal]:
    """The states that are nothing but another signal, with what they are."""
    names = definition.names
    delays = {
        part.name: part.value
        for part in definition.program.equations
        if part.name in names.states
        and part.name not in definition.output
        and not part.loops
        and not part.target.index
        and isinstance(part.value, n.Signal)
        and isinstance(part.value.lag, int)
        and not part.value.index
        and part.value.name not in definition.program.static
    }
    found: dict[str, n.Signal] = {}
    for name, value in delays.items():
        seen = {name}
        # One that holds what another one holds: the steps add up.
        while value.name in delays and value.name not in seen:
            seen.add(value.name)
            further = delays[value.name]
            value = n.Signal(further.name, _steps(value) + _steps(further))
        if value.name not in seen:
            found[name] = value
    return found


def _steps(signal: n.Signal) -> int:
    return signal.lag if isinstance(signal.lag, int) else 0


def _changed(node: Node, delays: dict[str, n.Signal]) -> Node:
    node = n.rebuild(node, lambda part: _changed(part, delays))
    if isinstance(node, n.Signal) and node.name in delays:
        held = delays[node.name]
        later = node.lag + (_steps(held) if isinstance(node.lag, int) else n.Size.of(_steps(held)))
        return n.Signal(held.name, later)
    if isinstance(node, n.Call) and node.name == "layernorm" and len(node.arguments) > 1:
        value, gain, *shift = node.arguments
        scaled = n.Multiply(n.Call("layernorm", (value,)), gain)
        return n.Add((scaled, *shift), (1, 1)) if shift else scaled
    return _computed(node)


def _computed(node: Node) -> Node:
    if not isinstance(node, n.Call) or node.name not in PYTHON_FUNCTIONS:
        return node
    (argument,) = node.arguments
    if isinstance(argument, n.Negate) and isinstance(argument.value, n.Number):
        argument = n.Number(-argument.value.value)
    if not isinstance(argument, n.Number) or abs(argument.value) > 100 or (argument.value <= 0 and node.name != "exp"):
        return node
    return n.Number(PYTHON_FUNCTIONS[node.name](argument.value))
