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
from symbolic.numeric import compute, stacked

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

    ``arriving`` holds the derivative of the loss by each output, ``(T, m)`` or ``(T, B, m)``, ``last`` that by
    the states after the last step, zeros where it is not given; the rest is as in `symbolic.numeric.run`.
    Gradients have the shapes of what they are of. Raises `ArrayError`.
    """
    np = load_numpy()
    cell = backward.forward
    given = check_arrays(np, cell, parameters, inputs, state)
    steps, _ = compute(np, cell.definition, given)
    layout = Layout(cell)
    reader = _Reader(np, given, layout)
    values = {**given.inputs}
    for name in cell.definition.names.signals:
        values[name] = {index: np.stack([step[name][index] for step in steps]) for index in steps[0][name]}
    symbols = backward.symbols
    for name, symbol in symbols.items():
        if symbol.kind == ARRIVING:
            if symbol.of not in arriving:
                raise ArrayError(symbol.of, "is read by the loss; its derivative is missing")
            values[name] = reader.members(symbol.of, arriving[symbol.of], (given.steps, *given.batch))
    before = {**given.state, **{name: reader.zeros(name) for name in cell.definition.names.inputs}}
    for name, symbol in symbols.items():
        if symbol.kind == HANDED:
            ends = (last or {}).get(symbol.of) if symbol.number == 1 else None
            found = reader.zeros(symbol.of)
            before[name] = found if ends is None else reader.members(symbol.of, ends, given.batch)
    sizes = {**given.sizes, n.STEPS: given.steps}
    shapes = infer(backward.definition, Integers(sizes))
    arrays = Arrays(given.parameters, values, before, sizes, shapes, given.steps, given.batch, given.dtype)
    found, totals = compute(np, backward.definition, arrays)
    result: dict[str, Any] = {}
    for of, name in backward.gradients.items():
        if name in totals:
            result[of] = stacked(np, totals[name], 0)
        else:
            result[of] = np.stack([stacked(np, step[name], len(given.batch)) for step in found])
    for of in cell.definition.names.states:
        result[of] = reader.first_state(of, symbols, found)
    return result


class _Reader:
    def __init__(self, np: Any, given: Arrays, layout: Layout):
        self.np, self.given, self.layout = np, given, layout

    def members(self, name: str, array: Any, front: tuple[int, ...]) -> dict[Index, Any]:
        array = self.np.asarray(array, self.given.dtype)
        shape = self.given.shapes.names[name]
        expected = (*front, *self.layout.extents(name, self.given.sizes), *shape)
        if array.shape != expected:
            raise ArrayError(name, f"has a derivative of the shape {array.shape}; {expected} is expected")
        return by_member(array, self.layout.members(name, self.given.sizes), len(front), len(shape))

    def zeros(self, name: str) -> dict[Index, Any]:
        zero = self.np.zeros((*self.given.batch, *self.given.shapes.names[name]), self.given.dtype)
        return dict.fromkeys(self.layout.members(name, self.given.sizes), zero)

    def first_state(self, name: str, symbols: Mapping[str, Any], found: list[Any]) -> Any:
        """What is handed past the first step: the state before it stands for all earlier ones."""
        total = {index: array.copy() for index, array in self.zeros(name).items()}
        for signal, symbol in symbols.items():
            if symbol.kind == HANDED and symbol.of == name:
                for step in found[: symbol.number]:
                    for index, value in step[signal].items():
                        total[index] = total[index] + value
        return stacked(self.np, total, len(self.given.batch))
