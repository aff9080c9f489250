"""Jacobians computed from their closed form, and by differences."""

from __future__ import annotations

import sys
from functools import reduce
from pathlib import Path

import numpy as np

from symbolic import Cell
from symbolic.language import nodes as n
from symbolic.language.lags import grid
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.machine import run
from symbolic.record import replace

sys.path.insert(0, str(Path(__file__).parent))
from central import Sample


class Evaluator:
    """Expressions at one step, on the arrays of a cell and those of all its signals."""

    def __init__(self, own: Cell, made: Sample, values: dict[str, np.ndarray], at: int, more: dict[str, np.ndarray]):
        self.own, self.made, self.values, self.at, self.more = own, made, values, at, more

    def size(self, size, index: dict[str, int]) -> int:
        return Integers({**self.made.sizes, "t": self.at + 1, **index}).size(size)

    def value(self, node: n.Node, index: dict[str, int]) -> np.ndarray:
        def inner(part):
            return self.value(part, index)

        match node:
            case n.Number():
                return np.asarray(float(node.value))
            case n.Parameter() if node.name in self.more:
                return self.more[node.name]
            case n.Parameter() | n.Signal():
                place = tuple(self.size(part, index) for part in node.index)
                if isinstance(node, n.Signal) and not isinstance(node.lag, int):
                    node = replace(node, lag=self.size(node.lag, index))
                array = self.made.parameters[node.name] if isinstance(node, n.Parameter) else self.before(node)
                return member(self.made, node.name, array, place)
            case n.Add():
                parts = [inner(part) * sign for part, sign in zip(node.terms, node.signs, strict=True)]
                return reduce(lambda left, right: np.add(*aligned(left, right)), parts)
            case n.Multiply():
                return np.multiply(*aligned(inner(node.left), inner(node.right)))
            case n.Divide():
                return np.divide(*aligned(inner(node.left), inner(node.right)))
            case n.Power():
                return inner(node.base) ** node.exponent
            case n.Negate():
                return -inner(node.value)
            case n.Transpose():
                return inner(node.value).T if inner(node.value).ndim > 1 else inner(node.value)[None, :]
            case n.Product():
                left, right = inner(node.left), inner(node.right)
                return np.outer(left, right) if left.ndim == 1 else left @ right
            case n.Family():
                runs = [{}]
                for loop in node.loops:
                    runs = [
                        {**run, loop.index: member}
                        for run in runs
                        for member in range(*(self.size(end, {**index, **run}) for end in (loop.start, loop.stop)))
                    ]
                members = [self.value(node.body, {**index, **run}) for run in runs]
                if OPERATIONS[node.name].spans > 1:
                    layout = grid(node.loops)
                    places = [[self.size(place, {**index, **run}) for place, _ in layout] for run in runs]
                    spans = [self.size(count, index) for _, count in layout]
                    return OPERATIONS[node.name].compute(np, members, places, spans)
                if node.name != "sum":
                    # Numbers are joined to a vector.
                    members = [np.asarray(member) for member in members]
                    members = [member if member.ndim else member[None] for member in members]
                # A product of nothing is one.
                empty = np.ones(()) if node.name == "prod" else np.zeros(())
                return OPERATIONS[node.name].compute(np, *members) if members else empty
            case n.Call():
                sizes = [self.size(part, index) for part in node.sizes]
                if node.name in self.own.definition.activations:
                    (argument,) = map(inner, node.arguments)
                    formula = self.own.definition.activations[node.name]
                    names = {part.name: argument for part in n.walk(formula) if isinstance(part, n.Parameter)}
                    return Evaluator(self.own, self.made, {}, 0, names).value(formula, {})
                return OPERATIONS[node.name].compute(np, *map(inner, node.arguments), *sizes)
        raise TypeError(node)

    def before(self, node: n.Signal) -> np.ndarray:
        array = self.made.inputs[node.name] if node.name in self.made.inputs else self.values[node.name]
        if node.name in self.own.definition.program.static:
            return array
        return array[self.at - node.lag] if node.lag <= self.at else self.made.state[node.name]

    def jacobian(self, jacobian, members: dict[str, int], shape: tuple) -> np.ndarray:
        """The sum of the paths; of one that is applied to a change, a column for each change."""
        total = np.zeros(shape)
        for path in jacobian.paths:
            if all(self.holds(loop, members) for loop in path.where):
                value = self.value(path.node, members)
                assert value.shape == shape or not value.any()
                total = total + value
        return total

    def holds(self, loop: n.Loop, members: dict[str, int]) -> bool:
        return self.size(loop.start, members) <= members[loop.index] < self.size(loop.stop, members)


