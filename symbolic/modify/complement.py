"""A gate read the other way round: ``(1 - z) * a + z * b`` as ``(1 - z) * b + z * a``."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.record import replace


def complemented(definition: Definition, gate: str) -> Definition:
    """The definition with a gate in place of one minus it; itself where the gate does anything but mix two values.

    Of a sigmoid that is the same cell with the signs of the gate's parameters changed: papers write either.

    >>> from symbolic.catalog import find_cell
    >>> complemented(find_cell("gru").definition, "z").program.lines[-1]
    'h[t] = z[t] * hc[t] + (1 - z[t]) * h[t-1]'
    """
    equations = definition.program.equations
    reads = sum(_reads(equation.value, gate) for equation in equations)
    mixes = [node for equation in equations for node in n.walk(equation.value) if _parts(node, gate)]
    if len(mixes) * 2 != reads or not mixes:
        return definition

    def swapped(node: n.Node) -> n.Node:
        parts = _parts(node, gate)
        return parts if parts else n.rebuild(node, swapped)

    return definition.rewritten([replace(equation, value=swapped(equation.value)) for equation in equations])


def _parts(node: n.Node, gate: str) -> n.Add | None:
    """The sum with what is scaled by the gate and by one minus it exchanged; None for what is not such a sum."""
    if not isinstance(node, n.Add) or len(node.terms) != 2 or node.signs != (1, 1):
        return None
    left, right = node.terms
    if not isinstance(left, n.Multiply) or not isinstance(right, n.Multiply):
        return None
    pair = [_is_gate(left.left, gate), _is_gate(right.left, gate)]
    others = [_is_complement(left.left, gate), _is_complement(right.left, gate)]
    if (pair, others) not in (([True, False], [False, True]), ([False, True], [True, False])):
        return None
    return replace(node, terms=(replace(left, right=right.right), replace(right, right=left.right)))


def _is_gate(node: n.Node, gate: str) -> bool:
    return isinstance(node, n.Signal) and node.name == gate and node.lag == 0


def _is_complement(node: n.Node, gate: str) -> bool:
    if not isinstance(node, n.Add) or node.signs != (1, -1):
        return False
    return node.terms[0] == n.Number(1) and _is_gate(node.terms[1], gate)


def _reads(node: n.Node, gate: str) -> int:
    return sum(isinstance(part, n.Signal) and part.name == gate for part in n.walk(node))
