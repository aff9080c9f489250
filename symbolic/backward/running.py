"""Gradients as numbers: the cell run forward, then its backward pass from the last step to the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symbolic.arrays import Arrays, Layout, by_member, check_arrays, load_numpy
from symbolic.backward.program import ARRIVING, HANDED
from symbolic.errors import ArrayError
from symbolic.language import nodes as n
from symbolic.language.carriers import Integers
from symbolic.language.inference import infer
from symbolic.numeric import compute

if TYPE_CHECKING:
    from symbolic.backward.program import Backward

Index = tuple[int, ...]


def gradients(
    backward: Backward,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Any],
    arriving: Mapping[str, Any],
    state: Mapping[str, Any] | None = None,
    last: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The gradient of every parameter, every input and every state before the first step, by its name.

    ``arriving`` holds the derivative of the loss by the outputs, ``(T, m)`` or ``(T, B, m)``, ``last`` that by
    the states after the last step, ``(m,)`` or ``(B, m)``, both zero where they are not given; the rest is as
    in `symbolic.numeric.run`. Gradients have the shapes of what they are of. Raises `ArrayError`.
    """
    np = load_numpy()
    cell = backward.forward
    given = check_arrays(np, cell, parameters, inputs, state)
    steps, _ = compute(np, cell.definition, given)
    reader = _Reader(np, given, Layout(cell))
    values = {**given.inputs}
    for name, members in steps[0].items():
        values[name] = {index: np.stack([step[name][index] for step in steps]) for index in members}
    before = {**given.state, **{name: reader.zeros(name) for name in cell.definition.names.inputs}}
    for of in arriving:
        if of not in backward.outputs:
            raise ArrayError(str(of), f"is not read by the loss; it is read from {', '.join(backward.outputs)}")
    for of in last or {}:
        if of not in cell.definition.names.states:
            raise ArrayError(str(of), f"is not a state of the cell; it has {', '.join(cell.definition.names.states)}")
    ends = {of: reader.read(of, array, given.batch, sorted(steps[0][of])) for of, array in (last or {}).items()}
    handed = {symbol.of for symbol in backward.symbols.values() if symbol.kind == HANDED and symbol.number == 1}
    for of in ends:
        if of not in handed and of not in backward.outputs:
            raise ArrayError(of, "is not read by the loss, after the last step neither")
    for name, symbol in backward.symbols.items():
        of = symbol.of
        if symbol.kind == ARRIVING:
            values[name] = {index: np.zeros_like(value) for index, value in values[of].items()}
            if of in arriving:
                values[name] = reader.read(of, arriving[of], (given.steps, *given.batch), sorted(steps[0][of]))
            if of in ends and of not in handed:
                for index, value in ends[of].items():
                    values[name][index] = np.concatenate([values[name][index][:-1], values[name][index][-1:] + value])
        elif symbol.kind == HANDED:
            before[name] = ends[of] if of in ends and symbol.number == 1 else reader.zeros(of)
    sizes = {**given.sizes, n.STEPS: given.steps}
    shapes = infer(backward.definition, Integers(sizes))
    arrays = Arrays(given.parameters, values, before, sizes, shapes, given.steps, given.batch, given.dtype)
    found, totals = compute(np, backward.definition, arrays)
    result: dict[str, Any] = {}
    for of, name in backward.gradients.items():
        if name in totals:
            result[of] = reader.array(of, totals[name], ())
        else:
            members = {index: np.stack([step[name][index] for step in found]) for index in found[0][name]}
            result[of] = reader.array(of, members, (given.steps, *given.batch))
    for of in cell.definition.names.states:
        result[of] = reader.array(of, reader.first_state(of, backward.symbols, found), given.batch)
    return result


class _Reader:
    def __init__(self, np: Any, given: Arrays, layout: Layout):
        self.np, self.given, self.layout = np, given, layout

    def read(self, name: str, array: Any, front: tuple[int, ...], members: list[Index]) -> dict[Index, Any]:
        """A derivative by member, checked against the shape of what it is by."""
        array = self.np.asarray(array, self.given.dtype)
        shape = self.given.shapes.names[name]
        family = self.layout.extents(name, self.given.sizes) if members != [()] else ()
        expected = (*front, *family, *shape)
        if array.shape != expected:
            raise ArrayError(name, f"has a derivative of the shape {array.shape}; {expected} is expected")
        return by_member(array, members, len(front), len(shape))

    def array(self, name: str, members: dict[Index, Any], front: tuple[int, ...]) -> Any:
        """The members in one array, in the shape of what it is the gradient of; zero where nothing arrives."""
        shape = self.given.shapes.names[name]
        zero = self.np.zeros((*front, *shape), self.given.dtype)
        every = [members.get(index, zero) for index in self.layout.members(name, self.given.sizes)]
        whole = self.np.stack(every, axis=len(front))
        return whole.reshape((*front, *self.layout.extents(name, self.given.sizes), *shape))

    def zeros(self, name: str) -> dict[Index, Any]:
        zero = self.np.zeros((*self.given.batch, *self.given.shapes.names[name]), self.given.dtype)
        return dict.fromkeys(self.layout.members(name, self.given.sizes), zero)

    def first_state(self, name: str, symbols: Mapping[str, Any], found: list[Any]) -> dict[Index, Any]:
        """What is handed past the first step: the state before it stands for all earlier ones."""
        total = {index: array.copy() for index, array in self.zeros(name).items()}
        for signal, symbol in symbols.items():
            if symbol.kind == HANDED and symbol.of == name:
                for step in found[: symbol.number]:
                    for index, value in step[signal].items():
                        total[index] = total[index] + value
        return total
