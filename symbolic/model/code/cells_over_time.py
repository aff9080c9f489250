"""Recurrent cells of Haiku, Sonnet, TensorFlow 1 and Gluon in a program, at one step and over all of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Protocol

from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.code.haiku import as_layer
from symbolic.model.code.keras_layers import LayerOutput, snake
from symbolic.model.code.torch_layers import recurrent
from symbolic.model.code.values import (
    Instance,
    LastAxisShape,
    PackageObject,
    TensorShape,
    TensorValue,
    Unknown,
    extent_of,
    size_of,
)

PREFIXES = ("haiku.", "tf.compat.v1.nn.rnn_cell.", "mxnet.")
WIDTH_ARGUMENTS = ("hidden_size", "num_units")


class CellInterpreter(Protocol):
    """What of the layers of a program is needed here."""

    def size(self, unknown: Unknown) -> Size: ...
    def unsaid(self, layer: PackageObject) -> Size: ...
    def applied(self, layer: Any, shapes: Sequence[TensorShape], node: ast.AST) -> LayerOutput: ...


def is_cell(layer: Any) -> bool:
    """Whether a layer is one of these cells, or several of them one above the other.

    >>> is_cell(PackageObject("haiku.LSTM", [3], {}, 1)), is_cell(PackageObject("keras.layers.LSTM", [3], {}, 1))
    (True, False)
    """
    return isinstance(layer, PackageObject) and layer.name.startswith(PREFIXES) and layer.kind != "transform"


def apply_cell(
    graph: CellInterpreter, layer: PackageObject, shapes: Sequence[TensorShape], node: ast.AST
) -> LayerOutput:
    """The rows of a cell that reads what the shape says, and the shape of what it gives."""
    shape = shapes[0] if shapes else None
    if layer.kind in ("DeepRNN", "MultiRNNCell"):
        inside = layer.values[0] if layer.values else layer.words.get("layers")
        if not isinstance(inside, list | tuple):
            raise UsageError(f"{layer.kind}: what it holds is only known at run time")
        parts = [as_layer(part) for part in inside]
        layer.items = {str(place): part for place, part in enumerate(parts)}
        for part in parts:
            if not isinstance(part, PackageObject | Instance):
                raise UsageError(f"{layer.kind}: what it holds is not known here")
            shape = graph.applied(part, [shape], node).shapes[0]
        return LayerOutput([], [shape, None])
    reads = size_of(shape[-1]) if shape else None
    reads = graph.unsaid(layer) if reads is None else reads
    words = {name: value for name, value in layer.words.items() if name != "name"}
    name, called = layer.name, layer.words.get("name")
    if name.startswith("mxnet."):
        given = words.get("input_size", extent_of(reads))
        name, words = f"torch.nn.{layer.kind}", {**words, "input_size": given}
        reads = graph.size(given) if isinstance(given, Unknown) else size_of(given) or reads
    made = recurrent(name, layer.values, words, graph.size)
    row = made.place(called if isinstance(called, str) else snake(layer.kind), reads, ())
    last = row.gives
    return LayerOutput([row], [_behind(shape, None if last is None else extent_of(last)), None])


def _behind(shape: TensorShape, width: Any) -> TensorShape:
    if shape is None or isinstance(shape, LastAxisShape):
        return LastAxisShape((None, width))
    return (*shape[:-1], width)


def width_of(layer: Any) -> Any:
    """How many numbers the state of a cell has, None where nothing says it."""
    if not isinstance(layer, PackageObject):
        return None
    if layer.items:
        return width_of([*layer.items.values()][-1])
    value = next(
        (layer.words[name] for name in WIDTH_ARGUMENTS if name in layer.words),
        layer.values[0] if layer.values else None,
    )
    return value if size_of(value) is not None else None


def state_of(layer: Any) -> Any:
    """The last state of a cell, one for each of several."""
    if isinstance(layer, PackageObject) and layer.items:
        return [state_of(part) for part in layer.items.values() if is_cell(part)]
    width = width_of(layer)
    return TensorValue(None if width is None else (None, width), None)
