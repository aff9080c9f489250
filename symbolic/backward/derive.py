"""The backward pass derived: one equation for the adjoint of each signal, from the last to the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from symbolic.backward.flow import Flow
from symbolic.backward.members import Arrival, Read, gathered, indices
from symbolic.backward.program import ADJOINT, ARRIVING, HANDED, NAMED, NET, Backward, Step, Symbol
from symbolic.backward.repeated import key_of, name_repeated, replace_known
from symbolic.backward.terms import Term, add, collect
from symbolic.errors import DerivativeError, UnknownName
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.families import Members
from symbolic.language.record import replace
from symbolic.language.sizes import Size

if TYPE_CHECKING:
    from symbolic._cell import Cell

SUM = "sum over paths"
STEPS = n.Loop(n.TIME, Size.of(0), Size.letter(n.STEPS))


def find_backward(cell: Cell, outputs: Sequence[str] = ()) -> Backward:
    """The backward pass of a cell as a program that runs from the last step to the first.

    The loss is read from ``outputs``, where none are given from every signal that no equation of the same
    step reads, and of a state of several predecessors from it too: what arrives there comes from one
    successor. Raises `UnknownName` for a name that is no signal and `DerivativeError` where an operation
    has no derivative.

    >>> from symbolic import cell
    >>> print(cell("irnn").backward().text)
    d_h[t] = L_h[t] + back_h[t+1]
    d_net_h[t] = d_h[t] * heaviside(h[t])
    back_h[t] = U.T @ d_net_h[t]
    d_x[t] = W.T @ d_net_h[t]
    d_W = sum(d_net_h[t] @ x[t].T for t in T)
    d_U = sum(d_net_h[t] @ h[t-1].T for t in T)
    d_b = sum(d_net_h[t] for t in T)
    """
    return _Derivation(cell, outputs).program()


class _Derivation:
    def __init__(self, cell: Cell, outputs: Sequence[str]):
        self.cell, self.definition, self.names = cell, cell.definition, cell.definition.names
        letters = self.definition.letters
        if n.STEPS in letters:
            raise DerivativeError(f"{n.STEPS} is the number of steps in a backward pass; name that size otherwise")
        self.equations = self.definition.program.equations
        self.running = {loop.index for loop in _loops(self.equations)}
        self.taken = {*self.names.inputs, *self.names.signals, *self.names.parameters, *letters, *self.running}
        self.symbols: dict[str, Symbol] = {}
        self.shapes = dict(cell._shapes.nodes)
        self.named: list[n.Equation] = []
        self.nets: dict[str, list[Step]] = {}
        self.reads: dict[tuple[str, int], list[Read]] = {}
        self.alive: list[n.Node] = []
        self.outputs = self.checked(outputs) if outputs else self.sinks()

    def program(self) -> Backward:
        self.name_forward()
        self.targets = {equation.name: equation.target for equation in reversed(self.equations)}
        members: dict[str, list[Members]] = {}
        for equation in self.equations:
            members.setdefault(equation.name, []).append((equation.target.index, equation.loops))
        self.assigned = {name: self.joined(name, found) for name, found in members.items()}
        self.constant = frozenset(self.inactive())
        self.reached = self.find_reached()
        self.adjoints = {name: self.fresh(f"d_{name}", ADJOINT, name) for name in self.reached}
        for equation in self.equations:
            if equation.name in self.adjoints:
                self.flow(equation)
        handed = [step for name, lag in list(self.reads) if lag > 0 for step in self.handed(name, lag)]
        steps = [step for name in self.ordered() for step in (*self.adjoint(name), *self.nets.get(name, ()))]
        inputs = [step for name in self.names.inputs for step in self.adjoint(name)]
        parameters = [step for name in self.names.parameters for step in self.gradient(name)]
        return self.finished([*steps, *handed, *inputs, *parameters])

    def checked(self, outputs: Sequence[str]) -> tuple[str, ...]:
        for name in outputs:
            if name not in self.names.signals:
                raise UnknownName("signal", name, self.names.signals)
        return tuple(dict.fromkeys(outputs))

    def sinks(self) -> tuple[str, ...]:
        """The signals that no equation of the same step reads."""
        read = {
            node.name
            for equation in self.equations
            for node in n.walk(equation.value)
            if isinstance(node, n.Signal) and not node.lag and node.name != equation.name
        }
        found = tuple(name for name in self.names.signals if name not in read)
        return found or self.names.signals[-1:]

    def fresh(self, wanted: str, kind: str, of: str, number: int = 1) -> str:
        name = wanted
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        self.symbols[name] = Symbol(kind, of, number)
        return name

    def name_forward(self) -> None:
        """Give a name to what the cell writes more than once: what arrives there is then one sum."""

        def made(old: n.Node, new: n.Node) -> None:
            self.shapes[id(new)] = self.shapes[id(old)]
            self.alive.append(new)

        equations, self.named = name_repeated(self.equations, self.intermediate, made)
        for equation in self.named:
            self.alive.append(equation.target)
            self.shapes[id(equation.target)] = self.shapes[id(equation.value)]
        self.equations = (*self.named, *equations)

    def intermediate(self) -> str:
        number = sum(symbol.kind == NAMED for symbol in self.symbols.values()) + 1
        return self.fresh(f"v_{number}", NAMED, "v", number)

    def inactive(self) -> set[str]:
        """The names through which nothing flows: what is fixed and what is computed of that alone."""
        found = {*self.definition.fixed}
        values: dict[str, list[n.Node]] = {}
        for equation in self.equations:
            values.setdefault(equation.name, []).append(equation.value)
        active = {*self.names.inputs, *self.names.parameters} - found
        while True:
            new = {name for name, nodes in values.items() if any(_reads(node, active) for node in nodes)} - active
            if not new:
                return found | (set(values) - active)
            active |= new

    def find_reached(self) -> list[str]:
        """The signals on which an output depends, at this step or later."""
        reached = [name for name in self.outputs if name not in self.constant]
        for name in reached:
            for equation in self.equations:
                if equation.name == name:
                    for node in n.walk(equation.value):
                        if isinstance(node, n.Signal) and node.name in self.targets:
                            if node.name not in reached and node.name not in self.constant:
                                reached.append(node.name)
        return reached

    def flow(self, equation: n.Equation) -> None:
        owner = equation.name

        def read(node: n.Parameter | n.Signal, term: Term, loops: tuple[n.Loop, ...]) -> None:
            lag = node.lag if isinstance(node, n.Signal) else 0
            self.reads.setdefault((node.name, lag), []).append(Read(node.index, term, loops))

        def name(node: n.Node, term: Term, loops: tuple[n.Loop, ...]) -> Term:
            value, running = key_of(term.bare, loops)
            index = tuple(Size.letter(loop.index) for loop in running)
            number = len(self.nets.setdefault(owner, [])) + 1
            wanted = f"d_net_{owner}" + (f"_{number}" if number > 1 else "")
            target = n.Signal(self.fresh(wanted, NET, owner, number), 0, index)
            self.nets[owner].append(Step(n.Equation(target, value, running), term.rules))
            return Term(term.value, target)

        flow = Flow(self.shapes, self.constant, self.definition.activations, read, name)
        flow.through(equation, Term(1, n.Signal(self.adjoints[owner], 0, equation.target.index)))

    def handed(self, name: str, lag: int) -> list[Step]:
        """What a step hands to an earlier one, and the reading of it there."""
        wanted = f"back_{name}" + (f"_{lag}" if lag > 1 else "")
        signal = self.fresh(wanted, HANDED, name, lag)
        target = self.targets.get(name)
        arrivals = self.gathered(name, self.reads[name, lag])
        if target is None or len(target.index) == len(arrivals[0].index):
            for index, loops in self.joined(name, [(one.index, one.loops) for one in arrivals]):
                term = Term(1, n.Signal(signal, -lag, index))
                self.reads.setdefault((name, 0), []).append(Read(index, term, loops))
        elif name not in self.outputs:
            self.outputs = (*self.outputs, name)
        return [_step(n.Signal(signal, 0, one.index), one) for one in arrivals]

    def gathered(self, name: str, reads: list[Read]) -> list[Arrival]:
        first = self.targets.get(name)
        if first is None or len(first.index) != len(reads[0].index):
            first = n.Signal(name, 0, reads[0].index)
        domain: list[tuple[Size, Size]] = []
        if name in self.assigned and len(self.assigned[name]) == 1:
            ((index, loops),) = self.assigned[name]
            if len(index) == len(reads[0].index):
                domain = [_range(part, loops) for part in index]
        return gathered(name, reads, indices(first, self.running), domain)

    def joined(self, name: str, found: list[Members]) -> list[Members]:
        """Groups of members in as few as can be told, their indices with the letters of the cell."""
        first = self.targets.get(name) or n.Signal(name, 0, found[0][0])
        letters = dict(zip((f"#{place}" for place in range(9)), map(Size.letter, indices(first, self.running)), strict=False))
        groups = families.union([families.members(index, loops) for index, loops in found])
        return [
            (
                tuple(families.substitute(part, letters) for part in index),
                tuple(
                    n.Loop(
                        str(letters[loop.index]),
                        families.substitute(loop.start, letters),
                        families.substitute(loop.stop, letters),
                    )
                    for loop in loops
                ),
            )
            for index, loops in groups
        ]

    def adjoint(self, name: str) -> list[Step]:
        """The equations of what arrives at a signal or an input."""
        reads = self.reads.get((name, 0), [])
        if name in self.outputs:
            signal = self.fresh(f"L_{name}", ARRIVING, name)
            arriving = [
                Read(index, Term(1, n.Signal(signal, 0, index)), loops) for index, loops in self.assigned[name]
            ]
            reads = [*arriving, *reads]
        if not reads:
            return []
        if name in self.targets:
            target: n.Signal = n.Signal(self.adjoints[name])
        else:
            target = n.Signal(self.fresh(f"d_{name}", ADJOINT, name))
        found = self.gathered(name, reads)
        return [_step(replace(target, index=one.index), one) for one in found]

    def gradient(self, name: str) -> list[Step]:
        reads = self.reads.get((name, 0))
        if not reads:
            return []
        target = n.Parameter(self.fresh(f"d_{name}", ADJOINT, name))
        first = self.names.parameters[name].node
        found = gathered(name, reads, indices(first, self.running))
        return [_step(replace(target, index=one.index), one, over=(STEPS,)) for one in found]

    def ordered(self) -> list[str]:
        """The reached signals, the last computed first."""
        reads: dict[str, list[str]] = {}
        for equation in self.equations:
            below = reads.setdefault(equation.name, [])
            below += [node.name for node in n.walk(equation.value) if isinstance(node, n.Signal) and not node.lag]
        order: dict[str, None] = {}
        begun: set[str] = set()

        def visit(name: str) -> None:
            if name in begun or name not in reads:
                return
            begun.add(name)
            for other in reads[name]:
                visit(other)
            order[name] = None

        for name in reads:
            visit(name)
        return [name for name in reversed(order) if name in self.adjoints]

    def finished(self, steps: list[Step]) -> Backward:
        """Names for what is repeated; the forward pass by its own names."""
        known = {
            key_of(equation.value, equation.loops): equation.target
            for equation in self.equations
            if not isinstance(equation.value, n.Parameter | n.Signal | n.Number)
        }
        changed = [replace_known(step.equation, known) for step in steps]
        equations, more = name_repeated(changed, self.intermediate, lambda old, new: None)
        named = [Step(equation, ()) for equation in [*self.used(equations, more), *more]]
        found = [*named, *(replace(step, equation=one) for step, one in zip(steps, equations, strict=True))]
        return Backward.of(self.cell, tuple(found), self.symbols, self.outputs)

    def used(self, equations: Iterable[n.Equation], more: Iterable[n.Equation]) -> list[n.Equation]:
        """The names of the forward pass that the backward pass reads."""
        found: list[n.Equation] = []
        wanted = {node.name for one in (*equations, *more) for node in n.walk(one.value) if isinstance(node, n.Signal)}
        for equation in reversed(self.named):
            if equation.name in wanted:
                found.insert(0, equation)
                wanted |= {node.name for node in n.walk(equation.value) if isinstance(node, n.Signal)}
        return found


def _step(target: n.Signal | n.Parameter, arrival: Arrival, over: tuple[n.Loop, ...] = ()) -> Step:
    """One equation of all that arrives, like terms collected, with the rules that it came by."""
    terms = collect(arrival.terms)
    rules = tuple(dict.fromkeys(rule for term in arrival.terms for rule in term.rules))
    if len(arrival.terms) > 1:
        rules = (SUM, *rules)
    if not over:
        return Step(n.Equation(target, add(terms), arrival.loops), rules)
    whole = terms[0] if len(terms) == 1 else Term(1, add(terms))
    head = whole.bare
    if isinstance(head, n.Over) and head.name == "sum":
        head, over = head.body, (*over, *head.loops)
    value = whole.within(n.Over("sum", head, over)).signed
    return Step(n.Equation(target, value, arrival.loops), rules)


def _range(part: Size, loops: tuple[n.Loop, ...]) -> tuple[Size, Size]:
    """The first member of an index and the one after the last."""
    for loop in loops:
        if loop.index in part.letters:
            shift = part - Size.letter(loop.index)
            return loop.start + shift, loop.stop + shift
    return part, part + 1


def _reads(node: n.Node, names: set[str]) -> bool:
    return any(isinstance(part, n.Parameter | n.Signal) and part.name in names for part in n.walk(node))


def _loops(equations: Iterable[n.Equation]) -> Iterable[n.Loop]:
    for equation in equations:
        yield from equation.loops
        for node in n.walk(equation.value):
            if isinstance(node, n.Over):
                yield from node.loops