def check(own: Cell, of: str, by: str, seed: int = 0, **numbers: int) -> None:
    """The closed form at the last of four steps, beside differences."""
    made = Sample(own, *own.definition.names.signals, steps=4, batch=(), seed=seed, **numbers)
    values = own.run(made.parameters, made.inputs, made.state)
    jacobian = own.jacobian(of, by, **numbers)
    above, below = jacobian.ends
    rows, columns = made.shapes.names[above.name], made.shapes.names[below.name]
    names = own.definition.names
    known = {*names.inputs, *names.signals, *names.parameters, *own.definition.letters}
    identity = next(name for name in ("I", "I_", "I__") if name not in known)
    upper, lower = (made.layout.members(end.name, made.sizes) for end in (above, below))
    for member_of in upper:
        for member_by in lower:
            if not (matches(above, member_of) and matches(below, member_by)):
                continue
            letters = {str(part): place for part, place in zip(above.index, member_of, strict=True)}
            letters |= {str(part): place for part, place in zip(below.index, member_by, strict=True)}
            wanted = moved(own, made, above.name, member_of, below.name, member_by)
            for place in np.ndindex(columns):
                change = np.zeros(columns)
                change[place] = 1
                more = {identity: np.eye(*rows)} if len(rows) == 1 else {}
                more |= {jacobian.change: change} if jacobian.change else {}
                shape = rows if jacobian.change else (*rows, *columns)
                closed = Evaluator(own, made, values, 3, more).jacobian(jacobian, letters, shape)
                column = closed if jacobian.change else closed[(..., *place)]
                np.testing.assert_allclose(column, wanted[(..., *place)], rtol=1e-4, atol=1e-6)


def aligned(*arrays: np.ndarray) -> list[np.ndarray]:
    """A vector beside an array of more axes lies along the first one, as a bias of channels does."""
    axes = max(array.ndim for array in arrays)
    return [array.reshape(array.shape + (1,) * (axes - array.ndim)) if array.ndim else array for array in arrays]


def member(made: Sample, name: str, array: np.ndarray, place: tuple) -> np.ndarray:
    """A member of a family, wherever its indices begin."""
    members = made.layout.members(name, made.sizes)
    return array.reshape(len(members), *made.shapes.names[name])[members.index(place)]


def matches(end: n.Signal, member: tuple) -> bool:
    return all(part.constant in (None, place) for part, place in zip(end.index, member, strict=True))


def moved(own: Cell, made: Sample, of: str, member_of: tuple, by: str, member_by: tuple) -> np.ndarray:
    """The derivative of a member at the last step by each element of one a step before, by differences."""
    shape, rows = made.shapes.names[by], made.shapes.names[of]
    family = made.layout.extents(by, made.sizes)
    wanted = np.zeros((*rows, *shape))
    for place in np.ndindex(shape):
        results = []
        for sign in (1, -1):
            extra = np.zeros((4, *family, *shape))
            members = made.layout.members(by, made.sizes)
            extra[2].reshape(len(members), *shape)[(members.index(member_by), *place)] = sign * 1e-6
            results.append(member(made, of, shifted(own, made, by, extra)[of][3], member_of))
        wanted[(..., *place)] = (results[0] - results[1]) / 2e-6
    return wanted


def shifted(own: Cell, made: Sample, by: str, extra: np.ndarray) -> dict[str, np.ndarray]:
    """What a cell computes where a signal is moved at some steps."""
    if by in made.inputs:
        return own.run(made.parameters, {**made.inputs, by: made.inputs[by] + extra}, made.state)
    equations = tuple(
        replace(
            equation,
            value=n.Add((equation.value, n.Signal("moved_by", 0, equation.target.index)), (1, 1)),
        )
        if equation.name == by
        else equation
        for equation in own.definition.program.equations
    )
    # The shapes as they are, so that the change of one opens none.
    shapes = own._shapes.names
    sizes = {**shapes, **own.definition.sizes, "moved_by": shapes[by]}
    definition = own.definition.rewritten(equations, sizes)
    return run(definition, made.parameters, {**made.inputs, "moved_by": extra}, made.state)
