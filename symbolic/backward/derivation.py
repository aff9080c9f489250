"""The backward pass derived: one equation for the adjoint of each signal, from the last to the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from symbolic.backward.common_subexpressions import SubexpressionKey, name_repeated, replaced, without_single
from symbolic.backward.derivable import check_derivable
from symbolic.backward.family_adjoints import Arrival, Contribution, IndexInterval, check_member, gathered, indices
from symbolic.backward.flow import Flow, flowing
from symbolic.backward.formula_slope import find_slopes
from symbolic.backward.forward_values import Shown
from symbolic.backward.kept import kept_pass
from symbolic.backward.members import free_letters
from symbolic.backward.naming import FreshNames, read
from symbolic.backward.products import ONE_NODE, GradientTerm, add, collect, tiled
from symbolic.backward.program import ADJOINT, ARRIVING, HANDED, NET, BackwardStep, Pass, static_names
from symbolic.backward.step_totals import STEP_LOOP, STEP_SUM, SUM_OVER_STEPS, over_steps, side_by_side
from symbolic.backward.tiling import whole_vector
from symbolic.collector import without_collector
from symbolic.errors import DefinitionError, DerivativeError, UnknownName
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.families import Members
from symbolic.language.inference import Shapes
from symbolic.language.lags import first_member, last_steps, seen_from_later, step_seen_from_later
from symbolic.language.node_table import NodeTable
from symbolic.language.operations.unification import Known
from symbolic.language.output import find_outputs
from symbolic.language.reachable import reachable
from symbolic.language.sizes.size import Size
from symbolic.record import replace


@without_collector
def find_backward(definition: Definition, shapes: Shapes, outputs: Sequence[str] = (), label: str = "") -> Pass:
    """The backward pass of a cell as a program that runs from the last step to the first.

    The loss is read from ``outputs``; where none are named, from the output of the cell. A state of several
    predecessors is always one of them, as what arrives there comes from its one successor, and so is a state
    that only steps after the next one read. Raises `UnknownName` for an unknown signal, `DerivativeError` for
    what has no derivative and `DefinitionError` where the output is in doubt.

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
    check_derivable(definition, shapes, label)
    kept = None if outputs else kept_pass(definition, shapes)
    return kept or _Derivation(definition, shapes, outputs).program()


