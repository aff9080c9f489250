"""Runs the equations of a cell on NumPy arrays, one step after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from symbolic.arrays import Arrays, check_arrays, load_numpy
from symbolic.errors import ArrayError
from symbolic.language import nodes as n
from symbolic.language.carriers import Integers
from symbolic.language.operations import OPERATIONS
from symbolic.language.rules import elementwise

if TYPE_CHECKING:
    from symbolic._cell import Cell

Index = tuple[int, ...]


def run(
    cell: Cell, parameters: Mapping[str, Any], inputs: Mapping[str, Any], state: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Every signal of the cell over time.

    ``inputs`` hold ``(T, n)`` or, in batches, ``(T, B, n)``; ``state`` holds what the states are before
    the first step, ``(m,)`` or ``(B, m)``, zeros where it is not given. The result maps each assigned
    signal to ``(T, m)`` or ``(T, B, m)``; of a family, the members come before the last axes. All arrays
    are float64, or all float32. Raises `ArrayError` naming the array, what was found and what was expected.
    """
    np = load_numpy()
    arrays = check_arrays(np, cell, parameters, inputs, state)
    machine = _Machine(np, cell, arrays)
    steps = [machine.step(t) for t in range(arrays.steps)]
    return {name: np.stack([_stacked(np, step[name], arrays) for step in steps]) for name in steps[0]}


def _stacked(np: Any, members: dict[Index, Any], arrays: Arrays) -> Any:
    if list(members) == [()]:
        return members[()]
    return np.stack([members[index] for index in sorted(members)], axis=len(arrays.batch))


class _Machine:
    """The values of all signals, step by step."""

    def __init__(self, np: Any, cell: Cell, arrays: Arrays):
        self.np, self.arrays, self.definition = np, arrays, cell.definition
        self.assigned = set(cell.definition.names.signals)
        self.ranks = {place: len(shape) for place, shape in arrays.shapes.nodes.items()}
        self.past: list[dict[str, dict[Index, Any]]] = []
        self.now: dict[str, dict[Index, Any]] = {}
        self.waiting: dict[tuple[str, Index], tuple[n.Equation, dict[str, int]]] = {}

    def step(self, t: int) -> dict[str, dict[Index, Any]]:
        """Compute every signal of step ``t``, in whatever order the equations stand."""
        self.t, self.now = t, {name: {} for name in self.definition.names.signals}
        members = [
            (equation, at, (equation.name, self.index(equation.target.index, at)))
            for _, group in groupby(self.definition.program.equations, key=lambda one: one.loops)
            for equation, at in self.members(list(group))
        ]
        self.waiting = {key: (equation, at) for equation, at, key in members}
        for _, _, key in members:
            self.value(*key)
        self.past.append(self.now)
        return self.now

    def members(self, equations: list[n.Equation]) -> Iterator[tuple[n.Equation, dict[str, int]]]:
        """The equations of one loop for each of its members in turn, as Python's loops run."""
        for at in self.runs(equations[0].loops, {}):
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
        index, when = self.index(node.index, at), self.t - node.lag
        if node.name not in self.assigned:
            if when < 0:
                shape = (*self.arrays.batch, *self.arrays.shapes.names[node.name])
                return self.np.zeros(shape, self.arrays.dtype)
            return self.arrays.inputs[node.name][index][when]
        if not node.lag:
            return self.value(node.name, index)
        if when < 0:
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
            case n.Over():
                members = [self.evaluate(node.body, inner) for inner in self.runs(node.loops, at)]
                if not members:
                    shape = self.arrays.shapes.nodes[id(node)]
                    return self.np.zeros((*self.arrays.batch, *shape), self.arrays.dtype)
                return OPERATIONS[node.name].compute(self.np, *members)
        raise TypeError(node)

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
