"""Shapes from equations by unification, on any carrier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from symbolic.collector import without_collector
from symbolic.errors import DefinitionError, EquationError, ShapeError, SizeError, UnfitSize
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.lags import at_last_step, grid, loops_through_all_steps, through_all_steps
from symbolic.language.names import error
from symbolic.language.node_table import NodeTable
from symbolic.language.operations import shape_rules
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.operations.unification import AxisVariable, Known, Mismatch, ShapeVariable, scalar
from symbolic.language.printer import SOURCE, loop_text, spell
from symbolic.language.shape_questions import check_open_shapes
from symbolic.language.sizes.carriers import Carrier, Integers, Polynomials
from symbolic.language.sizes.size import Size
from symbolic.limits import GUESSED_RULES
from symbolic.record import Record, replace


class Shapes(Record):
    """What was inferred: the shape of each name and each node, and how many members each parameter has."""

    names: dict[str, Known]
    members: dict[str, Any]
    nodes: NodeTable[Known]

    def size(self, name: str) -> Any:
        """How many numbers a parameter holds, over all members of its family."""
        total = self.members[name]
        for axis in self.names[name]:
            total = total * axis
        return total


@without_collector
def infer(definition: Definition, carrier: Carrier | None = None) -> Shapes:
    """The shape of every name; raises `ShapeError` where shapes contradict each other or stay unknown.

    >>> from symbolic.language.sizes.carriers import Integers
    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> infer(cell, Integers({"n": 3, "m": 5})).names["W"]
    (5, 3)
    """
    if isinstance(carrier, Integers):
        carrier = Integers(at_last_step(carrier.values))
    return _Inference(definition, carrier or Polynomials()).run()


class _Constraint(NamedTuple):
    """A shape rule that waits for its shapes, with the node for errors."""

    settle: Callable[[bool], bool]
    node: n.Node


MAY_BE_EMPTY = ("sum", "prod")


class _Inference:
    def __init__(self, definition: Definition, carrier: Carrier, asks: bool = True):
        self.asks = asks
        self.definition, self.carrier, self.names = definition, carrier, definition.names
        self.shapes: dict[str, ShapeVariable] = {}
        self.nodes: NodeTable[ShapeVariable] = NodeTable()
        self.pending: list[_Constraint] = []
        self.rows: list[n.Transpose] = []
        self.first_members: dict[str, Size] = {}
        self.last_members: dict[str, Size] = {}

    def run(self) -> Shapes:
        names = self.names
        for name in [*names.inputs, *names.signals, *names.totals, *names.parameters]:
            self.shapes[name] = self.declared(name)
        for equation in self.definition.program.equations:
            self.equation(equation)
        self.settle()
        self.check_rows()
        self.check_vectors()
        shapes = {name: self.known(name) for name in self.shapes}
        if self.asks and isinstance(self.carrier, Polynomials) and not self.definition.program.backward:
            check_open_shapes(self.definition, self.nodes, self.fits_number)
        return Shapes(shapes, {name: self.members(name) for name in names.parameters}, self.known_nodes())

    def fits_number(self, name: str) -> bool:
        """Whether the equations hold where a parameter is a number."""
        draft = replace(self.definition, sizes={**self.definition.sizes, name: ()})
        try:
            _Inference(draft, self.carrier, asks=False).run()
        except (EquationError, DefinitionError, SizeError):
            return False
        return True

    def declared(self, name: str) -> ShapeVariable:
        sizes = self.definition.sizes.get(name)
        parameter = name in self.names.parameters
        if sizes is None:
            return ShapeVariable(leaf=parameter)
        axes = tuple(AxisVariable(self.carrier.size(size)) for size in sizes)
        return ShapeVariable(axes, shared=parameter and len(axes) == 1)

    def equation(self, equation: n.Equation) -> None:
        self.first_members, self.last_members = {}, {}
        self.enter(equation.loops)
        value = self.node(equation.value)
        target = self.shapes[equation.name]
        problem = f"{equation.name}[t] has shape {{left}}, its right-hand side {{right}}"

        def same(forced: bool) -> bool:
            target.become(value, self.carrier, problem)
            return True

        self.add(same, equation.value)

    def node(self, node: n.Node) -> ShapeVariable:
        shape = self.nodes[node] = self._node(node)
        return shape

    def _node(self, node: n.Node) -> ShapeVariable:
        match node:
            case n.Number() | n.Position():
                return scalar()
            case n.Parameter() | n.Signal():
                return self.shapes[node.name]
            case n.Add():
                return self.rule(shape_rules.elementwise, [self.node(term) for term in node.terms], node)
            case n.Multiply() | n.Divide():
                return self.rule(shape_rules.elementwise, [self.node(node.left), self.node(node.right)], node)
            case n.Power() | n.Negate():
                return self.node(node.base if isinstance(node, n.Power) else node.value)
            case n.Product():
                return self.rule(shape_rules.product, [self.node(node.left), self.node(node.right)], node)
            case n.Transpose():
                if isinstance(node.value, n.Parameter) and node.value.name[0].islower():
                    self.rows.append(node)
                return self.rule(shape_rules.transpose, [self.node(node.value)], node)
            case n.Call():
                arguments = [self.node(argument) for argument in node.arguments]
                operation = OPERATIONS.get(node.name)
                rule = operation.shape if operation else shape_rules.elementwise
                out = self.rule(rule, arguments, node, self.sizes(node, self.first_members))
                if not {letter for size in node.sizes for letter in size.letters}.isdisjoint(self.last_members):
                    last = self.sizes(node, self.last_members)
                    self.add(lambda forced: rule(self.carrier, arguments, out, last, forced), node)
                return out
            case n.Family():
                return self.family(node)
        raise TypeError(node)

    def sizes(self, node: n.Call, member: dict[str, Size]) -> list[Any]:
        """The values of the sizes of a call, for one member of the families around it."""
        return [self.placed(lambda size=size: self.carrier.size(size.substitute(member)), node) for size in node.sizes]

    def rule(
        self, rule: shape_rules.ShapeRule, arguments: list[ShapeVariable], node: n.Node, sizes: list[Any] | None = None
    ) -> ShapeVariable:
        out = ShapeVariable()
        self.add(lambda forced: rule(self.carrier, arguments, out, sizes or [], forced), node)
        return out

    def family(self, node: n.Family) -> ShapeVariable:
        outside = self.first_members, self.last_members
        self.enter(node.loops)
        body, out = self.node(node.body), ShapeVariable()
        self.first_members, self.last_members = outside
        rule = OPERATIONS[node.name].family
        if rule is None:
            raise error(self.definition.program, f"{node.name} does not run over a family", node)
        count = self.placed(lambda: self.count(node), node) if node.name not in MAY_BE_EMPTY else None
        if OPERATIONS[node.name].spans > 1:
            count = self.placed(lambda: self.spans(node), node)
        self.add(lambda forced: rule(self.carrier, body, out, count, forced), node)
        return out

    def count(self, node: n.Family) -> Any:
        """How many members there are; raises `SizeError` where there is known to be none."""
        count = families.count(self.carrier, node.loops)
        if (count.constant if isinstance(count, Size) else count) == 0:
            index = node.loops[-1].index
            raise SizeError(f"the range of {index} is empty, and a vector or a matrix needs at least one member")
        return count

    def spans(self, node: n.Family) -> list[Any]:
        """How many members there are along each index."""
        wanted = OPERATIONS[node.name].spans
        if len(node.loops) != wanted:
            raise SizeError(
                f"{node.name} runs over {wanted} indices, such as {node.name}(R[i, j] for i in g for j in g)"
            )
        return [self.carrier.size(count) for _, count in grid(node.loops)]

    def enter(self, loops: tuple[n.Loop, ...]) -> None:
        """The first and the last member of loops; of an empty one the first stands for both."""
        for loop in loops:
            first, last = loop.start.substitute(self.first_members), (loop.stop - 1).substitute(self.last_members)
            some = _positive(self.carrier, loop.stop.substitute(self.last_members) - first)
            self.first_members = {**self.first_members, loop.index: first}
            self.last_members = {**self.last_members, loop.index: last if some else first}

    def add(self, settle: Callable[[bool], bool], node: n.Node) -> None:
        constraint = _Constraint(settle, node)
        if not self.attempt(constraint, False):
            self.pending.append(constraint)

    def attempt(self, constraint: _Constraint, forced: bool) -> bool:
        return self.placed(lambda: constraint.settle(forced), constraint.node)

    def placed(self, run: Callable[[], Any], node: n.Node) -> Any:
        """Run, and give errors the place of the node."""
        try:
            return run()
        except Mismatch as mismatch:
            place = error(self.definition.program, mismatch.problem, node)
            where = (place.text, place.line, place.column, place.end)
            left, right = str(mismatch.left), str(mismatch.right)
            raise ShapeError(mismatch.sentence(), left, right, *where, file=place.file) from None
        except SizeError as refusal:
            raise error(self.definition.program, refusal.problem, node, self.kind_of_error) from None

    @property
    def kind_of_error(self) -> type[EquationError]:
        """With integers, the sizes are wrong, not the equations."""
        return UnfitSize if isinstance(self.carrier, Integers) else EquationError

    def settle(self) -> None:
        """Apply the pending rules until none makes progress, then force one of them and go on.

        Past a bound no more are forced, and what is still unknown then is asked for.
        """
        tried = 0
        while self.pending:
            waiting = [rule for rule in self.pending if not self.attempt(rule, False)]
            # Both ways, so that equations in any order settle in few rounds.
            waiting = [rule for rule in reversed(waiting) if not self.attempt(rule, False)][::-1]
            if len(waiting) == len(self.pending):
                tried += len(waiting)
                if tried > GUESSED_RULES:
                    return
                waiting.sort(key=lambda rule: not self.can_only_be_matrix(rule.node))
                settled = next((rule for rule in waiting if self.attempt(rule, True)), None)
                if settled is None:
                    return
                waiting.remove(settled)
            self.pending = waiting

    def can_only_be_matrix(self, node: n.Node) -> bool:
        """Whether a name stands before a known vector, so that nothing is guessed where it becomes a matrix."""
        if not isinstance(node, n.Product) or not isinstance(node.left, n.Parameter | n.Signal):
            return False
        return self.nodes[node.right].rank == 1

    def check_rows(self) -> None:
        """Ask about ``w.T`` where no equation tells a vector from a matrix: by its letter it is a vector."""
        for node in () if self.definition.program.backward else self.rows:
            name = getattr(node.value, "name", "")
            if name not in self.definition.sizes and self.shapes[name].rank == 2 and not self.is_read_plain(name):
                problem = f"{name} is a vector by its letter, and a matrix by what these equations make of {name}.T"
                remedy = f'give its size, sizes={{"{name}": "n"}} or ("n", "m"), or write a matrix with a capital'
                raise error(self.definition.program, f"{problem}; {remedy}", node)

    def check_vectors(self) -> None:
        """Refuse a number where an operation goes over the elements of a vector."""
        for node in self.nodes:
            if not isinstance(node, n.Call) or node.name not in OPERATIONS or not OPERATIONS[node.name].across:
                continue
            if self.nodes[node.arguments[0]].rank == 0:
                problem = f"{node.name} goes over the elements of a vector, and this is one number"
                remedy = self.over_members(node)
                raise error(self.definition.program, problem + remedy, node.arguments[0])

    def over_members(self, call: n.Call) -> str:
        """What to write instead of ``a[t, i] = softmax(e[t, i])`` in a loop, as papers do; nothing elsewhere."""
        for equation in self.definition.program.equations:
            if equation.value is call and equation.loops and OPERATIONS[call.name].gathers and equation.target.index:
                loop, score = equation.loops[-1], spell(call.arguments[0], SOURCE)
                outer = replace(equation.target, index=equation.target.index[:-1])
                first = "" if loop.start == Size.of(0) else f" - {loop.start}"
                whole, member = spell(outer, SOURCE), spell(equation.target, SOURCE)
                return (
                    f"; over the members write {whole} = {call.name}({score} for {loop_text(loop)}) outside the loop "
                    f"over {loop.index}, and element({whole}, {loop.index}{first}) for {member}"
                )
        return ""

    def is_read_plain(self, name: str) -> bool:
        """Whether an equation has the name without a transpose, and so tells what it is."""
        parts = [part for equation in self.definition.program.equations for part in n.walk(equation.value)]
        named = sum(isinstance(part, n.Parameter) and part.name == name for part in parts)
        transposed = [part for part in parts if isinstance(part, n.Transpose)]
        return named > sum(isinstance(part.value, n.Parameter) and part.value.name == name for part in transposed)

    def known(self, name: str) -> Known:
        known = self.shapes[name].known
        if known is not None:
            self.check_extents(name, known)
            return self.stored(known) if name in self.names.parameters else known
        node = self.first(name)
        shape = str(self.shapes[name])
        axes = ", ".join('"m"' for _ in range(self.shapes[name].rank or 1))
        declare = f'declare it, such as sizes={{"{name}": {f"({axes})" if "," in axes else axes}}}'
        so_far = "" if shape == "unknown" else f" (so far {shape})"
        problem = f"cannot determine the shape of {name}{so_far}; {declare}"
        place = error(self.definition.program, problem, node)
        where = (place.text, place.line, place.column, place.end)
        raise ShapeError(problem, shape, "", *where, file=place.file)

    def stored(self, shape: Known) -> Known:
        """The shape of a parameter, which is the same at every step; the one row of a row vector is a size as well."""
        sizes = (self.carrier.size(Size.of(1)) if axis == 1 else axis for axis in shape)
        return tuple(through_all_steps(axis) if isinstance(axis, Size) else axis for axis in sizes)

    def check_extents(self, name: str, shape: Known) -> None:
        """Raise `EquationError` for an extent that is known and below 1."""
        for value in shape:
            extent = value.constant if isinstance(value, n.Size) else value
            if isinstance(extent, int) and extent < 1:
                problem = f"{name} would have an axis of length {extent}; every axis needs length at least 1"
                raise error(self.definition.program, problem, self.first(name))

    def first(self, name: str) -> n.Node:
        for equation in self.definition.program.equations:
            for node in [equation.target, *n.walk(equation.value)]:
                if isinstance(node, n.Parameter | n.Signal) and node.name == name:
                    return node
        raise KeyError(name)

    def members(self, name: str) -> Any:
        try:
            groups = families.union(self.names.families[name])
            total = self.carrier.size(Size.of(0))
            for _, loops in groups:
                total = total + families.count(self.carrier, loops_through_all_steps(loops))
            return total
        except (DefinitionError, SizeError) as refusal:
            node = self.names.parameters[name].node
            raise error(
                self.definition.program, f"the members of {name}: {refusal}", node, self.kind_of_error
            ) from None

    def known_nodes(self) -> NodeTable[Known]:
        table: NodeTable[Known] = NodeTable()
        for node, shape in self.nodes.items():
            if (known := shape.known) is not None:
                table[node] = known
        return table


def _positive(carrier: Carrier, width: Size) -> bool:
    """Whether a range is not known to be empty."""
    top, bottom = width.evaluate(carrier.values.__getitem__) if isinstance(carrier, Integers) else (None, 1)
    number = width.constant if top is None else top // bottom
    return number is None or number > 0
