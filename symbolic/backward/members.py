"""Expressions at other members: sizes for the letters of indices and ranges."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count

from symbolic.language import nodes as n
from symbolic.language.running import Loops, letters_in
from symbolic.language.sizes.size import Size
from symbolic.record import replace


def free_letters(taken: Collection[str], first: str = "") -> Iterator[str]:
    """Letters for new indices, none of those that are ``taken``; those of ``first`` come before the others.

    >>> from itertools import islice
    >>> list(islice(free_letters({"j", "p"}, first="k"), 12))
    ['k', 'i', 'l', 'q', 'u', 'v', 'w', 'a', 'b', 'd', 'i1', 'i2']
    """
    letters = chain(dict.fromkeys(first + "ijklpquvwabd"), (f"i{number}" for number in count(1)))
    return (letter for letter in letters if letter not in taken)


def at_members(node: n.Node, values: Mapping[str, Size]) -> n.Node:
    """The node with sizes for the letters of its indices, lags and ranges; those of the families in it are their own.

    A family whose index is a letter of such a size gets another index: around it may run a family of that letter.

    >>> from symbolic.language.parser import parse
    >>> from symbolic.language.printer import SOURCE, spell
    >>> node = parse("y[t, k] = U[k] @ x[t] + sum(V[k] @ x[t] for k in N)").equations[0].value
    >>> spell(at_members(node, {"k": Size.of(0)}), SOURCE)
    'U[0] @ x[t] + sum(V[k] @ x[t] for k in N)'
    >>> node = parse("y[t, k] = sum(V[k, j] @ x[t] for j in N)").equations[0].value
    >>> spell(at_members(node, {"k": Size.letter("j")}), SOURCE)
    'sum(V[j, i] @ x[t] for i in N)'
    """
    if not values:
        return node
    if isinstance(node, n.Parameter):
        if node.letters.isdisjoint(values):
            return node
        return replace(node, index=tuple(part.substitute(values) for part in node.index))
    if isinstance(node, n.Signal):
        return signal_at(node, values)
    if isinstance(node, n.Family):
        return _family_at(node, values)
    if isinstance(node, n.Position):
        return replace(node, value=node.value.substitute(values))
    changed = n.rebuild(node, lambda part: at_members(part, values))
    if isinstance(changed, n.Power) and isinstance(changed.exponent, Size):
        return replace(changed, exponent=changed.exponent.substitute(values))
    if isinstance(changed, n.Call) and changed.sizes:
        return replace(changed, sizes=tuple(size.substitute(values) for size in changed.sizes))
    return changed


def at_members_of_loops(loops: Loops, values: Mapping[str, Size]) -> Loops:
    """The loops with sizes for letters; an index that has a letter for it is called so."""
    return tuple(
        n.Loop(
            values[loop.index].letters[0] if loop.index in values and values[loop.index].letters else loop.index,
            loop.start.substitute(values),
            loop.stop.substitute(values),
        )
        for loop in loops
    )


def signal_at(node: n.Signal, values: Mapping[str, Size]) -> n.Signal:
    """A signal with sizes for the letters of its index and its lag."""
    if node.letters.isdisjoint(values):
        return node
    moved = replace(node, index=tuple(part.substitute(values) for part in node.index))
    if isinstance(node.lag, int):
        return moved
    lag = node.lag.substitute(values)
    return replace(moved, lag=lag if lag.constant is None else lag.constant)


def _family_at(node: n.Family, values: Mapping[str, Size]) -> n.Family:
    present = letters_in(node)
    # Also where no letter in it changes: around it run the letters that arrive.
    arriving = {name for size in values.values() for name in size.letters}
    bound = {loop.index for part in n.walk(node) if isinstance(part, n.Family) for loop in part.loops}
    if present.isdisjoint(values) and bound.isdisjoint(arriving):
        return node
    indices = {loop.index for loop in node.loops}
    names = {part.name for part in n.walk(node) if isinstance(part, n.Parameter | n.Signal)}
    free = free_letters({*arriving, *bound, *names, *letters_in(node.body), *present})
    fresh = {index: Size.letter(next(free)) for index in sorted(indices & arriving)}
    around = {**{letter: Size.letter(letter) for letter in arriving}, **values}
    hidden = {letter: size for letter, size in around.items() if letter not in indices} | fresh
    return n.Family(node.name, at_members(node.body, hidden), at_members_of_loops(node.loops, hidden))
