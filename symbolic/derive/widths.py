"""Where the sizes of signals come from: those that are given, and those that an equation hands on."""

from __future__ import annotations

from heapq import heappop, heappush

from symbolic.derive.origins import plain_indices
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.size import Size
from symbolic.record import Record


class ShapeGroup(Record):
    """Signals of one shape, ``extents``.

    ``reference`` is the signal that they are as long as, itself among them where its size is written down. ``by`` is
    the signal whose equation says so, and nothing where the size is written down.
    """

    signals: tuple[n.Signal, ...]
    extents: tuple[Size, ...]
    reference: n.Signal
    by: n.Signal | None = None


def find_widths(definition: Definition, shapes: Shapes) -> tuple[ShapeGroup, ...]:
    """The signals that hold more than a number, those with a given size first, each once.

    >>> from symbolic import cell
    >>> lstm = cell("lstm")
    >>> for width in find_widths(lstm.definition, lstm._shapes):
    ...     print([signal.name for signal in width.signals], str(width.extents[0]), width.by and width.by.name)
    ['x'] n None
    ['h'] m None
    ['o', 'c'] m h
    ['i', 'f', 'g'] m c
    """
    names = definition.names
    members = _members(definition)
    signals = {name: members[name] for name in (*names.inputs, *names.signals) if shapes.names[name]}
    order = {name: place for place, name in enumerate(signals)}
    joined = [
        (equation.name, sorted({name for name in same if name in order}, key=order.__getitem__))
        for equation in definition.program.equations
        for same in _joined(equation, shapes)
    ]
    rows: dict[str, list[int]] = {}
    for place, (_, same) in enumerate(joined):
        for name in same:
            rows.setdefault(name, []).append(place)
    widths: list[ShapeGroup] = []
    known: set[str] = set()
    declared = [name for name in definition.sizes if name in signals]
    for reference in sorted(declared, key=lambda name: name not in names.inputs):
        if reference in known:
            continue
        known.add(reference)
        extents = shapes.names[reference]
        widths.append(ShapeGroup((signals[reference],), extents, signals[reference]))
        # Of the rows with a signal that is reached, always the first in which another is new.
        waiting = [*rows.get(reference, ())]
        while waiting:
            by, same = joined[heappop(waiting)]
            if new := [name for name in same if name not in known]:
                known |= {*new}
                for name in new:
                    for place in rows[name]:
                        heappush(waiting, place)
                widths.append(
                    ShapeGroup(tuple(signals[name] for name in new), extents, signals[reference], signals[by])
                )
    rest = [name for name in signals if name not in known]
    alone = [ShapeGroup((signals[name],), shapes.names[name], signals[name], signals[name]) for name in rest]
    return (*widths, *alone)


def _members(definition: Definition) -> dict[str, n.Signal]:
    """Each signal at this step, of any member where it is one of several."""
    widest: dict[str, n.Signal] = {}
    for equation in definition.program.equations:
        for node in (equation.target, *n.walk(equation.value)):
            if isinstance(node, n.Signal):
                other = widest.get(node.name)
                if other is None or plain_indices(node) > plain_indices(other):
                    widest[node.name] = node
    return {name: n.Signal(name, 0, node.index) for name, node in widest.items()}


def _joined(equation: n.Equation, shapes: Shapes) -> list[list[str]]:
    """The signals that are combined element by element: with the result of the equation, and within its products."""
    inner: list[list[str]] = []
    outer = _gathered(equation.value, shapes, inner)
    return [list(dict.fromkeys([equation.name, *outer])), *inner]


def _gathered(node: n.Node, shapes: Shapes, inner: list[list[str]]) -> list[str]:
    if isinstance(node, n.Signal):
        return [node.name]
    below = [(child, _gathered(child, shapes, inner)) for child in n.children(node)]
    if _is_elementwise(node):
        shape = shapes.nodes.get(node)
        return [name for child, names in below if shapes.nodes.get(child) == shape for name in names]
    inner += [names for _, names in below if len(names) > 1]
    return []


def _is_elementwise(node: n.Node) -> bool:
    if isinstance(node, n.Call):
        operation = OPERATIONS.get(node.name)
        return operation is None or operation.shape is elementwise
    return isinstance(node, n.Add | n.Multiply | n.Divide | n.Power | n.Negate)
