"""Sub-expressions that are written more than once, named once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from symbolic.language import nodes as n
from symbolic.language.record import replace

Key = tuple[n.Node, tuple[n.Loop, ...]]


def name_repeated(
    equations: Sequence[n.Equation], fresh: Callable[[], str], made: Callable[[n.Node, n.Node], None]
) -> tuple[list[n.Equation], list[n.Equation]]:
    """The equations with each repeated operation or matrix product under a name, and what the names are.

    ``made`` is told of each node that takes the place of another.
    """
    names: list[n.Equation] = []
    while True:
        counts: dict[Key, int] = {}
        for equation in equations:
            for key in _costly(equation.value, equation.loops):
                counts[key] = counts.get(key, 0) + 1
        repeated = [key for key, count in counts.items() if count > 1]
        if not repeated:
            return list(equations), names
        # The largest first: what is repeated only within it is then written once.
        (node, loops) = max(repeated, key=lambda key: sum(1 for _ in n.walk(key[0])))
        target = n.Signal(fresh(), 0, tuple(n.Size.letter(loop.index) for loop in loops))
        made(node, target)
        equations = [
            replace(one, value=_replaced(one.value, one.loops, (node, loops), target, made)) for one in equations
        ]
        names = [
            n.Equation(target, node, loops),
            *(replace(one, value=_replaced(one.value, one.loops, (node, loops), target, made)) for one in names),
        ]


def replace_known(equation: n.Equation, known: dict[Key, n.Signal]) -> n.Equation:
    """The equation with each value that has a name of its own already under that name."""
    if not any(key in known for key in _costly(equation.value, equation.loops)):
        return equation
    value = equation.value
    for key, target in known.items():
        value = _replaced(value, equation.loops, key, target, lambda old, new: None)
    return replace(equation, value=value)


def key_of(node: n.Node, loops: Iterable[n.Loop]) -> Key:
    """The node with the loops that run in it."""
    running = _letters(node)
    return node, tuple(loop for loop in loops if loop.index in running)


def _letters(node: n.Node) -> set[str]:
    """The letters in the indices of a node, those of its own sums left out."""
    found: set[str] = set()
    if isinstance(node, n.Parameter | n.Signal):
        found = {name for part in node.index for name in part.letters}
    elif isinstance(node, n.Call):
        found = {name for size in node.sizes for name in size.letters}
    for child in n.children(node):
        found |= _letters(child)
    if isinstance(node, n.Over):
        found |= {name for loop in node.loops for size in (loop.start, loop.stop) for name in size.letters}
        found -= {loop.index for loop in node.loops}
    return found


def _costly(node: n.Node, loops: tuple[n.Loop, ...]) -> Iterator[Key]:
    """Every operation and matrix product in a node, with the loops that run in it."""
    inner = (*loops, *node.loops) if isinstance(node, n.Over) else loops
    over_time = isinstance(node, n.Over) and node.loops[0].index == n.TIME
    if isinstance(node, n.Call | n.Product | n.Over) and not over_time:
        yield key_of(node, loops)
    for child in n.children(node):
        yield from _costly(child, inner)


def _replaced(
    node: n.Node, loops: tuple[n.Loop, ...], key: Key, target: n.Node, made: Callable[[n.Node, n.Node], None]
) -> n.Node:
    if node == key[0] and key_of(node, loops) == key:
        return target
    inner = (*loops, *node.loops) if isinstance(node, n.Over) else loops
    changed = n.rebuild(node, lambda part: _replaced(part, inner, key, target, made))
    if changed == node:
        return node
    made(node, changed)
    return changed
