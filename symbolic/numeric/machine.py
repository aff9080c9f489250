"""Runs the equations of a cell on NumPy arrays, one step after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from symbolic.errors import ArrayError
from symbolic.language import nodes as n
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import Arrays, check_arrays, load_numpy

if TYPE_CHECKING:
    from symbolic.language.definition import Definition

Index = tuple[int, ...]
Members = dict[str, dict[Index, Any]]


def run(
    definition: Definition,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Every signal of the cell over time.

    ``inputs`` hold ``(T, n)`` or, in batches, ``(T, B, n)``; ``state`` holds what the states are before
    the first step, ``(m,)`` or ``(B, m)``, zeros where it is not given. The result maps each assigned
    signal to ``(T, m)`` or ``(T, B, m)``; of a family, the members come before the last axes. All arrays
    are float64, or all float32. Raises `ArrayError` naming the array, what was found and what was expected.

    A program that runs backward goes from the last step to the first; its ``state`` holds also what inputs
    are before the first step, and its totals come without the axes of steps and batches, summed over both.
    """
    np = load_numpy()
    arrays = check_arrays(np, definition, parameters, inputs, state)
    steps, totals = compute(np, definition, arrays)
    front = len(arrays.batch)
    found = {name: np.stack([stacked(np, step[name], front) for step in steps]) for name in steps[0]}
    return found | {name: stacked(np, members, 0) for name, members in totals.items()}


def compute(np: Any, definition: Definition, arrays: Arrays) -> tuple[list[Members], Members]:
    """Every signal, by step, name and member, and the totals over the steps, by name and member."""
    machine = _Machine(np, definition, arrays)
    steps = range(arrays.steps)
    for t in reversed(steps) if definition.program.backward else steps:
        machine.step(t)
    return [machine.past[t] for t in steps], machine.totals()


def stacked(np: Any, members: dict[Index, Any], front: int) -> Any:
    """The members of a family in one array, ``front`` axes before them."""
    if list(members) == [()]:
        return members[()]
    return np.stack([members[index] for index in sorted(members)], axis=front)


