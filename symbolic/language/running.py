"""The loops that a node depends on."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.language import nodes as n

Loops = tuple[n.Loop, ...]


def running(node: n.Node, loops: Loops) -> Loops:
    """The loops whose index is in the node, and those on which their ranges depend.

    >>> from symbolic.language.parser import parse
    >>> equation = parse("for j in H: y[t, j] = U[j] @ (W @ x[t])").equations[0]
    >>> [loop.index for loop in running(equation.value, equation.loops)]
    ['j']
    >>> running(equation.value.right, equation.loops)
    ()
    """
    return runs(letters_in(node), loops) if loops else ()


def runs(letters: Iterable[str], loops: Loops) -> Loops:
    """The loops with one of the letters as index, and those on which their ranges depend."""
    needed = {*letters}
    for loop in reversed(loops):
        if loop.index in needed:
            needed |= {*loop.start.letters, *loop.stop.letters}
    return tuple(loop for loop in loops if loop.index in needed)


def letters_in(node: n.Node) -> set[str]:
    """The letters in the indices, lags and ranges of a node, those of its own families left out."""
    letters = letters_of(node)
    for child in n.children(node):
        letters |= letters_in(child)
    return letters - {loop.index for loop in node.loops} if isinstance(node, n.Family) else letters


def letters_of(node: n.Node) -> set[str]:
    """The letters of a node itself, without those below it."""
    if isinstance(node, n.Parameter | n.Signal):
        return node.letters
    if isinstance(node, n.Position):
        return {*node.value.letters}
    if isinstance(node, n.Power) and isinstance(node.exponent, n.Size):
        return {*node.exponent.letters}
    if isinstance(node, n.Call):
        return {name for size in node.sizes for name in size.letters}
    if isinstance(node, n.Family):
        return {name for loop in node.loops for size in (loop.start, loop.stop) for name in size.letters}
    return set()
