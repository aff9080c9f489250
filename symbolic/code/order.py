"""Loops around equations, in an order in which each value is there before it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import NamedTuple

from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.families import Members, apart, least_count, members
from symbolic.language.lags import lag_range, least_lag
from symbolic.language.names import walk_with_loops
from symbolic.language.reachable import reachable
from symbolic.language.sizes.size import Size


class LoopBlock(NamedTuple):
    """A loop with what is computed in it."""

    loop: n.Loop
    items: tuple[CodeItem, ...]


CodeItem = n.Equation | LoopBlock


class _Read(NamedTuple):
    """An equation, by its place, reads what another one assigns at the same step."""

    assigned: int
    reader: int
    node: n.Signal
    loops: tuple[n.Loop, ...]


def in_order(equations: Sequence[n.Equation]) -> tuple[CodeItem, ...]:
    """The equations in loops that run as Python's do, in the author's order where that is possible.

    Raises `DefinitionError` where no loop that counts upward computes each member before it is read.

    >>> from symbolic.language.parser import parse
    >>> text = "y[t] = s[t, 2]\\ns[t, 0] = x[t]\\nfor k in range(1, 3): s[t, k] = tanh(s[t, k-1])"
    >>> [item.loop.index if isinstance(item, LoopBlock) else item.name for item in in_order(parse(text).equations)]
    ['s', 'k', 'y']
    """
    places: dict[str, list[int]] = {}
    for place, equation in enumerate(equations):
        places.setdefault(equation.name, []).append(place)
    reads = [read for place in range(len(equations)) for read in _reads(place, equations, places)]
    return _arranged(range(len(equations)), equations, reads, 0)


def _reads(place: int, equations: Sequence[n.Equation], places: Mapping[str, list[int]]) -> Iterable[_Read]:
    equation = equations[place]
    for node, loops in walk_with_loops(equation.value, equation.loops):
        if not isinstance(node, n.Signal) or (node.lag and (isinstance(node.lag, int) or least_lag(node.lag, loops))):
            continue
        for other in places.get(node.name, ()):
            if not _apart(node, loops, equations[other]):
                yield _Read(other, place, node, loops)


def _apart(node: n.Signal, loops: tuple[n.Loop, ...], assigned: n.Equation) -> bool:
    try:
        mine: Members = members(node.index, loops)
    except DefinitionError:  # A range in an index that this signal does not carry.
        return False
    return bool(node.index) and apart(mine, members(assigned.target.index, assigned.loops))


def _arranged(
    places: Iterable[int], equations: Sequence[n.Equation], reads: list[_Read], depth: int
) -> tuple[CodeItem, ...]:
    groups: list[tuple[n.Loop | None, list[int]]] = []
    for group in _groups([*places], reads):
        loops = [equations[place].loops[depth : depth + 1] for place in group]
        circle = len(group) > 1 or any(read.assigned == read.reader == group[0] for read in reads)
        if circle and (not loops[0] or any(loop != loops[0] for loop in loops)):
            name = equations[group[0]].name
            raise DefinitionError(
                f"the members of {name}[t] cannot be computed in loops that count upward; write an equation for each"
            )
        loop = loops[0][0] if loops[0] else None
        last = groups[-1] if groups else None
        if last and loop and last[0] == loop and _together(last[1], group, reads, equations, loop):
            last[1].extend(group)
            continue
        groups.append((loop, [*group]))
    items: list[CodeItem] = []
    for loop, group in groups:
        if loop is None:
            items.append(equations[group[0]])
            continue
        inner = [read for read in reads if not _steps_on(read, equations, loop)]
        items.append(LoopBlock(loop, _arranged(sorted(group), equations, inner, depth + 1)))
    return tuple(items)


def _groups(places: list[int], reads: list[_Read]) -> list[list[int]]:
    """Equations that need each other together, each group behind those that it reads, else as they are written."""
    needs: dict[int, set[int]] = {place: set() for place in places}
    for read in reads:
        if read.reader in needs and read.assigned in needs:
            needs[read.reader].add(read.assigned)
    circles = _circles(needs)
    waiting = {place: needs[place].difference(circles[place]) for place in places}
    readers: dict[int, list[int]] = {}
    for place, others in waiting.items():
        for other in others:
            readers.setdefault(other, []).append(place)

    def ready(group: set[int]) -> bool:
        return not any(waiting[place] for place in group)

    groups: list[list[int]] = []
    done: set[int] = set()
    free = sorted(place for place in places if ready(circles[place]))
    while free:
        place = heappop(free)
        if place in done:
            continue
        groups.append(sorted(circles[place]))
        done |= circles[place]
        for own in groups[-1]:
            for reader in readers.get(own, ()):
                waiting[reader].discard(own)
                if ready(circles[reader]):
                    for other in circles[reader]:
                        heappush(free, other)
    return groups


def _circles(needs: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """For each equation those that it needs and that need it, with itself."""
    order = TopologicalSorter(needs)
    try:
        order.prepare()
        return {place: {place} for place in needs}
    except CycleError:
        below = {place: reachable([place], needs.__getitem__) for place in needs}
    return {place: {place} | {other for other in below[place] if place in below[other]} for place in needs}


def _together(
    before: list[int], group: list[int], reads: list[_Read], equations: Sequence[n.Equation], loop: n.Loop
) -> bool:
    """Whether one loop may run over both: each member reads its own, or those of members before."""
    between = [read for read in reads if read.assigned in before and read.reader in group]
    back = any(read.assigned in group and read.reader in before for read in reads)
    return not back and all(_same(read, equations, loop) or _steps_on(read, equations, loop) for read in between)


def _same(read: _Read, equations: Sequence[n.Equation], loop: n.Loop) -> bool:
    """Whether the member that is read is the one at which the loop is."""
    part = _part(read, equations, loop)
    return part is not None and part == Size.letter(loop.index)


def _steps_on(read: _Read, equations: Sequence[n.Equation], loop: n.Loop) -> bool:
    """Whether the loop has come to the member before."""
    part = _part(read, equations, loop)
    if part is None:
        return False
    inner = [row for row in read.loops if row.index != loop.index]
    step = least_count(Size.letter(loop.index) - lag_range(part, inner)[1])
    return step is not None and step > 0


def _part(read: _Read, equations: Sequence[n.Equation], loop: n.Loop) -> Size | None:
    """The index at which the loop assigns the member that is read, where that is the index with a number added."""
    target, index = equations[read.assigned].target, Size.letter(loop.index)
    shifts = [(place, part - index) for place, part in enumerate(target.index) if loop.index in part.letters]
    if not shifts or shifts[0][1].letters or len(read.node.index) != len(target.index):
        return None
    place, shift = shifts[0]
    return read.node.index[place] - shift
