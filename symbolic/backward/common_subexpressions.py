"""Sub-expressions that are written more than once, named once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from symbolic.backward.members import at_members
from symbolic.language import nodes as n
from symbolic.language.running import letters_of, running, runs
from symbolic.language.sizes.size import Size
from symbolic.language.structured import is_structured
from symbolic.record import replace

SubexpressionKey = tuple[n.Node, tuple[n.Loop, ...]]


def _unheard(old: n.Node, new: n.Node) -> None:
    """The default of ``made``: nothing is recorded."""


def name_repeated(
    equations: Sequence[n.Equation], fresh: Callable[[], str], made: Callable[[n.Node, n.Node], None] = _unheard
) -> list[n.Equation]:
    """The equations with each repeated operation or matrix product under a name, those names first.

    A diagonal or a matrix of blocks stays where it is: a product with it skips its zeros.
    ``made`` is called with each node that is replaced and its replacement.
    """
    rewritten = list(equations)
    while True:
        counts = Counter(key for equation in rewritten for key in costly(equation.value, equation.loops))
        inside = {key for key, count in counts.items() if count > 1}
        # The outermost first: what is repeated only within them is then written once.
        within = {inner for key in inside for child in n.children(key[0]) for inner in costly(child, key[1])}
        repeated = {key: _target(fresh(), key) for key in counts if key in inside and key not in within}
        if not repeated:
            return rewritten
        for (node, _), target in repeated.items():
            made(node, target)
        named = [n.Equation(target, *key) for key, target in reversed(repeated.items())]
        rewritten = [
            *named,
            *(
                replace(equation, value=replaced(equation.value, equation.loops, repeated, made))
                for equation in rewritten
            ),
        ]


def without_single(equations: Sequence[n.Equation], names: set[str]) -> list[n.Equation]:
    """The equations with those of the ``names`` that are read once written out, and those never read left out."""
    rewritten = list(equations)
    while True:
        reads = Counter(
            part.name
            for equation in rewritten
            for part in n.walk(equation.value)
            if isinstance(part, n.Signal) and part.name in names
        )
        single = next((equation for equation in rewritten if equation.name in names and reads[equation.name] < 2), None)
        if single is None:
            return rewritten
        rewritten.remove(single)
        if reads[single.name]:
            rewritten = [
                replace(equation, value=_written_out(equation.value, single, equation.loops)) for equation in rewritten
            ]


def _written_out(node: n.Node, named: n.Equation, loops: tuple[n.Loop, ...]) -> n.Node:
    if isinstance(node, n.Signal) and node.name == named.name:
        letters = {str(mine): part for mine, part in zip(named.target.index, node.index, strict=True)}
        # An index that runs around the place of reading keeps its letter there.
        return at_members(named.value, {loop.index: Size.letter(loop.index) for loop in loops} | letters)
    inner = (*loops, *node.loops) if isinstance(node, n.Family) else loops
    return n.rebuild(node, lambda part: _written_out(part, named, inner))


def key_of(node: n.Node, loops: Iterable[n.Loop]) -> SubexpressionKey:
    """The node with the loops that run in it."""
    return node, running(node, tuple(loops))


def costly(node: n.Node, loops: tuple[n.Loop, ...]) -> list[SubexpressionKey]:
    """Every operation and matrix product in a node, with the loops that run in it."""
    keys: list[SubexpressionKey] = []
    _find_costly(node, loops, keys)
    return keys


def replaced(
    node: n.Node,
    loops: tuple[n.Loop, ...],
    names: Mapping[SubexpressionKey, n.Node],
    made: Callable[[n.Node, n.Node], None] = _unheard,
) -> n.Node:
    """The node with those in it that have names under these."""
    if isinstance(node, COSTLY):
        target = names.get(key_of(node, loops))
        if target is not None:
            return target
    inner = (*loops, *node.loops) if isinstance(node, n.Family) else loops
    changed = n.rebuild(node, lambda part: replaced(part, inner, names, made))
    if changed is node:
        return node
    made(node, changed)
    return changed


COSTLY = n.Call | n.Product | n.Family


def _find_costly(node: n.Node, loops: tuple[n.Loop, ...], keys: list[SubexpressionKey]) -> set[str]:
    """Add to ``keys``, and return the letters that run in the node."""
    inner = (*loops, *node.loops) if isinstance(node, n.Family) else loops
    # Outside all loops no letter runs.
    letters = letters_of(node) if loops else set()
    for child in n.children(node):
        letters |= _find_costly(child, inner, keys)
    if isinstance(node, n.Family):
        letters -= {loop.index for loop in node.loops}
    over_time = isinstance(node, n.Family) and node.loops[0].index == n.TIME
    if isinstance(node, COSTLY) and not over_time and not is_structured(node):
        keys.append((node, runs(letters, loops) if loops else ()))
    return letters


def _target(name: str, key: SubexpressionKey) -> n.Signal:
    return n.Signal(name, 0, tuple(n.Size.letter(loop.index) for loop in key[1]))
