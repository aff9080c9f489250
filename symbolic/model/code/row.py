"""The network of a program as one row of layers, as a text says them, for an export in code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from symbolic.errors import SymbolicError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.flow import InputPath
from symbolic.model.code.freezing import KEPT, array_names
from symbolic.model.code.keras_arguments import said_shape
from symbolic.model.code.networks import find_networks
from symbolic.model.code.reading import find_chosen
from symbolic.model.code.source import Source
from symbolic.model.code.values import Instance, PackageObject, Reference, TensorShape, TensorValue, Unknown
from symbolic.model.layers import NetworkLayer
from symbolic.model.text import parse_layer
from symbolic.record import Record

STEP_BY_STEP = ("Dense", "Dropout", "Activation", "LeakyReLU", "ReLU", "ELU", "LayerNormalization")
"""What ``TimeDistributed`` changes nothing of."""


class Row(Record):
    """Layers one behind another; ``shape`` are the axes of what the first one reads, the batch left aside.

    ``channels_first``: PyTorch's convolution reads it with the channels before the steps.
    """

    layers: tuple[NetworkLayer, ...]
    shape: tuple[Any, ...] = ()
    channels_first: bool = False
    of_torch: bool = False
    ends_first: bool | None = None
    """Whether the channels are before the steps in what the last layer gives; None where no layer says it."""


def read_row(text: str, chosen: str = "", file: str = "") -> Row:
    """The layers in the order in which the input goes through them.

    Raises `CodeError` with the line of what is not a row, `UsageError` for a program of another framework.

    >>> row = read_row("model = nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.2), nn.Linear(4, 2))")
    >>> [layer.written for layer in row.layers]
    ['torch.nn.Linear(3, 4)', 'torch.nn.LeakyReLU(0.2)', 'torch.nn.Linear(4, 2)']
    """
    flow = InputPath(Source(text, file))
    flow.follow()
    networks = find_chosen(flow, chosen) if chosen else find_networks(flow)
    if len(networks) != 1:
        raise UsageError("export writes one network, and this program makes several; choose one by ::NAME")
    network = networks[0][1]
    if (framework := _framework(network)) not in ("torch", "keras"):
        raise UsageError(f"export writes programs of PyTorch and of Keras anew, and this one is of {framework}")
    pieces: list[Any] = []
    shape: TensorShape = None
    if framework == "keras" and isinstance(network, PackageObject):
        pieces, shape = _of_keras(flow, network)
    else:
        flow.steps_first = False if framework == "keras" else None
        flow.through(network)
        pieces = flow.pieces
    first = next((piece for piece in pieces if isinstance(piece, PackageObject)), None)
    conv = framework == "torch" and first is not None and first.kind in ("Conv1d", "MaxPool1d", "AvgPool1d")
    layers = tuple(_layer(flow, piece) for piece in pieces)
    ends = None if flow.vector or framework != "torch" else flow.channels_first
    return Row(layers, tuple(shape or ())[1:], conv, framework == "torch", ends)


def _framework(network: Any) -> str:
    if isinstance(network, Instance):
        return framework_of(network.kind.foreign)
    return str(network.name).partition(".")[0]


def _of_keras(flow: InputPath, network: PackageObject) -> tuple[list[Any], TensorShape]:
    """The layers of a network of Keras, and the shape of its input."""
    if network.kind == "Sequential":
        items = [*(network.items or {}).values()]
        first = next((item for item in items if isinstance(item, PackageObject)), None)
        if first is not None and first.kind in ("Input", "InputLayer"):
            return list(_expanded(flow, items)), flow.graph.input_shape(first)
        return list(_expanded(flow, items)), None if first is None else said_shape(first, flow.graph.size)
    words, values = network.words, network.values
    output = words.get("outputs", words.get("output", values[1] if len(values) > 1 else None))
    if isinstance(output, list | tuple) and len(output) == 1:
        output = output[0]
    behind: list[Any] = []
    while isinstance(output, TensorValue) and not (isinstance(output.layer, PackageObject) and _is_input(output.layer)):
        if len(output.sources) != 1 or not isinstance(output.layer, PackageObject | Instance):
            line = getattr(output.layer, "line", network.line)
            raise flow.refused("what is computed here", ast.Constant(0, lineno=line))
        behind.append(output.layer)
        output = output.sources[0]
    if not isinstance(output, TensorValue):
        raise flow.refused("what this model gives", ast.Constant(0, lineno=network.line))
    return list(_expanded(flow, behind[::-1])), output.shape


def _is_input(layer: PackageObject) -> bool:
    return layer.kind in ("Input", "InputLayer")


def _expanded(flow: InputPath, items: list[Any]) -> Iterator[Any]:
    """The layers of networks inside a network, without inputs."""
    for item in items:
        if isinstance(item, PackageObject) and item.kind in ("Sequential", "Model"):
            yield from _of_keras(flow, item)[0]
        elif not isinstance(item, PackageObject):
            raise flow.refused("what is put in here", ast.Constant(0, lineno=getattr(item, "line", 1)))
        elif id(item) in flow.changed:
            raise flow.refused(f"{item.kind} with training=True", ast.Constant(0, lineno=item.line))
        elif not _is_input(item):
            yield item


def _layer(flow: InputPath, piece: PackageObject | str) -> NetworkLayer:
    """A layer as a text says it; raises `CodeError` with the line of one that no text says."""
    if isinstance(piece, str):
        return parse_layer(piece)
    if piece.ties or (not (frozen := _is_frozen(flow, piece)) and piece.frozen):
        problem = f"arrays of this {piece.kind} are tied to another layer or frozen by themselves, which is not written"
        raise flow.source.error(problem, piece.line)
    try:
        return parse_layer(_called(flow, piece, frozen))
    except SymbolicError as error:
        raise flow.source.error(getattr(error, "problem", str(error)), piece.line) from None


def _is_frozen(flow: InputPath, piece: PackageObject) -> bool:
    """Whether all arrays of a layer are frozen, by its flag or one by one."""
    if any(name.startswith(KEPT) for name in piece.frozen):
        return False
    if "*" in piece.frozen or not piece.frozen:
        return "*" in piece.frozen
    try:
        return {*array_names(piece, flow.letters.of)} <= piece.frozen
    except UsageError:
        return False


def _called(flow: InputPath, made: PackageObject, frozen: bool = False) -> str:
    """The call of a layer as text."""
    if made.kind == "Flatten" and made.name.startswith("torch") and [*made.values, *made.words.values()] in ([], [1]):
        return "flatten"
    name = made.name if made.name.startswith("torch.") else f"keras.layers.{made.kind}"
    words = {word: value for word, value in made.words.items() if word not in ("name", "trainable", *ROW_SHAPE_WORDS)}
    if made.kind == "Embedding" and "input_dim" in made.words:
        words["input_dim"] = made.words["input_dim"]
    if name == "keras.layers.TimeDistributed":
        inner = made.values[0] if made.values else words.get("layer")
        if not isinstance(inner, PackageObject) or inner.kind not in STEP_BY_STEP:
            raise UsageError(f"TimeDistributed is written around {', '.join(STEP_BY_STEP[:3])} alone")
        return _called(flow, inner, frozen)
    if name.startswith("keras.layers.") and made.kind in ("LSTM", "GRU", "SimpleRNN"):
        if words.get("return_state", False) is not False:
            raise UsageError(f"{made.kind} gives its states besides, which is not written")
        words.setdefault("return_sequences", False)
    inside = [_value(flow, made, "", value) for value in made.values]
    inside += [f"{word}={_value(flow, made, word, value)}" for word, value in words.items()]
    frozen = frozen or made.words.get("trainable") is False
    return f"{name}({', '.join([*inside, *(['frozen'] if frozen else [])])})"


ROW_SHAPE_WORDS = ("input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length")


def _value(flow: InputPath, made: PackageObject, word: str, value: Any) -> str:
    """An argument as text; raises `UsageError` for what is none."""
    if isinstance(value, Unknown):
        value = flow.letters.of(value)
    if isinstance(value, bool | int | float | str | Size | type(None)):
        if word == "merge_mode" and value is None:
            raise UsageError("two directions that are not merged are two outputs, which is not written")
        return str(value) if isinstance(value, Size) else repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(flow, made, word, part) for part in value)}]"
    if isinstance(value, PackageObject) and made.kind == "Bidirectional":
        return _called(flow, value)
    if isinstance(value, Reference) and word.endswith("activation"):
        return repr(value.kind)
    raise UsageError(f"{word or 'an argument'} of {made.kind} is more than numbers and words, and is not written")
