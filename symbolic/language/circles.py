"""Members of families that need their own value at the same step, found at small sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import NamedTuple

from symbolic.errors import SizeError
from symbolic.language import nodes as n
from symbolic.language.reachable import reachable, within_circles
from symbolic.language.sizes.size import Size
from symbolic.language.unrolled import Index, index_at, unrolled
from symbolic.limits import CIRCLE_MEMBERS

TRIED = (2, 3, 4, 6, 12)
"""Numbers for the letters in ranges and indices, with enough divisors for halves, thirds and quarters."""


class Dependency(NamedTuple):
    """A signal that an equation reads, inside loops, at the same step or at one that an index tells."""

    node: n.Signal
    equation: n.Equation
    loops: tuple[n.Loop, ...]


class MemberCircle(NamedTuple):
    """The members of a circle, each of which reads the next, the last one again the first; and where that is read."""

    members: tuple[str, ...]
    node: n.Signal


def find_circle(equations: Sequence[n.Equation], reads: Sequence[Dependency]) -> MemberCircle | None:
    """A circle of members, where there is one at each of the small sizes that the ranges and indices have.

    >>> from symbolic.language.parser import parse
    >>> program = parse("for j in N: p[t, j] = q[t, 0]\\nfor j in N: q[t, j] = tanh(p[t, 1])")
    >>> reads = [Dependency(node, line, line.loops) for line in program.equations for node in n.walk(line.value)[-1:]]
    >>> find_circle(program.equations, reads).members
    ('q[t, 0]', 'p[t, 1]', 'q[t, 0]')
    """
    by_name: dict[str, set[str]] = {}
    for node, equation, _ in reads:
        by_name.setdefault(equation.name, set()).add(node.name)
    by_name = within_circles(by_name)
    below = {name: reachable([name], lambda of: by_name.get(of, ())) for name in by_name}
    inside = [read for read in reads if read.equation.name in below.get(read.node.name, ())]
    names = {read.equation.name for read in inside}
    lines = [equation for equation in equations if equation.name in names]
    if not inside or _runs_on(inside):
        return None
    found: MemberCircle | None = None
    for sizes in _sizes(lines, inside):
        try:
            circle = _at_sizes(lines, inside, sizes)
        except SizeError:  # No sizes of this cell.
            continue
        if circle is None:
            return None
        found = circle
    return found


def _runs_on(reads: Sequence[Dependency]) -> bool:
    """Whether one index only grows from what is read to what reads it, so that no circle can close."""
    least = min(min(len(read.node.index), len(read.equation.target.index)) for read in reads)
    for place in range(least):
        steps = [(read.equation.target.index[place] - read.node.index[place]).constant for read in reads]
        same: dict[str, set[str]] = {}
        for step, read in zip(steps, reads, strict=True):
            if not step:
                same.setdefault(read.equation.name, set()).add(read.node.name)
        try:
            TopologicalSorter(same).prepare()
        except CycleError:
            continue
        if all(step is not None and step >= 0 for step in steps):
            return True
    return False


def _sizes(equations: Sequence[n.Equation], reads: Sequence[Dependency]) -> Iterator[dict[str, int]]:
    """Numbers for the letters, all alike and each larger or smaller than the one before it."""
    letters: list[str] = []
    for node, loops in (
        *((line.target, line.loops) for line in equations),
        *((read.node, read.loops) for read in reads),
    ):
        # The index of a loop is a size in what stands outside it, the ends of its own range among that.
        running: set[str] = set()
        for loop in loops:
            letters += [letter for end in (loop.start, loop.stop) for letter in end.letters if letter not in running]
            running.add(loop.index)
        lag = [node.lag] if isinstance(node, n.Signal) and isinstance(node.lag, Size) else []
        letters += [letter for size in (*node.index, *lag) for letter in size.letters if letter not in running]
    names = [*dict.fromkeys(letters)]
    for value in TRIED:
        yield dict.fromkeys(names, value)
    for order in (names, names[::-1]) if len(names) > 1 else ():
        yield {name: TRIED[min(place + 1, len(TRIED) - 1)] for place, name in enumerate(order)}


def _at_sizes(
    equations: Sequence[n.Equation], reads: Sequence[Dependency], sizes: Mapping[str, int]
) -> MemberCircle | None:
    """A circle at these sizes; raises `SizeError` where the cell has none of these or too many members."""
    assigned = {
        (line.name, index_at(line.target.index, sizes, at))
        for line in equations
        for at in islice(unrolled(line.loops, sizes), CIRCLE_MEMBERS)
    }
    graph: dict[tuple[str, Index], dict[tuple[str, Index], n.Signal]] = {}
    runs = ((read, at) for read in reads for at in unrolled(read.loops, sizes))
    for number, (read, at) in enumerate(runs):
        if number > CIRCLE_MEMBERS:
            raise SizeError("too many members to look at")
        if isinstance(read.node.lag, Size) and index_at((read.node.lag,), sizes, at) != (0,):
            continue
        member = read.node.name, index_at(read.node.index, sizes, at)
        if member not in assigned:
            raise SizeError("a member is read that no equation assigns")
        reader = read.equation.name, index_at(read.equation.target.index, sizes, at)
        graph.setdefault(reader, {}).setdefault(member, read.node)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as refusal:
        # Each of the circle is read by the next, and people read it the other way.
        path = refusal.args[1][::-1]
        words = tuple(f"{name}[{', '.join(['t', *map(str, index)])}]" for name, index in path)
        return MemberCircle(words, graph[path[-2]][path[0]])
    return None
