"""The kind of each name: input, computed signal, state or parameter, by how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from symbolic.errors import DefinitionError, EquationError
from symbolic.language import nodes as n
from symbolic.language.circles import Dependency, find_circle
from symbolic.language.families import Members, apart, end_members, members
from symbolic.language.lags import least_lag, time_text
from symbolic.language.sizes.size import Size
from symbolic.limits import FAMILY_INDICES
from symbolic.record import Record


class Names(Record):
    """The names of a program, each group in order of first appearance.

    ``signals`` are assigned; ``states`` are those of them that are read at another step, before the
    program has come to this one; ``parameters`` maps each name to its first occurrence, the equation that
    owns it; ``totals`` are assigned without a time.
    """

    inputs: tuple[str, ...]
    signals: tuple[str, ...]
    states: tuple[str, ...]
    parameters: dict[str, Occurrence]
    families: dict[str, tuple[Members, ...]]
    totals: tuple[str, ...] = ()


class Occurrence(NamedTuple):
    """A node that names something, with its equation and the loops around it."""

    node: n.Parameter | n.Signal
    equation: n.Equation
    loops: tuple[n.Loop, ...]


def sort_names(program: n.Program) -> Names:
    """Sort the names of a program; raise `EquationError` where a name stands for two things."""
    _check_targets(program)
    every = tuple(occurrences(program))
    assigned = {equation.name: None for equation in program.equations}
    inputs: dict[str, None] = {}
    states: dict[str, None] = {}
    parameters: dict[str, Occurrence] = {}
    families: dict[str, dict[Members, None]] = {}
    ranks: dict[str, int] = {}
    for occurrence in every:
        name, node = occurrence.node.name, occurrence.node
        if name in {loop.index for loop in occurrence.loops}:
            raise error(program, f"{name} is the index of a family; it cannot also be a value", node)
        if isinstance(node, n.Parameter):
            if name in assigned or name in inputs:
                problem = f"{name} is written with a time elsewhere; write {name}[t] or {name}[t-1]"
                running = [str(part) for part in node.index if str(part) in {loop.index for loop in occurrence.loops}]
                problem += f", or {name}[t-{running[0]}] for the steps before" if running else ""
                raise error(program, problem, node)
            parameters.setdefault(name, occurrence)
            if ranks.setdefault(name, len(node.index)) != len(node.index):
                raise error(program, f"{name} has {len(node.index)} indices here and {ranks[name]} elsewhere", node)
            group = families.setdefault(name, {})
            group[_members(program, occurrence)] = None
            if len(group) > FAMILY_INDICES:
                raise error(
                    program, f"{name} is written with more than {FAMILY_INDICES} different indices; use a range", node
                )
        else:
            if name in parameters:
                raise error(program, f"{name} is written without a time elsewhere, where it is a parameter", node)
            if name not in assigned:
                inputs[name] = None
            elif node.lag:
                states[name] = None
    _check_static(program)
    _check_order(program, every)
    _check_indices(program, every)
    _check_members(program, every)
    totals = dict.fromkeys(equation.name for equation in program.equations if isinstance(equation.target, n.Parameter))
    return Names(
        tuple(inputs),
        tuple(name for name in assigned if name not in totals),
        tuple(name for name in assigned if name in states),
        parameters,
        {name: tuple(group) for name, group in families.items()},
        tuple(totals),
    )


def occurrences(program: n.Program) -> Iterator[Occurrence]:
    """Every parameter and signal that is read, in reading order."""
    for equation in program.equations:
        for node, loops in looped(equation):
            if isinstance(node, n.Parameter | n.Signal):
                yield Occurrence(node, equation, loops)


def looped(equation: n.Equation) -> tuple[tuple[n.Node, tuple[n.Loop, ...]], ...]:
    """The nodes of the right side of an equation, each with the loops around it; kept, as many questions ask for it."""
    kept = equation.__dict__.get("_looped")
    if kept is None:
        kept = equation.__dict__["_looped"] = tuple(walk_with_loops(equation.value, equation.loops))
    return kept


def walk_with_loops(node: n.Node, loops: tuple[n.Loop, ...]) -> Iterator[tuple[n.Node, tuple[n.Loop, ...]]]:
    """The node and all below it, each with the loops around it."""
    waiting = [(node, loops)]
    while waiting:
        node, loops = waiting.pop()
        yield node, loops
        parts = n.children(node)
        if parts:
            inner = (*loops, *node.loops) if isinstance(node, n.Family) else loops
            waiting += [(part, inner) for part in parts[::-1]]


def error(program: n.Program, problem: str, node: n.Node, kind: type[EquationError] = EquationError) -> EquationError:
    """An `EquationError` at the place of a node."""
    line, column, end = node.at
    text = program.lines[line - 1] if 0 < line <= len(program.lines) else ""
    return kind(problem, text, line, column, end, program.file)


def _check_targets(program: n.Program) -> None:
    seen: dict[str, dict[Members, n.Equation]] = {}
    for equation in program.equations:
        target = equation.target
        running = [loop.index for loop in equation.loops]
        named = {name for part in target.index for name in part.letters}
        if any(index not in named for index in running):
            missing = next(index for index in running if index not in named)
            problem = f"{target.name} is assigned once for each {missing}; write {target.name}[t, {missing}]"
            raise error(program, problem, target)
        others = seen.setdefault(target.name, {})
        first = next(iter(others.values()), equation)
        if others and (len(first.target.index) != len(target.index) or not target.index):
            raise error(program, f"{target.name}[t] is assigned twice", target)
        mine = _members(program, Occurrence(target, equation, equation.loops))
        if mine in others:
            raise error(program, f"the same members of {target.name}[t] are assigned twice", target)
        others[mine] = equation


def _check_static(program: n.Program) -> None:
    """Raise `EquationError` for a signal without a time that is computed from one that changes with it."""
    for equation in program.equations if program.static and not program.backward else ():
        name = equation.name
        for node in n.walk(equation.value) if name in program.static else ():
            if isinstance(node, n.Signal) and node.name not in program.static:
                problem = f"{name} has no time, and {node.name} changes with it; write {name}[t]"
                raise error(program, problem, node)


def _members(program: n.Program, occurrence: Occurrence) -> Members:
    try:
        return members(occurrence.node.index, occurrence.loops)
    except DefinitionError as problem:
        raise error(program, str(problem), occurrence.node) from None


def _check_members(program: n.Program, every: Sequence[Occurrence]) -> None:
    """Raise `EquationError` for a member that is read and known to be assigned by no equation."""
    assigned: dict[str, list[Members]] = {}
    for equation in program.equations:
        if equation.target.index:
            occurrence = Occurrence(equation.target, equation, equation.loops)
            assigned.setdefault(equation.name, []).append(_members(program, occurrence))
    for occurrence in every if assigned else ():
        node = occurrence.node
        if not isinstance(node, n.Signal) or not node.index or node.name not in assigned:
            continue
        if any(n.TIME in part.letters for part in node.index):
            continue  # The member of this step, read later.
        try:
            mine = members(node.index, occurrence.loops)
        except DefinitionError:  # A range in an index that this signal does not carry.
            continue
        missing = (
            part
            for part in (mine, *(() if program.backward else end_members(mine)))
            if all(apart(part, group) for group in assigned[node.name])
        )
        if (member := next(missing, None)) is not None:
            written = ", ".join(_written(part, occurrence) for part in (node.index if member is mine else member[0]))
            raise error(program, f"no equation assigns the member {written} of {node.name}[t]", node)


def _written(part: Size, occurrence: Occurrence) -> str:
    """An index with the letters that it is written with."""
    running = {name for size in occurrence.node.index for name in size.letters}
    used = [loop.index for loop in occurrence.loops if loop.index in running]
    return str(part.substitute({f"#{place}": Size.letter(index) for place, index in enumerate(used)}))


def _check_indices(program: n.Program, every: Sequence[Occurrence]) -> None:
    """Raise `EquationError` for a family with different numbers of indices; a cell may have several predecessors."""
    written = {equation.name: equation.target for equation in program.equations}
    first: dict[tuple[str, bool], n.Signal] = {}
    for occurrence in () if program.backward else every:
        node = occurrence.node
        if not isinstance(node, n.Signal):
            continue
        target = written.get(node.name)
        several = target is not None and not target.index and bool(node.lag)
        other = target if target is not None and not several else first.setdefault((node.name, several), node)
        if len(other.index) != len(node.index):
            counts = f"{_counted(len(node.index))} here and {_counted(len(other.index))} elsewhere"
            raise error(program, f"{node.name} has {counts}; write the same everywhere", node)


def _counted(number: int) -> str:
    return f"{number or 'no'} {'index' if number == 1 else 'indices'} besides the time"


def _check_order(program: n.Program, every: Sequence[Occurrence]) -> None:
    """Raise `EquationError` for a signal that needs its own value at the same step."""
    reads: dict[str, dict[str, n.Signal]] = {equation.name: {} for equation in program.equations}
    members: list[Dependency] = []
    for node, equation, loops in every:
        if not isinstance(node, n.Signal) or node.name not in reads or not _reads_this_step(program, node, loops):
            continue
        members.append(Dependency(node, equation, loops))
        if not _computed_before(node, equation, program.backward):
            reads[equation.name].setdefault(node.name, node)
    try:
        TopologicalSorter(reads).prepare()
    except CycleError as refusal:
        # Each of the circle is read by the next, and people read it the other way.
        steps = refusal.args[1][::-1]
        circle = " -> ".join(steps if len(steps) < 12 else [*steps[:6], "...", *steps[-2:]])
        node = reads[steps[-2]][steps[0]]
        earlier = f"{time_text(node.lag)} begins at t; begin its range at 1" if node.lag else f"read {steps[0]}[t-1]"
        if isinstance(node.lag, n.Size) and n.TIME in node.lag.letters:
            earlier = f"{time_text(node.lag)} comes to t; end its range at t"
        problem = f"{steps[0]}[t] needs its own value at the same step ({circle}); {earlier}"
        raise error(program, problem, node) from None
    circle = None if program.backward else find_circle(program.equations, members)
    if circle:
        (first, *_), path = circle.members, " -> ".join(circle.members[:12])
        raise error(program, f"{first} needs its own value at the same step ({path})", circle.node)


def _reads_this_step(program: n.Program, node: n.Signal, loops: tuple[n.Loop, ...]) -> bool:
    """Whether a signal is read at this step by a member of the loops; raises `EquationError` for a later step."""
    if isinstance(node.lag, int) or program.backward:
        return not node.lag
    steps = least_lag(node.lag, loops)
    if steps is None or steps < 0:
        problem = f"{time_text(node.lag)} can be a later step than t, as far as the range tells"
        raise error(program, f"{problem}; a cell cannot read a later step", node)
    return not steps


def _computed_before(node: n.Signal, equation: n.Equation, backward: bool) -> bool:
    """Whether the loop has come to a member before, as it has to ``s[t, k-1]``, or running backward to the next."""
    for mine, theirs in zip(equation.target.index, node.index, strict=False):
        step = (mine - theirs).constant
        if step is None or (step < 0 if backward else step > 0):
            return True
    return False