class _Derivation:
    """The forward pass with what arrives at each of its names: ``reads`` by name and by how much earlier."""

    def __init__(self, definition: Definition, inferred: Shapes, outputs: Sequence[str]):
        self.definition, self.inferred, self.names = definition, inferred, definition.names
        self.slopes = find_slopes(definition.activations)
        self.letters = definition.letters
        if n.STEPS in self.letters and not definition.counts_steps:
            raise DerivativeError(f"{n.STEPS} is the number of steps in a backward pass; name that size otherwise")
        self.equations = self.definition.program.equations
        self.running = {loop.index for loop in _loops(self.equations)}
        self.taken = {*self.names.inputs, *self.names.signals, *self.names.parameters, *self.letters}
        self.naming = FreshNames(self.taken | self.running, definition.latex.values())
        self.once: dict[str, list[Contribution]] = {}
        self.nets: dict[str, list[BackwardStep]] = {}
        self.net_names: dict[tuple[str, int, int], str] = {}
        self.reads: dict[tuple[str, n.Lag], list[Contribution]] = {}
        self.outputs = _checked(outputs, self.names.signals) if outputs else self.ends()
        self.prepare()

    def ends(self) -> tuple[str, ...]:
        """The output of the cell, and the states that no next step reads."""
        flows = (node for equation in self.equations for node in flowing(equation.value, self.slopes))
        handed = {node.name for node in flows if isinstance(node, n.Signal) and node.lag == 1}
        outputs = find_outputs(self.definition, self.inferred)
        return tuple(dict.fromkeys([*outputs, *(name for name in self.names.states if name not in handed)]))

    def prepare(self) -> None:
        """Name what the cell writes more than once, so that what arrives there is one sum; sort the names."""
        shapes = NodeTable(self.inferred.nodes)

        def made(old: n.Node, new: n.Node) -> None:
            shapes[new] = shapes[old]

        prepared = name_repeated(self.equations, self.naming.value, made)
        self.named = prepared[: len(prepared) - len(self.equations)]
        self.equations = tuple(prepared)
        self.static = static_names(self.definition.program.static, self.named, {line.name for line in self.named})
        self.targets: dict[str, n.Parameter | n.Signal] = {}
        members: dict[str, list[Members]] = {}
        for equation in sorted(prepared, key=lambda line: len(line.loops)):
            self.targets[equation.name] = equation.target
            members.setdefault(equation.name, []).append((equation.target.index, equation.loops))
        self.assigned = {name: self.joined(name, group) for name, group in members.items()}
        self.constant = frozenset(self.inactive())
        self.adjoints = {name: self.naming.fresh(f"d_{name}", ADJOINT, name) for name in self.reached()}
        active = {*self.names.inputs, *self.names.parameters, *self.targets} - self.constant
        self.shown = Shown(self.slopes, self.naming, active, shapes)
        for equation in prepared:
            if equation.name in self.adjoints:
                self.shown.add(equation)

    def program(self) -> Pass:
        for equation in self.equations:
            if equation.name in self.adjoints:
                self.flow(equation)
        handed = [step for name, lag in list(self.reads) if lag for step in self.handed(name, lag)]
        steps = [step for name in self.ordered() for step in (*self.adjoint(name), *self.nets.get(name, ()))]
        inputs = [step for name in self.names.inputs for step in self.adjoint(name)]
        parameters = [step for name in self.names.parameters for step in self.gradient(name)]
        steps, unread = self.finished([*steps, *handed, *inputs, *parameters])
        symbols = self.naming.symbols
        return Pass.of(self.definition, self.inferred, tuple(steps), symbols, self.outputs, tuple(unread))

    def inactive(self) -> set[str]:
        """The names through which nothing flows: what is fixed and what is computed of that alone."""
        active = {*self.names.inputs, *self.names.parameters, *self.names.states} - self.definition.fixed
        above: dict[str, list[str]] = {}
        for equation in self.equations:
            for name in self.flowing(equation):
                above.setdefault(name, []).append(equation.name)
        active |= reachable(active, lambda name: above.get(name, ()))
        return {*self.definition.fixed, *self.targets.keys() - active}

    def flowing(self, equation: n.Equation) -> set[str]:
        """The names that the value of an equation changes with."""
        return {node.name for node in flowing(equation.value, self.slopes)}

    def reached(self) -> list[str]:
        """The signals on which an output depends, at this step or later."""
        below: dict[str, set[str]] = {}
        for equation in self.equations:
            below.setdefault(equation.name, set()).update(self.flowing(equation))
        reached = dict.fromkeys(name for name in self.outputs if name not in self.constant)
        waiting = list(reached)
        for name in waiting:
            further = sorted((below[name] & self.targets.keys()) - self.constant - reached.keys())
            reached.update(dict.fromkeys(further))
            waiting += further
        return waiting

    def flow(self, equation: n.Equation) -> None:
        """Collect what the equation hands to each name that it reads."""
        owner, names = equation.name, iter(range(1, 1000))
        static, once = self.static, owner in self.static

        def reach(node: n.Parameter | n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]) -> None:
            lag, index = node.lag if isinstance(node, n.Signal) else 0, node.index
            if isinstance(node, n.Parameter) or node.name in static:
                check_member(node, loops)
            if isinstance(lag, Size):
                # What goes to several steps is a family, with the index in the lag before its own.
                branches = [Size.letter(loop.index) for loop in loops if loop.index in lag.letters]
                lag = lag.substitute({str(letter): Size.letter(f"#{place}") for place, letter in enumerate(branches)})
                index = (*branches, *index)
            if isinstance(node, n.Parameter) and once:
                self.once.setdefault(node.name, []).append(Contribution(index, term, loops))
                return
            if node.name in static and not once:
                term = term.by(SUM_OVER_STEPS).within(n.Family("sum", term.bare, (STEP_LOOP,)))
            self.reads.setdefault((node.name, lag), []).append(Contribution(index, term, loops))

        def name(term: GradientTerm, loops: tuple[n.Loop, ...]) -> GradientTerm:
            number = next(names)
            if loops[: len(equation.loops)] == equation.loops:
                inner = loops[len(equation.loops) :]
                index = (*equation.target.index, *(Size.letter(loop.index) for loop in inner))
                target = n.Signal(self.net(owner, number, len(index)), 0, index)
            else:
                # Summed over members of the equation: it has an index of its own.
                index = tuple(Size.letter(loop.index) for loop in loops)
                target = n.Signal(self.naming.fresh(f"d_net_{owner}_{number}", NET, owner, number), 0, index)
            self.nets.setdefault(owner, []).append(BackwardStep(n.Equation(target, term.bare, loops), term.rules))
            return GradientTerm(term.value, target)

        flow = Flow(self.shown.shapes, self.constant, self.slopes, reach, name, self.shown.of, gathers=True)
        flow.through(equation, GradientTerm(1, n.Signal(self.adjoints[owner], 0, equation.target.index)))

    def net(self, owner: str, number: int, rank: int) -> str:
        """The name of what arrives inside an equation; the equations of one family share it."""
        if (owner, number, rank) not in self.net_names:
            wanted = f"d_net_{owner}" + (f"_{number}" if number > 1 else "")
            self.net_names[owner, number, rank] = self.naming.fresh(wanted, NET, owner, number)
        return self.net_names[owner, number, rank]

    def handed(self, name: str, lag: n.Lag) -> list[BackwardStep]:
        """What a step hands to an earlier one, which reads it there; one signal for each range over all steps."""
        alike: dict[tuple[Size, ...], list[Contribution]] = {}
        by_number = isinstance(lag, Size) and n.TIME in lag.letters
        for contribution in self.reads[name, lag]:
            ends = last_steps(contribution.index, contribution.loops) if by_number else ()
            alike.setdefault(ends, []).append(contribution)
        numbers = [lag] if isinstance(lag, int) else range(1, len(alike) + 1)
        groups = zip(numbers, alike.values(), strict=True)
        return [step for number, reads in groups for step in self.handed_on(name, lag, number, reads)]

    def handed_on(self, name: str, lag: n.Lag, number: int, reads: list[Contribution]) -> list[BackwardStep]:
        signal = self.naming.fresh(f"back_{name}" + (f"_{number}" if number > 1 else ""), HANDED, name, number, lag)
        target = self.targets.get(name)
        arrivals = self.gathered(name, reads, first_member(lag))
        steps = 0 if isinstance(lag, int) else sum(letter.startswith("#") for letter in lag.letters)
        whole = target is None or len(target.index) == len(arrivals[0].index) - steps
        if whole and isinstance(lag, Size):
            for arrival in arrivals:
                at = {f"#{place}": part for place, part in enumerate(arrival.index[:steps])}
                later, index, loops = self.seen(lag.substitute(at), arrival)
                term = GradientTerm(1, n.Signal(signal, later * -1, index))
                self.reads.setdefault((name, 0), []).append(Contribution(arrival.index[steps:], term, loops))
        elif whole:
            for index, loops in self.joined(name, [(arrival.index, arrival.loops) for arrival in arrivals]):
                term = GradientTerm(1, n.Signal(signal, lag * -1, index))
                self.reads.setdefault((name, 0), []).append(Contribution(index, term, loops))
        alone = target is None or (whole and (name, 1) in self.reads)
        if not alone and name not in self.outputs:
            # What arrives after the last step has no other way in.
            self.outputs = (*self.outputs, name)
        return [_step(n.Signal(signal, 0, arrival.index), name, arrival) for arrival in arrivals]

    def seen(self, lag: Size, arrival: Arrival) -> tuple[Size, tuple[Size, ...], tuple[n.Loop, ...]]:
        """What arrives from later steps, as it is read at this one: how much later, and at which members."""
        stepped = [loop for loop in arrival.loops if loop.index in lag.letters and n.TIME in lag.letters]
        if not stepped:
            return lag, arrival.index, tuple(seen_from_later(loop, lag) for loop in arrival.loops)
        index = next(free_letters({*self.running, *self.taken}))
        member, ahead = step_seen_from_later(stepped[0], lag, index)
        at = {stepped[0].index: member}
        loops = tuple(ahead if loop is stepped[0] else loop for loop in arrival.loops)
        return Size.letter(index), tuple(part.substitute(at) for part in arrival.index), loops

    def adjoint(self, name: str) -> list[BackwardStep]:
        """The equations of what arrives at a signal or an input."""
        reads = self.reads.get((name, 0), [])
        if name in self.outputs:
            signal = self.naming.fresh(f"L_{name}", ARRIVING, name)
            arriving = [
                (index, GradientTerm(1, n.Signal(signal, 0, index)), loops) for index, loops in self.assigned[name]
            ]
            reads = [*(Contribution(*arrival) for arrival in arriving), *reads]
        if not reads:
            return []
        target = self.adjoints.get(name) or self.naming.fresh(f"d_{name}", ADJOINT, name)
        shape = self.inferred.names.get(name, ())
        arrivals = self.gathered(name, reads)
        with suppress(DerivativeError, DefinitionError):
            if self.some_unread(name, arrivals):
                nothing = GradientTerm(0, ONE_NODE)
                unread = [Contribution(index, nothing, loops) for index, loops in self.assigned[name]]
                arrivals = self.gathered(name, [*reads, *unread])
        return [_step(n.Signal(target, 0, arrival.index), name, arrival, shape) for arrival in arrivals]

    def some_unread(self, name: str, arrivals: list[Arrival]) -> bool:
        """Whether nothing arrives at some members of a family, as nothing reads them."""
        if not arrivals[0].index or len(self.assigned.get(name, ())) != 1:
            return False
        read = families.union([families.members(arrival.index, arrival.loops) for arrival in arrivals])
        return read != families.union([families.members(*self.assigned[name][0])])

    def gradient(self, name: str) -> list[BackwardStep]:
        """The equations of the gradient of a parameter."""
        reads, once = self.reads.get((name, 0), []), self.once.get(name, [])
        if not reads and not once:
            return []
        target = self.naming.fresh(f"d_{name}", ADJOINT, name)
        letters = indices(self.names.parameters[name].node, self.running, self.taken)

        def steps(contributions: list[Contribution]) -> list[BackwardStep]:
            arrivals = gathered(name, contributions, letters, self.taken) if contributions else []
            return [_step(n.Parameter(target, arrival.index), name, arrival) for arrival in arrivals]

        whole = [over_steps(step) for step in steps(reads)]
        return side_by_side(name, whole, steps(once)) if whole else steps(once)

    def gathered(self, name: str, reads: list[Contribution], first_step: Size | None = None) -> list[Arrival]:
        first = self.targets.get(name)
        domain: list[IndexInterval] = []
        if first is None or len(first.index) != len(reads[0].index):
            first = n.Signal(name, 0, reads[0].index)
        elif len(self.assigned[name]) == 1:
            ((index, loops),) = self.assigned[name]
            domain = [_range(part, loops) for part in index]
        return gathered(name, reads, indices(first, self.running, self.taken), self.taken, domain, first_step)

    def joined(self, name: str, members: list[Members]) -> list[Members]:
        """Groups of members in as few as can be told, their indices with the letters of the cell."""
        first = self.targets.get(name) or n.Signal(name, 0, members[0][0])
        names = indices(first, self.running, self.taken)
        letters = {f"#{place}": Size.letter(name) for place, name in enumerate(names)}
        groups = families.union([families.members(index, loops) for index, loops in members])
        return [
            (
                tuple(part.substitute(letters) for part in index),
                tuple(
                    n.Loop(str(letters[loop.index]), loop.start.substitute(letters), loop.stop.substitute(letters))
                    for loop in loops
                ),
            )
            for index, loops in groups
        ]

    def ordered(self) -> list[str]:
        """The reached signals, the last computed first."""
        reads: dict[str, list[str]] = {}
        for equation in self.equations:
            below = reads.setdefault(equation.name, [])
            below += [node.name for node in n.walk(equation.value) if isinstance(node, n.Signal) and not node.lag]
        order: dict[str, None] = {}
        for start in reads:
            path, above = [(start, iter(reads[start]))], {start}
            while path:
                name, rest = path[-1]
                step = next(
                    (other for other in rest if other in reads and other not in order and other not in above), None
                )
                if step is None:
                    order[name] = None
                    above.discard(name)
                    path.pop()
                else:
                    above.add(step)
                    path.append((step, iter(reads[step])))
        return [name for name in reversed(order) if name in self.adjoints]

    def finished(self, steps: list[BackwardStep]) -> tuple[list[BackwardStep], list[n.Equation]]:
        """The forward pass by its own names, and a name for what is written more than once.

        With them the named values at which something arrives, but which no line reads.
        """
        known: dict[SubexpressionKey, n.Node] = {
            (equation.value, equation.loops): equation.target
            for equation in self.equations
            if isinstance(equation.value, n.Call | n.Product | n.Family)
        }
        values = [*self.named, *reversed(self.shown.values.values())]
        equations = [*values]
        for step in steps:
            line = step.equation
            equations.append(replace(line, value=replaced(line.value, line.loops, known)))
        equations = name_repeated(without_single(equations, {line.name for line in values}), self.naming.value)
        first = len(equations) - len(steps)
        named = [BackwardStep(line, ()) for line in equations[:first]]
        unread = [BackwardStep(line, ()) for line in self.unread(values, {line.name for line in equations})]
        arranged, left = self.naming.arranged(
            [*named, *(replace(step, equation=line) for step, line in zip(steps, equations[first:], strict=True))],
            unread,
        )
        return arranged, [step.equation for step in left]

    def unread(self, values: Sequence[n.Equation], kept: set[str]) -> list[n.Equation]:
        """Those of the ``values`` that are not ``kept``, and at which something arrives; and what they are made of."""
        below = {line.name: line for line in values}
        arrived = [name for name in below if self.adjoints.get(name) in kept]
        reached = reachable(arrived, lambda name: [other for other in read(below[name].value) if other in below])
        return [line for line in values if line.name in reached | {*arrived} and line.name not in kept]