class _Machine:
    """The values of all signals, step by step."""

    def __init__(self, np: Any, definition: Definition, arrays: Arrays):
        self.np, self.arrays, self.definition = np, arrays, definition
        self.assigned = set(definition.names.signals)
        self.ranks = {id(node): len(shape) for node, shape in arrays.shapes.nodes.items()}
        self.past: dict[int, Members] = {}
        self.now: Members = {}
        self.waiting: dict[tuple[str, Index], tuple[n.Equation, dict[str, int]]] = {}

    def step(self, t: int) -> None:
        """Compute every signal of step ``t``, in whatever order the equations stand."""
        self.t, self.now = t, {name: {} for name in self.definition.names.signals}
        timed = [one for one in self.definition.program.equations if one.name in self.now]
        members = [
            (equation, at, (equation.name, self.index(equation.target.index, at)))
            for _, group in groupby(timed, key=lambda one: one.loops)
            for equation, at in self.members(list(group))
        ]
        self.waiting = {key: (equation, at) for equation, at, key in members}
        for _, _, key in members:
            self.value(*key)
        self.past[t] = self.now

    def totals(self) -> Members:
        """What has no time, once all steps are computed; it has no batch either."""
        found: Members = {name: {} for name in self.definition.names.totals}
        for equation in self.definition.program.equations:
            if equation.name in found:
                shape = self.arrays.shapes.names[equation.name]
                for at in self.runs(equation.loops, {}):
                    value = self.evaluate(equation.value, at)
                    value = self.np.broadcast_to(value, (*value.shape[: value.ndim - len(shape)], *shape))
                    index = self.index(equation.target.index, at)
                    found[equation.name][index] = value.reshape(-1, *shape).sum(axis=0)
        return found

    def members(self, equations: list[n.Equation]) -> Iterator[tuple[n.Equation, dict[str, int]]]:
        """The equations of one loop for each of its members in turn, as Python's loops run."""
        runs = list(self.runs(equations[0].loops, {}))
        for at in reversed(runs) if self.definition.program.backward else runs:
            for equation in equations:
                yield equation, at

    def runs(self, loops: tuple[n.Loop, ...], at: dict[str, int]) -> Iterator[dict[str, int]]:
        if not loops:
            yield at
            return
        loop = loops[0]
        for index in range(self.size(loop.start, at), self.size(loop.stop, at)):
            yield from self.runs(loops[1:], {**at, loop.index: index})

    def size(self, size: n.Size, at: Mapping[str, int]) -> int:
        return Integers({**self.arrays.sizes, **at}).size(size)

    def index(self, parts: tuple[n.Size, ...], at: Mapping[str, int]) -> Index:
        return tuple(self.size(part, at) for part in parts)

    def value(self, name: str, index: Index) -> Any:
        """A signal of this step, computed when it is first needed."""
        if index not in self.now[name]:
            if (name, index) not in self.waiting:
                raise ArrayError(name, f"has no member {list(index)} at this step")
            equation, at = self.waiting.pop((name, index))
            shape = (*self.arrays.batch, *self.arrays.shapes.names[name])
            found = self.fitted(self.evaluate(equation.value, at), equation.value, len(self.arrays.shapes.names[name]))
            self.now[name][index] = self.np.broadcast_to(found, shape).astype(self.arrays.dtype, copy=False)
        return self.now[name][index]

    def signal(self, node: n.Signal, at: Mapping[str, int]) -> Any:
        now = at.get(n.TIME, self.t)
        index, when = self.index(node.index, at), now - node.lag
        if node.name not in self.assigned:
            if when < 0:
                if node.name in self.arrays.state:
                    return self.arrays.state[node.name][index]
                shape = (*self.arrays.batch, *self.arrays.shapes.names[node.name])
                return self.np.zeros(shape, self.arrays.dtype)
            return self.arrays.inputs[node.name][index][when]
        if not node.lag and when not in self.past:
            return self.value(node.name, index)
        if not 0 <= when < self.arrays.steps:
            return self.arrays.state[node.name][index]
        before = self.past[when][node.name]
        if index in before:
            return before[index]
        raise ArrayError(node.name, "reads several predecessors, so it can be run one step at a time only")

    def evaluate(self, node: n.Node, at: dict[str, int]) -> Any:
        match node:
            case n.Number():
                return self.arrays.dtype.type(node.value)
            case n.Parameter():
                return self.arrays.parameters[node.name][self.index(node.index, at)]
            case n.Signal():
                return self.signal(node, at)
            case n.Add():
                total = self.operand(node.terms[0], node, at) * node.signs[0]
                for term, sign in zip(node.terms[1:], node.signs[1:], strict=True):
                    value = self.operand(term, node, at)
                    total = total + value if sign > 0 else total - value
                return total
            case n.Multiply():
                return self.operand(node.left, node, at) * self.operand(node.right, node, at)
            case n.Divide():
                return self.operand(node.left, node, at) / self.operand(node.right, node, at)
            case n.Power():
                return self.evaluate(node.base, at) ** node.exponent
            case n.Negate():
                return -self.evaluate(node.value, at)
            case n.Transpose():
                value = self.evaluate(node.value, at)
                ranks = self.ranks[id(node.value)], self.ranks[id(node)]
                if ranks[0] == 1:
                    return value[..., None, :]
                return value[..., 0, :] if ranks[1] == 1 else self.np.swapaxes(value, -1, -2)
            case n.Product():
                return self.product(node, at)
            case n.Call():
                return self.call(node, at)
            case n.Family() if self.is_gradient(node):
                return self.gradient(node, at)
            case n.Family():
                members = [self.evaluate(node.body, inner) for inner in self.runs(node.loops, at)]
                if not members:
                    shape = self.arrays.shapes.nodes[node]
                    return self.np.zeros((*self.arrays.batch, *shape), self.arrays.dtype)
                return OPERATIONS[node.name].compute(self.np, *members)
        raise TypeError(node)

    def is_gradient(self, node: n.Family) -> bool:
        """Whether a node is a sum of outer products of vectors over the steps."""
        return (
            node.name == "sum"
            and node.loops[0].index == n.TIME
            and isinstance(node.body, n.Product)
            and isinstance(node.body.right, n.Transpose)
            and self.ranks[id(node.body.left)] == self.ranks[id(node.body.right.value)] == 1
        )

    def gradient(self, node: n.Family, at: dict[str, int]) -> Any:
        """The sum of outer products as one matrix product over all steps and the whole batch."""
        assert isinstance(node.body, n.Product)
        runs = list(self.runs(node.loops, at))
        left, right = (
            self.np.stack([self.rows(factor, inner) for inner in runs])
            for factor in (node.body.left, n.children(node.body.right)[0])
        )
        return left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])

    def rows(self, node: n.Node, at: dict[str, int]) -> Any:
        """A vector for each sequence of the batch, also where all have the same."""
        value = self.evaluate(node, at)
        return self.np.broadcast_to(value, (*self.arrays.batch, value.shape[-1]))

    def call(self, node: n.Call, at: dict[str, int]) -> Any:
        sizes = [self.size(size, at) for size in node.sizes]
        operation = OPERATIONS.get(node.name)
        if operation is None:
            return _Formula(self).of(self.definition.activations[node.name], self.evaluate(node.arguments[0], at))
        together = operation.shape is elementwise
        values = [self.operand(one, node, at) if together else self.evaluate(one, at) for one in node.arguments]
        return operation.compute(self.np, *values, *sizes)

    def product(self, node: n.Product, at: dict[str, int]) -> Any:
        left, right = self.evaluate(node.left, at), self.evaluate(node.right, at)
        before, after = self.ranks[id(node.left)], self.ranks[id(node.right)]
        if before == 1:
            return left[..., :, None] * right
        if after == 1:
            if left.ndim == 2 and right.ndim > 1:
                found = right @ left.T
            else:
                found = self.np.matmul(left, right[..., None])[..., 0]
            return found[..., 0] if self.ranks[id(node)] == 0 else found
        return self.np.matmul(left, right)

    def operand(self, node: n.Node, whole: n.Node, at: dict[str, int]) -> Any:
        """A value next to others: a scalar stands for every element, a vector for every place of a map."""
        return self.fitted(self.evaluate(node, at), node, self.ranks[id(whole)])

    def fitted(self, value: Any, node: n.Node, rank: int) -> Any:
        own = self.ranks[id(node)]
        value = self.np.asarray(value)
        return value.reshape(*value.shape, *(1 for _ in range(rank - own))) if value.ndim and rank > own else value


class _Formula:
    """An activation of the cell's own: a formula of one name."""

    def __init__(self, machine: _Machine):
        self.np, self.dtype = machine.np, machine.arrays.dtype

    def of(self, node: n.Node, value: Any) -> Any:
        match node:
            case n.Number():
                return self.dtype.type(node.value)
            case n.Parameter():
                return value
            case n.Add():
                signed = [self.of(term, value) * sign for term, sign in zip(node.terms, node.signs, strict=True)]
                return OPERATIONS["sum"].compute(self.np, *signed)
            case n.Multiply():
                return self.of(node.left, value) * self.of(node.right, value)
            case n.Divide():
                return self.of(node.left, value) / self.of(node.right, value)
            case n.Power():
                return self.of(node.base, value) ** node.exponent
            case n.Negate():
                return -self.of(node.value, value)
            case n.Call() if node.name in OPERATIONS:
                arguments = [self.np.asarray(self.of(argument, value)) for argument in node.arguments]
                return OPERATIONS[node.name].compute(self.np, *arguments)
        raise ArrayError("activations", "a formula is made of numbers, its one name and functions, element by element")
