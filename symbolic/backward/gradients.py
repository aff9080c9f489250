"""Gradients as numbers: the cell run forward, then its backward pass from the last step to the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from symbolic.backward.program import ARRIVING, HANDED, Pass
from symbolic.errors import ArrayError
from symbolic.language import nodes as n
from symbolic.language.inference import infer
from symbolic.language.lags import at_last_step
from symbolic.language.sizes.carriers import Integers
from symbolic.language.unrolled import Index, index_at, unrolled
from symbolic.numeric.arrays import Arrays, MemberLayout, by_member, check_arrays, load_numpy
from symbolic.numeric.machine import ArraysByMember, compute


def gradients(
    backward: Pass,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Any],
    arriving: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
    last: Mapping[str, Any] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The gradient of every parameter, every input and every state before the first step, by its name.

    ``arriving`` holds the derivative of the loss by the outputs, ``(T, m)`` or ``(T, B, m)``, ``last`` that by
    the states after the last step, ``(m,)`` or ``(B, m)``, both zero where they are not given; the rest is as
    in `symbolic.numeric.machine.run`. Gradients have the shapes of what they are of. Raises `ArrayError`.
    """
    np = load_numpy()
    arrays = check_arrays(np, backward.forward, parameters, inputs, state, sizes)
    forward, _ = compute(np, backward.forward, arrays)
    run = _Run(np, backward, arrays, forward)
    values, totals = compute(np, backward.definition, run.arrays(arriving, last or {}))
    result: dict[str, Any] = {}
    for of, name in backward.gradients.items():
        members = totals[name] if name in totals else values[name]
        front = () if name in totals else (arrays.steps, *arrays.batch)
        gradient = run.array(of, members, front)
        result[of] = gradient[0] if of in backward.forward.program.static else gradient
    for of in backward.forward.names.states:
        several = state is not None and len(next(iter(arrays.state[of].values()))) > 1
        result[of] = run.before_first(of, values, several)
    return result


class _Run:
    """The arrays of a backward pass, from those of the forward pass."""

    def __init__(self, np: Any, backward: Pass, arrays: Arrays, forward: ArraysByMember):
        self.np, self.backward, self.checked, self.forward = np, backward, arrays, forward
        self.layout = MemberLayout(backward.forward)
        self.names = backward.forward.names

    def arrays(self, arriving: Mapping[str, Any], last: Mapping[str, Any]) -> Arrays:
        """What the backward pass reads: signals and inputs, what arrives, and what is there at both ends."""
        checked, outputs = self.checked, self.backward.outputs
        for of in arriving:
            if of not in outputs:
                raise ArrayError(str(of), f"is not read by the loss; it is read from {', '.join(outputs)}")
        ends = self.ends(last)
        values = checked.inputs | self.forward
        before = dict(checked.state)
        for name, symbol in self.backward.symbols.items():
            if symbol.kind == ARRIVING:
                values[name] = self.arriving(symbol.of, arriving, ends)
            elif symbol.kind == HANDED and symbol.lag == 1 and symbol.of in ends:
                before[name] = {index: value[None] for index, value in ends[symbol.of].items()}
        sizes = {**checked.sizes, n.STEPS: checked.steps}
        shapes = infer(self.backward.definition, Integers(sizes))
        return Arrays(checked.parameters, values, before, sizes, shapes, checked.steps, checked.batch, checked.dtype)

    def ends(self, last: Mapping[str, Any]) -> ArraysByMember:
        """The derivatives by the states after the last step, by member."""
        for of in last:
            if of not in self.names.states:
                raise ArrayError(str(of), f"is not an array of the states; the cell has {', '.join(self.names.states)}")
            if of not in self.handed and of not in self.backward.outputs:
                raise ArrayError(of, "is not read by the loss, not even after the last step")
        ends = {of: self.read(of, array, self.checked.batch, sorted(self.forward[of])) for of, array in last.items()}
        for of, members in ends.items():
            for index, value in members.items() if of not in self.backward.outputs else ():
                if value.any() and index not in self.handed[of]:
                    problem = f"is not read by a later step in its member {', '.join(map(str, index))}, where a"
                    problem += f' derivative arrives after the last one; add it to the outputs, as in backward("{of}")'
                    raise ArrayError(of, problem)
        return ends

    @cached_property
    def handed(self) -> dict[str, set[Index]]:
        """The members of states that are handed from each step to the one before."""
        handed: dict[str, set[Index]] = {}
        for equation in self.backward.definition.program.equations:
            symbol = self.backward.symbols.get(equation.name)
            if symbol and symbol.kind == HANDED and symbol.lag == 1:
                for at in unrolled(equation.loops, at_last_step(self.checked.sizes)):
                    index = index_at(equation.target.index, self.checked.sizes, at)
                    handed.setdefault(symbol.of, set()).add(index)
        return handed

    def arriving(self, of: str, derivatives: Mapping[str, Any], ends: ArraysByMember) -> dict[Index, Any]:
        """What arrives at an output; at the last step also what no later step can hand to it."""
        front = (self.checked.steps, *self.checked.batch)
        members = sorted(self.forward[of])
        if of in derivatives:
            arrived = self.read(of, derivatives[of], front, members)
        else:
            arrived = {index: self.np.zeros_like(value) for index, value in self.forward[of].items()}
        for index, value in ends.get(of, {}).items():
            if index not in self.handed.get(of, ()):
                arrived[index] = self.np.concatenate([arrived[index][:-1], arrived[index][-1:] + value])
        return arrived

    def read(self, name: str, array: Any, front: tuple[int, ...], members: Sequence[Index]) -> dict[Index, Any]:
        """A derivative by member, checked against the shape of what it is by."""
        array = self.np.asarray(array, self.checked.dtype)
        shape = self.checked.shapes.names[name]
        family = self.layout.extents(name, self.checked.sizes) if list(members) != [()] else ()
        expected = (*front, *family, *shape)
        if array.shape != expected:
            raise ArrayError(name, f"has a derivative of the shape {array.shape}; {expected} is expected")
        return by_member(array, list(members), len(front), len(shape))

    def array(self, name: str, members: dict[Index, Any], front: tuple[int, ...]) -> Any:
        """The members in one array, in the shape of what it is the gradient of; zero where nothing arrives."""
        shape = self.checked.shapes.names[name]
        zero = self.np.zeros((*front, *shape), self.checked.dtype)
        every = [members.get(index, zero) for index in self.layout.members(name, self.checked.sizes)]
        whole = self.np.stack(every, axis=len(front))
        return whole.reshape((*front, *self.layout.extents(name, self.checked.sizes), *shape))

    def before_first(self, name: str, steps: ArraysByMember, several: bool) -> Any:
        """What is handed past the first step, to each of the earlier ones or to the one that stands for them all."""
        kept = {index: len(value) for index, value in self.checked.state[name].items()}
        shape = (*self.checked.batch, *self.checked.shapes.names[name])
        total = {index: self.np.zeros((count, *shape), self.checked.dtype) for index, count in kept.items()}
        for signal, symbol in self.backward.symbols.items():
            if symbol.kind == HANDED and symbol.of == name:
                for index, value in steps[signal].items():
                    lag, member = symbol.handed_to(index, self.checked.sizes)
                    for step in range(min(lag, self.checked.steps)):
                        total[member][max(step - lag, -kept[member])] += value[step]
        if several:
            front = next(iter(total.values())).shape[:1]
            return self.array(name, total, (*front, *self.checked.batch))
        return self.array(name, {index: value[0] for index, value in total.items()}, self.checked.batch)
