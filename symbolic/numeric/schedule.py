"""In which order a cell is computed: what goes step by step, what for all steps at once, and member by member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from symbolic.errors import ArrayError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.names import walk_with_loops
from symbolic.language.roles import is_constant
from symbolic.language.unrolled import Bound, Index, index_at, unrolled


class MemberEquation(NamedTuple):
    """An equation for one member of its family."""

    equation: n.Equation
    at: Bound
    number: Index


class Phases(NamedTuple):
    """The signals that no recurrence leads to, those in it, and those that it only leads to; each in order."""

    before: list[str]
    recurrent: list[str]
    after: list[str]


def find_phases(definition: Definition) -> Phases:
    """Which signals are computed for all steps at once, before and after those that need the step before.

    >>> from symbolic.language.definition import define
    >>> text = "z[t] = V @ h[t]\\nh[t] = tanh(u[t] + U @ h[t-1])\\nu[t] = W @ x[t]"
    >>> find_phases(define(text, {"x": "n", "h": "m", "z": "q"}))
    Phases(before=['u'], recurrent=['h'], after=['z'])
    """
    reads: dict[str, set[str]] = {name: set() for name in definition.names.signals}
    for equation in definition.program.equations:
        if equation.name in reads:
            read = {node.name for node in n.walk(equation.value) if isinstance(node, n.Signal)}
            reads[equation.name] |= read & reads.keys()
    before = _outside_circles(reads)
    rest = {name: read.difference(before) for name, read in reads.items() if name not in {*before}}
    readers: dict[str, set[str]] = {name: set() for name in rest}
    for name, read in rest.items():
        for other in read:
            readers[other].add(name)
    after = _outside_circles(readers)[::-1]
    return Phases(before, [name for name in rest if name not in {*after}], after)


def members_in_order(definition: Definition, sizes: Mapping[str, int]) -> list[MemberEquation]:
    """The members of all equations, each behind those of the same step that it reads.

    Raises `ArrayError` where one reads a member that no equation assigns, or needs its own value.
    """
    signals = {*definition.names.signals}
    members = {
        (equation.name, index_at(equation.target.index, sizes, at)): (equation, at)
        for equation in definition.program.equations
        if equation.name in signals
        for at in unrolled(equation.loops, sizes)
    }
    reads: dict[tuple[str, Index], list[tuple[str, Index]]] = {}
    for key, (equation, at) in members.items():
        reads[key] = []
        for node, loops in walk_with_loops(equation.value, ()):
            if isinstance(node, n.Signal) and node.name in signals and (not node.lag or isinstance(node.lag, n.Size)):
                reads[key] += (
                    (node.name, index_at(node.index, sizes, inner))
                    for inner in unrolled(loops, sizes, at)
                    if not steps_back(node.lag, sizes, inner)
                )
        for name, index in reads[key]:
            if (name, index) not in members:
                raise ArrayError(name, f"has no member {list(index)} at this step")
    try:
        order = [*TopologicalSorter(reads).static_order()]
    except CycleError as circle:
        name, index = circle.args[1][0]
        raise ArrayError(name, f"needs its own value at the same step, at the member {list(index)}") from None
    return [MemberEquation(*members[key], key[1]) for key in order]


def computed_ahead(node: n.Node, recurrent: set[str]) -> Iterator[n.Node]:
    """The largest parts with a matrix product in which no signal is recurrent, outside sums over a family."""
    parts = [*n.walk(node)]
    if not any(isinstance(part, n.Signal) and part.name in recurrent for part in parts):
        if not is_constant(node) and any(isinstance(part, n.Product) for part in parts):
            yield node
    else:
        for child in n.children(node):
            yield from computed_ahead(child, recurrent)


def steps_back(lag: n.Lag, sizes: Mapping[str, int], at: Bound) -> int:
    """How many steps earlier a signal is read."""
    return lag if isinstance(lag, int) else index_at((lag,), sizes, at)[0]


def _outside_circles(graph: Mapping[str, set[str]]) -> list[str]:
    """The nodes that lead back to no circle, each behind those that it leads to."""
    sorter = TopologicalSorter(graph)
    # It hands out all that stands outside circles nevertheless.
    with suppress(CycleError):
        sorter.prepare()
    order: list[str] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order
