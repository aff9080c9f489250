"""Equations that are drawn together: the members of a family, and the groups of a long cell."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.language import nodes as n
from symbolic.limits import DRAWN_EQUATIONS, DRAWN_PARTS

EquationRun = Sequence[n.Equation]
"""Equations in a row."""
LEAST_GROUP = 12
"""Equations of a group, at least."""
MOST_GROUPS = 20
UNEQUAL, BALANCE = 0.5, 6
"""By which part of its share a group may be longer or shorter, and how many signals read beyond it that counts for."""
INLINE_EQUATIONS, INLINE_PARTS = 3, 40
"""A family of no more than this is drawn in the cell, as a stack of nodes; a larger one in a panel of its own."""


def runs(equations: EquationRun, depth: int) -> list[EquationRun]:
    """The equations one by one, those in a row under one loop together, ``depth`` loops are around all.

    A new run begins where an equation reads all members of what the run computes.
    """
    groups: list[list[n.Equation]] = []
    for equation in equations:
        last = groups[-1] if groups else []
        if last and _loop(equation, depth) and _loop(last[0], depth) == _loop(equation, depth):
            names = {other.name for other in last}
            if not any(name in names for name in _gathered(equation)):
                last.append(equation)
                continue
        groups.append([equation])
    return list(groups)


def is_inline(run: EquationRun, depth: int) -> bool:
    """Whether a run is drawn where it is: one equation, or a small family whose members do not read one another."""
    if len(run[0].loops) <= depth:
        return True
    letters = {run[0].loops[depth].index}
    names = {equation.name for equation in run}
    for equation in run:
        for node in n.walk(equation.value):
            if not isinstance(node, n.Signal) or node.lag or node.name not in names:
                continue
            if not any(is_same_member(node, other.target, letters) for other in run):
                return False
    return len(run) <= INLINE_EQUATIONS and sum(1 for part in run for _ in n.walk(part.value)) <= INLINE_PARTS


def is_same_member(signal: n.Signal, target: n.Node, letters: set[str]) -> bool:
    """Whether a signal may be what an equation computes, of the same member of the families that ``letters`` run over.

    >>> from symbolic.language.parser import parse
    >>> (equation,) = parse("for l in range(1, L): s[t, l] = tanh(W @ s[t, l-1])").equations
    >>> is_same_member(equation.value.arguments[0].right, equation.target, {"l"})
    False
    """
    if not isinstance(target, n.Signal) or signal.name != target.name or len(signal.index) != len(target.index):
        return False
    for part, own in zip(signal.index, target.index, strict=True):
        fixed = letters & {*own.letters, *part.letters} or (part.constant is not None and own.constant is not None)
        if fixed and part != own:
            return False
    return True


def in_groups(all_runs: Sequence[EquationRun]) -> list[tuple[EquationRun, ...]]:
    """The runs one by one, or so many in a group that the diagram can be read."""
    parts = sum(1 for run in all_runs for equation in run for _ in n.walk(equation.value))
    if len(all_runs) <= DRAWN_EQUATIONS and (parts <= 3 * DRAWN_PARTS or len(all_runs) < LEAST_GROUP):
        return [(run,) for run in all_runs]
    length = max(LEAST_GROUP, -(-len(all_runs) // MOST_GROUPS))
    return [tuple(all_runs[start : start + length]) for start in range(0, len(all_runs), length)]


def cut(all_runs: Sequence[EquationRun], count: int) -> list[tuple[EquationRun, ...]]:
    r"""So many groups of about the same length, cut where few signals are read beyond.

    >>> from symbolic.language.parser import parse
    >>> lines = "a[t] = x[t]\nb[t] = a[t]\nc[t] = b[t] + a[t]\nd[t] = c[t]"
    >>> [len(group) for group in cut([[equation] for equation in parse(lines).equations], 2)]
    [2, 2]
    """
    parts = [sum(1 for equation in run for _ in n.walk(equation.value)) for run in all_runs]
    reads = [{node.name for e in run for node in n.walk(e.value) if isinstance(node, n.Signal)} for run in all_runs]
    made = [{equation.name for equation in run} for run in all_runs]
    groups, start = [], 0
    for left in range(count, 1, -1):
        share = sum(parts[start:]) / left
        ends = range(start + 1, len(all_runs) - left + 2)
        lengths = {end: sum(parts[start:end]) / share for end in ends}
        fair = [end for end in ends if 1 - UNEQUAL <= lengths[end] <= 1 + UNEQUAL]
        beyond = {end: len(set().union(*made[start:end]) & set().union(*reads[end:])) for end in fair}
        end = min(
            fair or ends,
            key=lambda end, beyond=beyond, lengths=lengths: beyond.get(end, 0) + abs(lengths[end] - 1) * BALANCE,
        )
        groups.append(tuple(all_runs[start:end]))
        start = end
    return [*groups, tuple(all_runs[start:])]


def _loop(equation: n.Equation, depth: int) -> n.Loop | None:
    return equation.loops[depth] if len(equation.loops) > depth else None


def _gathered(equation: n.Equation) -> set[str]:
    """The signals of which an equation reads all members, by an index of its own."""
    families = [node for node in n.walk(equation.value) if isinstance(node, n.Family)]
    return {
        part.name
        for family in families
        for part in n.walk(family.body)
        if isinstance(part, n.Signal) and {loop.index for loop in family.loops} & part.letters
    }
