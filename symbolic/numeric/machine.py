"""Runs the equations of a cell on NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from symbolic.errors import ArrayError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.lags import grid, reaches_back
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.roles import is_constant
from symbolic.language.unrolled import Index, index_at, number_at, unrolled
from symbolic.numeric.arrays import Arrays, check_arrays, load_numpy
from symbolic.numeric.schedule import MemberEquation, computed_ahead, find_phases, members_in_order

ArraysByMember = dict[str, dict[Index, Any]]
"""Arrays over time, ``(T, m)`` or ``(T, B, m)``, by name and member."""

ROWS_AT_ONCE = 1024
"""Of steps and batches together: enough for a product to run at full speed, few enough to keep."""
ARGUMENT = "()"
"""The key of an activation's argument among the values of the indices."""


def run(
    definition: Definition,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Every signal of the cell over time.

    ``inputs`` hold ``(T, n)`` or, in batches, ``(T, B, n)``; ``state`` holds what the states are before
    the first step, ``(m,)`` or ``(B, m)``, zeros where it is not given; of one that is read ``K`` steps back it may
    hold the last ``K``, ``(K, m)`` or ``(K, B, m)``, else all of them are alike. ``sizes`` are numbers for letters
    that no array tells. The result maps each assigned signal to ``(T, m)`` or ``(T, B, m)``; of a family, the members
    come before the last axes. What is written without a time, an input or a signal, is ``(m,)`` or ``(B, m)``. All
    arrays are float64, or all float32. Raises `ArrayError` naming the array, its shape and the shape that is expected.

    A program that runs backward goes from the last step to the first; its ``state`` holds also what inputs
    are before the first step, and its totals come without the axes of steps and batches, summed over both.
    """
    np = load_numpy()
    arrays = check_arrays(np, definition, parameters, inputs, state, sizes)
    values, totals = compute(np, definition, arrays)
    if (empty := next((name for name, members in values.items() if not members), None)) is not None:
        raise ArrayError(empty, "has no members at these sizes")
    front = 1 + len(arrays.batch)
    signals = {name: stacked(np, members, front) for name, members in values.items()}
    signals |= {name: signals[name][0] for name in definition.program.static if name in signals}
    return signals | {name: stacked(np, members, 0) for name, members in totals.items()}


def compute(np: Any, definition: Definition, arrays: Arrays) -> tuple[ArraysByMember, ArraysByMember]:
    """Every signal over time, and the totals over the steps, each by name and member."""
    machine = Machine(np, definition, arrays)
    machine.run()
    return machine.values, machine.totals()


def stacked(np: Any, members: dict[Index, Any], front: int) -> Any:
    """The members of a family in one array, ``front`` axes before them."""
    if list(members) == [()]:
        return members[()]
    return np.stack([members[index] for index in sorted(members)], axis=front)


class Machine:
    """The values of all signals; ``t`` is the step that is computed, or a range of steps, all of them at once."""

    def __init__(self, np: Any, definition: Definition, arrays: Arrays):
        self.np, self.arrays, self.definition = np, arrays, definition
        self.ranks = {id(node): len(shape) for node, shape in arrays.shapes.nodes.items()}
        self.order = members_in_order(definition, arrays.sizes)
        self.values: ArraysByMember = {name: {} for name in definition.names.signals}
        for member in self.order:
            shape = (arrays.steps, *arrays.batch, *arrays.shapes.names[member.equation.name])
            self.values[member.equation.name][member.number] = np.empty(shape, arrays.dtype)
        self.over_time = arrays.inputs | self.values
        self.t: int | slice = 0
        self.counts_steps = definition.counts_steps or definition.program.backward
        self.ahead: set[int] = set()
        self.computed: dict[tuple[Any, ...], tuple[int, Any]] = {}
        self.at_once = max(1, ROWS_AT_ONCE // max(1, int(np.prod(arrays.batch))))

    def run(self) -> None:
        """Compute every signal over all steps."""
        phases = find_phases(self.definition)
        recurrent = {*phases.recurrent}
        self.all_at_once(phases.before)
        members = [member for member in self.order if member.equation.name in recurrent]
        for member in members:
            self.ahead.update(map(id, computed_ahead(member.equation.value, recurrent)))
        steps = range(self.arrays.steps) if members else ()
        for t in reversed(steps) if self.definition.program.backward else steps:
            self.step(t, members)
        self.all_at_once(phases.after)

    def step(self, t: int | slice, members: list[MemberEquation]) -> None:
        """Compute members of equations at a step, or at a range of steps."""
        self.t = t
        for equation, at, index in members:
            if reaches_back(equation.loops):
                self.one_by_one(equation, at, index, t)
                continue
            value = self.evaluate(equation.value, at)
            rank = len(self.arrays.shapes.names[equation.name])
            self.values[equation.name][index][t] = self.fitted(value, equation.value, rank)

    def one_by_one(self, equation: n.Equation, at: dict[str, Any], index: Index, t: int | slice) -> None:
        """Compute a member that only the later steps have; at the others it is zero."""
        values = self.values[equation.name][index]
        values[t] = 0
        for step in range(t, t + 1) if isinstance(t, int) else range(t.start, t.stop):
            if at in unrolled(equation.loops, self.sizes_at(step)):
                values[step] = self.evaluate(equation.value, {**at, n.TIME: step})

    def sizes_at(self, step: int) -> dict[str, int]:
        """The sizes at a step, the first one of which is 1."""
        return {**self.arrays.sizes, n.TIME: step + 1}

    def all_at_once(self, names: list[str]) -> None:
        """Compute signals in which no step needs the one before."""
        for name in names:
            members = [member for member in self.order if member.equation.name == name]
            if name in self.definition.program.static:
                self.once(members)
                continue
            for block in self.blocks():
                self.step(block, members)

    def once(self, members: list[MemberEquation]) -> None:
        """Compute signals that do not change with time, and have them at every step."""
        self.step(slice(0, 1), members)
        for equation, _, index in members:
            value = self.values[equation.name][index]
            self.values[equation.name][index] = self.np.broadcast_to(value[:1], value.shape)
            self.over_time[equation.name] = self.values[equation.name]

    def blocks(self) -> Iterator[slice]:
        for start in range(0, self.arrays.steps, self.at_once):
            yield slice(start, min(start + self.at_once, self.arrays.steps))

    def totals(self) -> ArraysByMember:
        """What has no time, once all steps are computed; it has no batch either."""
        totals: ArraysByMember = {name: {} for name in self.definition.names.totals}
        self.ahead.clear()
        # What is not summed over the steps does not change with them.
        self.t = slice(0, 1)
        for equation in self.definition.program.equations:
            if equation.name in totals:
                shape = self.arrays.shapes.names[equation.name]
                for at in unrolled(equation.loops, self.arrays.sizes):
                    index = index_at(equation.target.index, self.arrays.sizes, at)
                    totals[equation.name][index] = self.total(equation.value, at, shape)
        return totals

    def total(self, node: n.Node, at: dict[str, Any], shape: tuple[int, ...]) -> Any:
        """The value of a node, summed over the batch."""
        if isinstance(node, n.Family) and node.name == "sum" and not is_constant(node.body) and not _is_by_step(node):
            members = (self.total(node.body, inner, shape) for inner in self.runs(node.loops, at))
            return sum(members, self.np.zeros(shape, self.arrays.dtype))
        if isinstance(node, n.Add) and all(
            self.ranks[id(term)] == len(shape) and not is_constant(term) for term in node.terms
        ):
            terms = [self.total(term, at, shape) * sign for term, sign in zip(node.terms, node.signs, strict=True)]
            return sum(terms[1:], terms[0])
        if isinstance(node, n.Product) and isinstance(node.right, n.Transpose) and self.ranks[id(node.left)] == 1:
            left, right = self.evaluate(node.left, at), self.evaluate(node.right.value, at)
            if left.shape[:-1] == right.shape[:-1]:
                return left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])
        value = self.np.asarray(self.evaluate(node, at))
        value = self.np.broadcast_to(value, (*value.shape[: value.ndim - len(shape)], *shape))
        return value.reshape(-1, *shape).sum(axis=0)

    def runs(self, loops: tuple[n.Loop, ...], at: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The values of the indices of loops; the time comes in ranges where what is summed reads any signal."""
        timed = [loop for loop in loops if loop.index == n.TIME]
        plain = tuple(loop for loop in loops if loop.index != n.TIME)
        if timed and reaches_back(plain):
            for step in range(self.arrays.steps):
                for inner in unrolled(plain, self.sizes_at(step), _indices(at)):
                    yield {**inner, n.TIME: slice(step, step + 1)}
            return
        for inner in unrolled(plain, self.arrays.sizes, at):
            yield from ({**inner, n.TIME: block} for block in self.blocks()) if timed else (inner,)

    def index(self, parts: tuple[n.Size, ...], at: Mapping[str, Any]) -> Index:
        if not parts:
            return ()
        now = at.get(n.TIME, self.t)
        sizes = self.sizes_at(now if isinstance(now, int) else now.start) if self.counts_steps else self.arrays.sizes
        return index_at(parts, sizes, _indices(at))

    def signal(self, node: n.Signal, at: Mapping[str, Any]) -> Any:
        """A signal at the step, or at each of a range of steps, from the states where that is past the ends."""
        index, now = self.index(node.index, at), at.get(n.TIME, self.t)
        over_time = self.over_time[node.name].get(index)
        first, last = (now, now + 1) if isinstance(now, int) else (now.start, now.stop)
        lag = node.lag if isinstance(node.lag, int) else self.index((node.lag,), at)[0]
        first, last = first - lag, last - lag
        inside = slice(max(first, 0), max(min(last, self.arrays.steps), 0))
        if over_time is None and any(n.TIME in part.letters for part in node.index):
            # A member for this step that no later one has: nothing arrives.
            over_time = self.np.zeros_like(next(iter(self.over_time[node.name].values())))
        if over_time is None:
            if inside.start < inside.stop:
                raise ArrayError(node.name, "reads several predecessors, so it can be run one step at a time only")
            over_time = self.edge(node.name, index, 0)[None][:0]
        if isinstance(now, int):
            return over_time[first] if 0 <= first < self.arrays.steps else self.edge(node.name, index, first)
        if (inside.start, inside.stop) == (first, last):
            return over_time[inside]
        before = [self.edge(node.name, index, step)[None] for step in range(first, min(last, 0))]
        after = [self.edge(node.name, index, step)[None] for step in range(max(first, self.arrays.steps), last)]
        return self.np.concatenate([*before, over_time[inside], *after])

    def edge(self, name: str, index: Index, step: int) -> Any:
        """What a signal is before the first step, or behind the last of a program that runs backward."""
        if name in self.arrays.state:
            if index not in (kept := self.arrays.state[name]):
                raise ArrayError(name, f"has no member {', '.join(map(str, index))} at these sizes")
            return kept[index][max(min(step, 0), -len(kept[index]))]
        return self.np.zeros((*self.arrays.batch, *self.arrays.shapes.names[name]), self.arrays.dtype)

    def evaluate(self, node: n.Node, at: dict[str, Any]) -> Any:
        if id(node) in self.ahead and isinstance(self.t, int) and n.TIME not in at:
            return self.from_block(node, at, self.t)
        match node:
            case n.Number():
                return self.arrays.dtype.type(node.value)
            case n.Position():
                return self.position(node.value, at)
            case n.Parameter():
                if ARGUMENT in at:
                    return at[ARGUMENT]
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
                if isinstance(node.exponent, int):
                    return self.evaluate(node.base, at) ** node.exponent
                base = self.evaluate(node.base, at)
                exponent = self.fitted(self.position(node.exponent, at), n.Number(0), self.rank(node.base))
                if self.definition.program.backward:
                    # The slope of a ** 0 is 0 * a ** -1, where a is 0 too.
                    base = self.np.where((base == 0) & (exponent == -1), self.arrays.dtype.type(1), base)
                return base**exponent
            case n.Negate():
                return -self.evaluate(node.value, at)
            case n.Transpose():
                value = self.evaluate(node.value, at)
                if self.rank(node.value) == 1:
                    return value[..., None, :]
                return value[..., 0, :] if self.rank(node) == 1 else self.np.swapaxes(value, -1, -2)
            case n.Product():
                return self.product(node, at)
            case n.Call(arguments=(n.Family(loops=loops),)) if reaches_back(loops) and OPERATIONS[node.name].gathers:
                return self.over_earlier_steps(node, at, self.earlier_call)
            case n.Call():
                return self.call(node, at)
            case n.Family() if any(loop.index == n.TIME for loop in node.loops):
                blocks = [self.evaluate(node.body, inner) for inner in self.runs(node.loops, at)]
                return sum(block.sum(axis=0, keepdims=True) for block in blocks)
            case n.Family() if reaches_back(node.loops):
                return self.over_earlier_steps(node, at, self.earlier_values)
            case n.Family():
                members = [self.evaluate(node.body, inner) for inner in unrolled(node.loops, self.arrays.sizes, at)]
                if not members:
                    return self.nothing(node)
                if OPERATIONS[node.name].spans > 1:
                    layout = grid(node.loops)
                    runs = unrolled(node.loops, self.arrays.sizes, at)
                    places = [self.index(tuple(place for place, _ in layout), inner) for inner in runs]
                    spans = self.index(tuple(count for _, count in layout), at)
                    return OPERATIONS[node.name].compute(self.np, members, places, spans)
                if node.name not in ("sum", "prod") and self.rank(node.body) == 0:
                    members = [self.np.asarray(member)[..., None] for member in members]
                return OPERATIONS[node.name].compute(self.np, *members)
        raise TypeError(node)

    def position(self, size: n.Size, at: dict[str, Any]) -> Any:
        """The number of a member or of the step, one for each of a range of steps."""
        now = at.get(n.TIME, self.t)
        if isinstance(now, int) or n.TIME not in size.letters:
            step = now if isinstance(now, int) else now.start
            return self.arrays.dtype.type(number_at(size, self.sizes_at(step), _indices(at)))
        steps = [number_at(size, self.sizes_at(step), _indices(at)) for step in range(now.start, now.stop)]
        return self.np.asarray(steps, self.arrays.dtype).reshape(-1, *(1,) * len(self.arrays.batch))

    def over_earlier_steps(self, node: Any, at: dict[str, Any], value: Callable[..., Any]) -> Any:
        """What runs over all earlier steps, which are more at each one."""
        now = at.get(n.TIME, self.t)
        if isinstance(now, int):
            return value(node, {**at, n.TIME: now})
        return self.np.stack([value(node, {**at, n.TIME: step}) for step in range(now.start, now.stop)])

    def earlier_values(self, node: n.Family, at: dict[str, Any]) -> Any:
        """The sum over all earlier steps, or their numbers with zeros up to the length of the last step."""
        whole = self.nothing(node)
        members = self.earlier_members(node, at)
        if node.name in ("sum", "prod"):
            return OPERATIONS[node.name].compute(self.np, whole, *members)
        for place, member in enumerate(members):
            whole[..., place] = member
        return whole

    def nothing(self, node: n.Family) -> Any:
        """A family without members: zeros, and ones where they are multiplied."""
        full = self.np.ones if node.name == "prod" else self.np.zeros
        return full((*self.arrays.batch, *self.arrays.shapes.nodes[node]), self.arrays.dtype)

    def earlier_call(self, node: Any, at: dict[str, Any]) -> Any:
        """An operation on one number for each earlier step, again with zeros behind."""
        (family,) = node.arguments
        whole = self.earlier_values(family, at)
        length = len([*unrolled(family.loops, self.sizes_at(at[n.TIME]), _indices(at))])
        if length:
            whole[..., :length] = OPERATIONS[node.name].compute(self.np, whole[..., :length])
        return whole

    def earlier_members(self, family: n.Family, at: dict[str, Any]) -> list[Any]:
        runs = unrolled(family.loops, self.sizes_at(at[n.TIME]), _indices(at))
        return [self.evaluate(family.body, {**inner, n.TIME: at[n.TIME]}) for inner in runs]

    def from_block(self, node: n.Node, at: dict[str, Any], t: int) -> Any:
        """A value in which nothing is recurrent, computed for a block of steps when its first one is needed."""
        key, start = (id(node), *at.items()), t - t % self.at_once
        block, values = self.computed.get(key, (-1, None))
        if block != start:
            self.t = slice(start, min(start + self.at_once, self.arrays.steps))
            values = self.evaluate(node, at)
            self.t = t
            self.computed[key] = start, values
        return values[t - start]

    def call(self, node: n.Call, at: dict[str, Any]) -> Any:
        operation = OPERATIONS.get(node.name)
        if operation is None:
            argument = {ARGUMENT: self.evaluate(node.arguments[0], at)}
            return self.evaluate(self.definition.activations[node.name], argument)
        together = operation.shape is elementwise
        values = [
            self.operand(argument, node, at) if together else self.evaluate(argument, at) for argument in node.arguments
        ]
        if node.name == "concat":
            return operation.compute(self.np, *values, ranks=[*map(self.rank, node.arguments)])
        sizes = self.index(node.sizes, at)
        if node.name == "unit":  # A vector of one number for each step is as long as at the last one.
            sizes = (sizes[0], *index_at(node.sizes[1:], self.arrays.sizes, _indices(at)))
        return operation.compute(self.np, *values, *sizes)

    def product(self, node: n.Product, at: dict[str, Any]) -> Any:
        left, right = self.evaluate(node.left, at), self.evaluate(node.right, at)
        if self.rank(node.left) == 1:
            return left[..., :, None] * right
        if self.rank(node.right) != 1:
            return self.np.matmul(left, right)
        # One product of matrices for the whole batch, where the matrix is the same for all of it.
        value = right @ left.T if left.ndim == 2 else self.np.matmul(left, right[..., None])[..., 0]
        return value[..., 0] if self.rank(node) == 0 else value

    def operand(self, node: n.Node, whole: n.Node, at: dict[str, Any]) -> Any:
        """A value next to others: a scalar stands for every element, a vector for every place of a map."""
        return self.fitted(self.evaluate(node, at), node, self.rank(whole))

    def fitted(self, value: Any, node: n.Node, rank: int) -> Any:
        missing = rank - self.rank(node)
        value = self.np.asarray(value)
        return value.reshape(*value.shape, *(1,) * missing) if value.ndim and missing > 0 else value

    def rank(self, node: n.Node) -> int:
        """The number of axes of a value; those of a formula are all of the rank of its argument."""
        return self.ranks.get(id(node), 0)


def _is_by_step(node: n.Family) -> bool:
    """Whether a family has other members at each step, and is not summed over the steps itself."""
    return reaches_back(node.loops) and all(loop.index != n.TIME for loop in node.loops)


def _indices(at: Mapping[str, Any]) -> dict[str, Any]:
    """The indices of families; in a size the time is not the step that is computed."""
    return {name: value for name, value in at.items() if name != n.TIME}
