"""Sub-expressions that are written more than once, named once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from symbolic.backward.terms import substituted
from symbolic.language import nodes as n
from symbolic.language.record import replace

Key = tuple[n.Node, tuple[n.Loop, ...]]


def _unheard(old: n.Node, new: n.Node) -> None:
    """Nobody asks which node took which place."""


def name_repeated(
    equations: Sequence[n.Equation], fresh: Callable[[], str], made: Callable[[n.Node, n.Node], None] = _unheard
) -> list[n.Equation]:
    """The equations with each repeated operation or matrix product under a name, those names first.

    ``made`` is told of each node that takes the place of another.
    """
    found = list(equations)
    while True:
        counts: dict[Key, int] = {}
        for equation in found:
            for key in _costly(equation.value, equation.loops):
                counts[key] = counts.get(key, 0) + 1
        repeated = [key for key, count in counts.items() if count > 1]
        if not repeated:
            return found
        # The largest first: what is repeated only within it is then written once.
        (node, loops) = max(repeated, key=lambda key: sum(1 for _ in n.walk(key[0])))
        target = n.Signal(fresh(), 0, tuple(n.Size.letter(loop.index) for loop in loops))
        made(node, target)
        found = [
            n.Equation(target, node, loops),
            *(replace(one, value=_replaced(one.value, one.loops, (node, loops), target, made)) for one in found),
        ]


def without_single(equations: Sequence[n.Equation], names: set[str]) -> list[n.Equation]:
    """The equations with those of the ``names`` that are read once written out, and those never read left out."""
    found = list(equations)
    while True:
        reads = Counter(
            part.name for one in found for part in n.walk(one.value) if isinstance(part, n.Signal) and part.name in names
        )
        single = next((one for one in found if one.name in names and reads[one.name] < 2), None)
        if single is None:
            return found
        found.remove(single)
        if reads[single.name]:
            found = [replace(one, value=_written_out(one.value, single)) for one in found]


def _written_out(node: n.Node, named: n.Equation) -> n.Node:
    if isinstance(node, n.Signal) and node.name == named.name:
        letters = {str(mine): part for mine, part in zip(named.target.index, node.index, strict=True)}
        return substituted(named.value, letters)
    return n.rebuild(node, lambda part: _written_out(part, named))


def replace_known(equation: n.Equation, known: dict[Key, n.Signal]) -> n.Equation:
    """The equation with each value that has a name of its own already under that name."""
    if not any(key in known for key in _costly(equation.value, equation.loops)):
        return equation
    value = equation.value
    for key, target in known.items():
        value = _replaced(value, equation.loops, key, target, _unheard)
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
