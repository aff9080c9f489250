"""The backward pass derived: one equation for the adjoint of each signal, from the last to the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from symbolic.backward.flow import Flow
from symbolic.backward.members import Arrival, Read, gathered, indices
from symbolic.backward.program import ADJOINT, ARRIVING, HANDED, NAMED, NET, Backward, Step, Symbol
from symbolic.backward.repeated import Key, key_of, name_repeated, replaced, without_single
from symbolic.backward.slopes import slope
from symbolic.backward.terms import Term, add, collect
from symbolic.errors import DerivativeError, UnknownName
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.families import Members
from symbolic.language.operations import OPERATIONS
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
        self.net_names: dict[tuple[str, int, int], str] = {}
        self.reads: dict[tuple[str, int], list[Read]] = {}
        self.alive: list[n.Node] = []
        self.outputs = self.checked(outputs) if outputs else self.sinks()

    def program(self) -> Backward:
        self.name_forward()
        self.targets: dict[str, n.Parameter | n.Signal] = {}
        for equation in sorted(self.equations, key=lambda one: len(one.loops)):
            self.targets[equation.name] = equation.target
        members: dict[str, list[Members]] = {}
        for equation in self.equations:
            members.setdefault(equation.name, []).append((equation.target.index, equation.loops))
        self.assigned = {name: self.joined(name, found) for name, found in members.items()}
        self.constant = frozenset(self.inactive())
        every = {*self.names.inputs, *self.names.parameters, *(equation.name for equation in self.equations)}
        self.active = every - self.constant
        self.reached = self.find_reached()
        self.adjoints = {name: self.fresh(f"d_{name}", ADJOINT, name) for name in self.reached}
        self.show_values()
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

        found = name_repeated(self.equations, self.intermediate, made)
        added = found[: len(found) - len(self.equations)]
        for equation in added:
            self.alive.append(equation.target)
            self.shapes[id(equation.target)] = self.shapes[id(equation.value)]
        self.equations = tuple(found)
        self.named = added

    def show_values(self) -> None:
        """How each node of the forward pass is written: the values of inner activations by names of their own."""
        self.values: dict[Key, n.Equation] = {}
        self.shown: dict[int, n.Node] = {}
        for equation in self.equations:
            if equation.name in self.adjoints:
                self.show(equation.value, equation.loops, inner=False)

    def show(self, node: n.Node, loops: tuple[n.Loop, ...], inner: bool = True) -> n.Node:
        within = (*loops, *node.loops) if isinstance(node, n.Over) else loops
        shown = n.rebuild(node, lambda part: self.show(part, within))
        if isinstance(node, n.Call) and self.is_activation(node) and _reads(node, self.active):
            (argument,) = shown.arguments if isinstance(shown, n.Call) else ()
            if slope(node.name, self.definition.activations).needs_input and _is_long(argument):
                shown = replace(shown, arguments=(self.valued(node.arguments[0], argument, loops),))
            if inner:
                shown = self.valued(node, shown, loops)
        if shown == node:
            shown = node
        self.shown[id(node)] = shown
        self.shapes[id(shown)] = self.shapes[id(node)]
        self.alive.append(shown)
        return shown

    def is_activation(self, node: n.Call) -> bool:
        row = OPERATIONS.get(node.name)
        return row is None or isinstance(row.derivative, str)

    def valued(self, node: n.Node, shown: n.Node, loops: tuple[n.Loop, ...]) -> n.Signal:
        """The name of a value of the forward pass."""
        key = key_of(node, loops)
        if key not in self.values:
            target = n.Signal(self.intermediate(), 0, tuple(Size.letter(loop.index) for loop in key[1]))
            self.values[key] = n.Equation(target, shown, key[1])
        target = self.values[key].target
        self.shown[id(node)] = target
        assert isinstance(target, n.Signal)
        return target

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
            inner = loops[len(equation.loops) :]
            index = (*equation.target.index, *(Size.letter(loop.index) for loop in inner))
            numbers.append(len(numbers) + 1)
            target = n.Signal(self.net(owner, numbers[-1], len(index)), 0, index)
            self.nets.setdefault(owner, []).append(Step(n.Equation(target, term.bare, loops), term.rules))
            return Term(term.value, target)

        numbers: list[int] = []
        flow = Flow(
            self.shapes, self.constant, self.definition.activations, read, name, lambda node: self.shown[id(node)]
        )
        flow.through(equation, Term(1, n.Signal(self.adjoints[owner], 0, equation.target.index)))

    def net(self, owner: str, number: int, rank: int) -> str:
        """The name of what arrives inside an equation; the equations of one family share it."""
        if (owner, number, rank) not in self.net_names:
            wanted = f"d_net_{owner}" + (f"_{number}" if number > 1 else "")
            self.net_names[owner, number, rank] = self.fresh(wanted, NET, owner, number)
        return self.net_names[owner, number, rank]

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
            if isinstance(equation.value, n.Call | n.Product | n.Over)
        }
        values = [*self.named, *reversed(self.values.values())]
        names = {equation.name for equation in values}
        changed = [*values]
        for step in steps:
            one = step.equation
            changed.append(replace(one, value=replaced(one.value, one.loops, known)))
        changed = name_repeated(without_single(changed, names), self.intermediate)
        rules = {(step.equation.target, step.equation.loops): step.rules for step in steps}
        found = [Step(one, rules.get((one.target, one.loops), ())) for one in self.arranged(changed)]
        return Backward.of(self.cell, tuple(found), self.symbols, self.outputs)

    def arranged(self, equations: list[n.Equation]) -> list[n.Equation]:
        """Each name before what reads it, and numbered so."""
        named = {one.name: one for one in equations if self.kind(one.name) == NAMED}
        if not named:
            return equations
        derived = {one.name for one in equations} - named.keys()
        late = {name for name, one in named.items() if _reads(one.value, derived)}
        order: dict[str, None] = {}

        def define(one: n.Equation, which: set[str]) -> None:
            for node in n.walk(one.value):
                if isinstance(node, n.Signal) and node.name in which and node.name not in order:
                    define(named[node.name], which)
                    order[node.name] = None

        for one in equations:
            define(one, named.keys() - late)
        found = [named[name] for name in order]
        for one in equations:
            if one.name not in named:
                before = len(order)
                define(one, late)
                found += [named[name] for name in list(order)[before:]]
                found.append(one)
        return _renamed(found, self.numbered(order))

    def numbered(self, order: Iterable[str]) -> dict[str, str]:
        for name in order:
            del self.symbols[name]
            self.taken.discard(name)
        return {name: self.intermediate() for name in order}

    def kind(self, name: str) -> str:
        return self.symbols[name].kind if name in self.symbols else ""


def _renamed(equations: list[n.Equation], names: dict[str, str]) -> list[n.Equation]:
    def change(node: n.Node) -> n.Node:
        if isinstance(node, n.Signal):
            return replace(node, name=names[node.name]) if node.name in names else node
        return n.rebuild(node, change)

    if all(old == new for old, new in names.items()):
        return equations
    return [replace(one, target=change(one.target), value=change(one.value)) for one in equations]


def _is_long(node: n.Node) -> bool:
    """Whether it is worth a name: an operation or a matrix product is in it."""
    return any(isinstance(part, n.Product | n.Call | n.Over) for part in n.walk(node))


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
