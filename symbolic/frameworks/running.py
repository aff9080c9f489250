"""A layer of a framework run from its own arrays: levels one after the other, directions side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from symbolic.errors import UsageError
from symbolic.frameworks.arguments import Way
from symbolic.frameworks.conversion import check_sublayers
from symbolic.numeric.arrays import load_numpy
from symbolic.record import Record

MERGES = ("concat", "sum", "mul", "ave")


class Outcome(Record):
    """``output`` is ``(T, m)`` or ``(T, B, m)`` of the last level.

    ``states`` are those after the last step, one mapping per sublayer.
    """

    output: Any
    states: tuple[dict[str, Any], ...]


def run_layer(
    layer: Any, arrays: Mapping[str, Any], inputs: Any, state: Sequence[Mapping[str, Any]] | None = None
) -> Outcome:
    """What the layer computes, from its equations: ``inputs`` are ``(T, n)`` or ``(T, B, n)``.

    ``arrays`` are those of the framework, ``state`` the states before the first step, one mapping per
    sublayer, zeros by default. A backward sublayer reads the sequence from its end; its output is turned
    back. Raises `ArrayError` for arrays that do not fit, `UsageError` for a layer that can only be counted.
    """
    np = load_numpy()
    for argument in layer.spec.uncomputed:
        if isinstance(argument, Way):
            if layer.words.get(argument.name, argument.default) not in argument.run:
                raise UsageError(f"{layer.name} is computed only with {argument.name}={' or '.join(argument.run)}")
        elif argument in layer.words:
            raise UsageError(f"{layer.name} can be counted with {argument}, but computed only without it")
    parameters = layer.unpack(arrays)
    if state is not None:
        check_sublayers(layer, "the states", state)
    value = np.asarray(inputs)
    states: list[dict[str, Any]] = []
    places = range(len(layer.sublayers))
    for _, level in groupby(places, key=lambda place: layer.sublayers[place].level):
        outputs = []
        for place in level:
            sublayer = layer.sublayers[place]
            names = sublayer.cell.definition.names
            signal = value[::-1] if sublayer.backward else value
            before = None if state is None else state[place]
            run = sublayer.cell.run(parameters[place], {names.inputs[0]: signal}, before)
            states.append({name: run[name][-1] for name in names.states})
            output = np.concatenate([run[name] for name in sublayer.cell.outputs], axis=-1)
            outputs.append(output[::-1] if sublayer.backward else output)
        value = _merged(np, outputs, layer.merge)
    return Outcome(value, tuple(states))


def _merged(np: Any, outputs: list[Any], how: str) -> Any:
    if len(outputs) == 1:
        return outputs[0]
    if how == "concat":
        return np.concatenate(outputs, axis=-1)
    first, second = outputs
    return {"sum": first + second, "mul": first * second, "ave": (first + second) / 2}[how]
