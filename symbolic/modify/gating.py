"""``couple="i=1-f"``, ``drop="o"`` and ``tie="U_i=U_f"``: fewer gates, or the same numbers twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.errors import ModifierError, UnknownName
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.reachable import reachable
from symbolic.modify.gates import gate_names, needed_for
from symbolic.record import replace

GATING = ("sigmoid", "exp", "softmax", "cumax")
"""Activations of the table that gates have; the others make candidates. A function of the cell's own may be either."""


def with_coupling(definition: Definition, rule: str) -> Definition:
    """Replace one gate by one minus another.

    >>> from symbolic.catalog import find_cell
    >>> with_coupling(find_cell("lstm").definition, "i = 1 - f").program.lines[0]
    'i[t] = 1 - f[t]'
    """
    match = re.fullmatch(r"\s*(\w+)\s*=\s*1\s*-\s*(\w+)\s*", rule)
    if not match:
        raise ModifierError(f"couple is written i=1-f, not {rule!r:.40}")
    name, other = match.groups()
    equation, source = _gate(definition, name), _gate(definition, other)
    if name == other:
        raise ModifierError(f"{name} cannot be coupled to itself")
    shapes = infer(definition).names
    if shapes[name] != shapes[other] or equation.loops != source.loops:
        raise ModifierError(f"{name}[t] and {other}[t] have different shapes; they cannot be coupled")
    if name in needed_for(definition, other):
        raise ModifierError(f"{other}[t] is computed from {name}[t]; it cannot be coupled to it")
    value = n.Add((n.Number(1), n.Signal(other, 0, source.target.index)), (1, -1))
    return _with_value(definition, equation, value)


def without_gate(definition: Definition, name: str) -> Definition:
    """Set a gate to 1, which removes its parameters.

    What is scaled by one minus the gate is removed too. Some input must remain: the state of a GRU whose update gate
    is 1 never changes.

    >>> from symbolic.catalog import find_cell
    >>> without_gate(find_cell("lstm").definition, "o").program.lines[2]
    'o[t] = 1'
    """
    equation = _gate(definition, name)
    for mixed in definition.program.equations:
        cut_off = any(_is_cut_off(node, name) for node in n.walk(mixed.value))
        if cut_off and _read_without(definition, mixed.name, name).isdisjoint(definition.names.inputs):
            raise ModifierError(f"with {name}[t] = 1 nothing new reaches {mixed.name}[t]")
    return _with_value(definition, equation, n.Number(1))


def with_tying(definition: Definition, rule: str) -> Definition:
    """Use one parameter in place of another of the same shape.

    >>> from symbolic.catalog import find_cell
    >>> with_tying(find_cell("lstm").definition, "U_f=U_i").program.lines[1]
    'f[t] = sigmoid(W_f @ x[t] + U_i @ h[t-1] + b_f)'
    """
    match = re.fullmatch(r"\s*(\w+)\s*=\s*(\w+)\s*", rule)
    if not match:
        raise ModifierError(f"tie is written U_f=U_i, not {rule!r:.40}")
    name, other = match.groups()
    for parameter in (name, other):
        if parameter not in definition.names.parameters:
            raise UnknownName("parameter", parameter, definition.names.parameters)
    if name == other:
        raise ModifierError(f"{name} and {other} are the same parameter already")
    shapes = infer(definition)
    members = definition.names.families
    if (shapes.names[name], set(members[name])) != (shapes.names[other], set(members[other])):
        raise ModifierError(f"{name} and {other} have different shapes; they cannot be tied")
    if (name in definition.fixed) != (other in definition.fixed):
        trained, fixed = (other, name) if name in definition.fixed else (name, other)
        raise ModifierError(f"{trained} is trained and {fixed} is fixed: they cannot be tied")

    def tied(node: n.Node) -> n.Node:
        if isinstance(node, n.Parameter) and node.name == name:
            return replace(node, name=other)
        return n.rebuild(node, tied)

    sizes = dict(definition.sizes)
    if name in sizes:
        sizes.setdefault(other, sizes[name])
    equations = [replace(equation, value=tied(equation.value)) for equation in definition.program.equations]
    return definition.rewritten(equations, sizes)


def _gate(definition: Definition, name: str) -> n.Equation:
    gates = {name: equation for name, equation in gate_names(definition).items() if _opens_and_shuts(equation.value)}
    if name not in gates:
        raise UnknownName("gate", name, gates, "" if gates else "no signal of the cell is a gate by itself")
    if sum(equation.name == name for equation in definition.program.equations) > 1:
        raise ModifierError(f"{name}[t] is assigned in several equations; it is not a single gate")
    return gates[name]


def _opens_and_shuts(value: n.Node) -> bool:
    """Whether it is a gate that scales others, not a candidate that is scaled."""
    return isinstance(value, n.Call) and (value.name in GATING or value.name not in OPERATIONS)


def _read_without(definition: Definition, name: str, gate: str) -> set[str]:
    """Every signal from which a signal is computed, over all steps, where the gate is 1."""

    def reads(name: str) -> Iterator[str]:
        nodes = [equation.value for equation in definition.program.equations if equation.name == name]
        while nodes:
            node = nodes.pop()
            if not _is_cut_off(node, gate):
                nodes += n.children(node)
                if isinstance(node, n.Signal) and node.name != gate:
                    yield node.name

    return reachable([name], reads)


def _is_cut_off(node: n.Node, gate: str) -> bool:
    """Whether it is scaled by one minus the gate."""
    for side in n.children(node) if isinstance(node, n.Multiply) else ():
        if isinstance(side, n.Add) and side.signs == (1, -1) and side.terms[0] == n.Number(1):
            other = side.terms[1]
            return isinstance(other, n.Signal) and other.name == gate
    return False


def _with_value(definition: Definition, equation: n.Equation, value: n.Node) -> Definition:
    equations = [replace(other, value=value) if other is equation else other for other in definition.program.equations]
    return definition.rewritten(equations)
