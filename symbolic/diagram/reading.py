"""A cell's equations as panels: the cell, then the inside of each block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.diagram.expressions import Drawing
from symbolic.diagram.graph import (
    BLOCK,
    FUNCTION,
    INPUT,
    LINEAR,
    OUT_EDGE,
    SINKS,
    SOURCES,
    STATE_EDGE,
    TOP_EDGE,
    DiagramNode,
    NodeInput,
    Panel,
)
from symbolic.diagram.joins import joined
from symbolic.diagram.runs import EquationRun, cut, in_groups, is_inline, is_same_member, runs
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.roles import is_constant
from symbolic.limits import DRAWN_NODES, DRAWN_PARTS

GROUP_NODES = 22
"""About how many nodes a group has, where a panel has too many."""


def find_panels(definition: Definition, outputs: Sequence[str]) -> tuple[Panel, ...]:
    """The panels of a cell, the first of them the cell itself.

    >>> from symbolic.language.definition import define
    >>> own = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> [node.kind for node in find_panels(own, ["h"])[0].nodes]
    ['input', 'state', 'join', 'gate', 'out']
    """
    reader = _DiagramReader(definition, outputs)
    reader.panel(definition.program.equations, ())
    return tuple(reader.panels)


class _DiagramReader:
    def __init__(self, definition: Definition, outputs: Sequence[str]):
        self.names, self.outputs = definition.names, outputs
        self.equations = definition.program.equations
        self.panels: list[Panel] = []

    def panel(self, equations: EquationRun, loops: tuple[n.Loop, ...], first: int = 0, last: int = 0) -> int:
        """Draw equations that are members of ``loops``; the place of their panel."""
        place = len(self.panels)
        all_runs = runs(equations, len(loops))
        page = self.page(equations, loops, in_groups(all_runs))
        count = sum(node.kind not in (*SOURCES, *SINKS) for node in page.drawing.nodes)
        # A group is left as it is, so that what opens is never more than one level of groups.
        if count > DRAWN_NODES and len(all_runs) > 3 and not first:
            del self.panels[place:]
            page = self.page(equations, loops, cut(all_runs, -(-count // GROUP_NODES)))
        self.panels[place] = Panel(joined(page.drawing.nodes), loops, first, last)
        return place

    def page(self, equations: EquationRun, loops: tuple[n.Loop, ...], groups: Sequence[Sequence[EquationRun]]) -> _Page:
        """One panel whose place is taken before those of its blocks."""
        self.panels.append(Panel(()))
        page = _Page(self, equations, loops)
        for group in groups:
            page.draw(group)
        page.leave()
        return page


class _Page:
    """One panel while it is drawn."""

    def __init__(self, reader: _DiagramReader, equations: EquationRun, loops: tuple[n.Loop, ...]):
        self.reader, self.equations, self.loops = reader, equations, loops
        self.drawing = Drawing(self.find)
        self.assigned = {equation.name: equation.target for equation in equations}
        self.sources: dict[str, list[tuple[n.Node, int]]] = {}
        self.entered: dict[tuple[str, str], int] = {}
        self.steps = any(
            isinstance(node, n.Signal) and node.lag and node.name in self.assigned for node in _read(equations)
        )
        self.before: dict[str, None] = {}
        self.letters = {loop.index for loop in loops}

    def find(self, signal: n.Signal) -> int:
        """The node that brings a signal."""
        if not signal.lag and signal.name in self.sources:
            known = self.sources[signal.name]
            exact = [place for target, place in known if is_same_member(signal, target, self.letters)]
            if exact or not self.loops or signal.name not in self.assigned:
                return exact[-1] if exact else known[-1][1]
        own = signal.name in self.assigned and signal.name not in self.reader.names.inputs
        kind = STATE_EDGE if own and (signal.lag or (self.loops and not self.steps)) else INPUT
        if own and self.loops and not signal.lag:
            self.before[signal.name] = None
        key = signal.name, str(signal.lag) if signal.lag else "/".join(map(str, signal.index))
        if key not in self.entered:
            self.drawing.nodes.append(DiagramNode(kind, "", signal))
            self.entered[key] = len(self.drawing.nodes) - 1
        return self.entered[key]

    def draw(self, group: Sequence[EquationRun]) -> None:
        """Draw one run, or several that are a group."""
        run, *others = group
        if others:
            first = self.reader.equations.index(run[0]) + 1
            equations = [equation for part in group for equation in part]
            self.block(equations, self.loops, (), first, first + len(equations) - 1)
        elif is_inline(run, len(self.loops)):
            for equation in run:
                self.equation(equation)
        else:
            loop = run[0].loops[len(self.loops)]
            self.block(run, (*self.loops, loop), (loop,))

    def equation(self, equation: n.Equation) -> None:
        drawing, before = self.drawing, len(self.drawing.nodes)
        drawing.stack = equation.loops[len(self.loops) :]
        if is_constant(equation.value):
            place = drawing.add(LINEAR, "", [])
        elif sum(1 for _ in n.walk(equation.value)) > DRAWN_PARTS:
            signals = dict.fromkeys(node for node in n.walk(equation.value) if isinstance(node, n.Signal))
            place = drawing.add(FUNCTION, "", [NodeInput(self.find(signal)) for signal in signals])
        else:
            place = drawing.value(equation.value).source
        drawing.stack = ()
        if place >= before and drawing.nodes[place].kind not in (INPUT, STATE_EDGE):
            drawing.name(place, equation.target)
        self.sources.setdefault(equation.name, []).append((equation.target, place))

    def block(
        self,
        equations: EquationRun,
        loops: tuple[n.Loop, ...],
        stack: tuple[n.Loop, ...],
        first: int = 0,
        last: int = 0,
    ) -> None:
        """A box that opens into a panel of its own; it reads what its equations read of others."""
        letters = {loop.index for loop in loops}
        targets = _targets(equations)
        wanted = [
            signal
            for signal in _read(equations)
            if signal.lag
            or (
                not any(is_same_member(signal, target, letters) for target in targets.get(signal.name, ()))
                and (signal.name in self.sources or signal.name not in targets)
            )
        ]
        reads = dict.fromkeys(NodeInput(self.find(signal)) for signal in wanted)
        panel = self.reader.panel(equations, loops, first, last)
        self.drawing.nodes.append(DiagramNode(BLOCK, "", None, tuple(reads), (), stack, panel))
        place = len(self.drawing.nodes) - 1
        for equation in equations:
            self.sources.setdefault(equation.name, []).append((equation.target, place))

    def leave(self) -> None:
        """What leaves: states on the right, what is read elsewhere at the top."""
        inside = {id(equation) for equation in self.equations}
        rest = [equation for equation in self.reader.equations if id(equation) not in inside]
        targets = _targets(rest)
        elsewhere = {
            node.name
            for node in _read(rest)
            if not any(is_same_member(node, target, set()) for target in targets.get(node.name, ()))
        }
        states = {name for name in self.assigned if name in self.reader.names.states}
        states |= {name for name in self.before if not self.steps}
        for name, target in self.assigned.items():
            kind = OUT_EDGE if name in states else TOP_EDGE if name in self.reader.outputs or name in elsewhere else ""
            if name in self.before and kind == "":
                kind = TOP_EDGE
            if kind:
                self.drawing.nodes.append(DiagramNode(kind, "", target, (NodeInput(self.sources[name][-1][1]),)))


def _targets(equations: EquationRun) -> dict[str, list[n.Node]]:
    """What is assigned, by name, so that each signal is held against few."""
    targets: dict[str, list[n.Node]] = {}
    for equation in equations:
        targets.setdefault(equation.name, []).append(equation.target)
    return targets


def _read(equations: EquationRun) -> Iterator[n.Signal]:
    for equation in equations:
        for node in n.walk(equation.value):
            if isinstance(node, n.Signal):
                yield node