def _checked(outputs: Sequence[str], signals: Sequence[str]) -> tuple[str, ...]:
    for name in outputs:
        if name not in signals:
            raise UnknownName("signal", name, signals)
    return tuple(dict.fromkeys(outputs))


def _step(target: n.Signal | n.Parameter, of: str, arrival: Arrival, shape: Known = ()) -> BackwardStep:
    """One equation of all that arrives, like terms collected, with the rules that it came by."""
    # Where all terms cancel, the zero has the shape of the signal.
    nothing = GradientTerm(0, ONE_NODE, (replace(target, name=of),))
    terms = collect(arrival.terms) or [nothing]
    if len(shape) == 1:
        terms = tiled([replace(term, head=whole_vector(term.head)) for term in terms], shape[0])
    rules = tuple(dict.fromkeys(rule for term in arrival.terms for rule in term.rules))
    if len(arrival.terms) > 1:
        rules = (STEP_SUM, *rules)
    return BackwardStep(n.Equation(target, add(terms), arrival.loops), rules)


def _range(part: Size, loops: tuple[n.Loop, ...]) -> IndexInterval:
    """The first member of an index and the one after the last."""
    for loop in loops:
        if loop.index in part.letters:
            shift = part - Size.letter(loop.index)
            return loop.start + shift, loop.stop + shift
    return part, part + 1


def _loops(equations: Iterable[n.Equation]) -> Iterator[n.Loop]:
    for equation in equations:
        yield from equation.loops
        for node in n.walk(equation.value):
            if isinstance(node, n.Family):
                yield from node.loops
