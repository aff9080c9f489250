"""The layers of ``flax.linen`` in a program: those that Keras has too as Keras's, the recurrent ones by their cells.

Source: the modules of Flax 0.12.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.keras_layers import LayerOutput, LetterSource, snake
from symbolic.model.code.torch_layers import recurrent
from symbolic.model.code.values import (
    FunctionValue,
    Instance,
    PackageObject,
    Reference,
    TensorShape,
    Unknown,
    extent_of,
    size_of,
)
from symbolic.model.layers import Dense
from symbolic.model.placed import Placed
from symbolic.record import replace

LINEN = "flax.linen."
LINEN_CELLS = ("LSTMCell", "OptimizedLSTMCell", "GRUCell", "SimpleCell", "MGUCell")
LINEN_ATTENTION = ("MultiHeadDotProductAttention", "MultiHeadAttention", "SelfAttention")
LINEN_KEPT = (*LINEN_CELLS, *LINEN_ATTENTION, "RNN", "Bidirectional")
BEFORE = ("epsilon", "dtype", "param_dtype")
"""Fields of norms that stand before those on which a number of parameters depends."""
FIELDS = {
    "Dense": ("Dense", {"features": "units", "use_bias": "use_bias"}),
    "Embed": ("Embedding", {"num_embeddings": "input_dim", "features": "output_dim"}),
    "Conv": (
        "Conv",
        {"features": "filters", "kernel_size": "kernel_size", "strides": "strides", "padding": "padding",
         "kernel_dilation": "dilation_rate", "feature_group_count": "groups", "use_bias": "use_bias"},
    ),
    "LayerNorm": ("LayerNormalization", dict.fromkeys(BEFORE, "") | {"use_bias": "center", "use_scale": "scale"}),
    "RMSNorm": ("RMSNormalization", dict.fromkeys(BEFORE, "")),
    "BatchNorm": (
        "BatchNormalization",
        dict.fromkeys(("use_running_average", "axis", "momentum", *BEFORE), "")
        | {"use_bias": "center", "use_scale": "scale"},
    ),
    "GroupNorm": ("GroupNormalization", {"num_groups": "groups", "use_bias": "center", "use_scale": "scale"}),
    "Dropout": ("Dropout", {"rate": "rate"}),
}  # fmt: skip
"""Keras's class for one of Flax, and its arguments by Flax's fields, in their order as far as they are positional."""

CLASS_TRANSFORMS = ("remat", "checkpoint", "remat_scan", "jit", "scan", "vmap", "map_variables", "transforms")
"""Functions of classes."""


def as_keras(made: PackageObject) -> PackageObject:
    """The layer as one of Keras where that has it; raises `UsageError` for a class that is not known here.

    >>> made = as_keras(PackageObject("flax.linen.Conv", [8, (3,)], {"use_bias": False}, 1))
    >>> made.name, made.words
    ('keras.layers.Conv1D', {'padding': 'same', 'filters': 8, 'kernel_size': (3,), 'use_bias': False})
    """
    kind = made.kind
    if kind == "Sequential":
        arguments = made.values[0] if made.values else made.words.get("layers", [])
        layers = (
            [_activation(layer, made.line) for layer in arguments] if isinstance(arguments, list | tuple) else arguments
        )
        return PackageObject("keras.Sequential", [layers], {}, made.line)
    if kind in LINEN_KEPT:
        return made
    if kind == "DenseGeneral" and isinstance((made.values or [made.words.get("features")])[0], int | Size):
        kind = "DenseGeneral" if {"axis", "batch_dims"} & made.words.keys() or len(made.values) > 1 else "Dense"
    if kind not in FIELDS:
        raise UsageError(f"{made.name} is not known here")
    if kind == "RMSNorm" and made.words.get("use_scale") is False:
        return PackageObject("keras.layers.Activation", ["linear"], {}, made.line)
    today, fields = FIELDS[kind]
    arguments = {**dict(zip(fields, made.values, strict=False)), **made.words}
    words: dict[str, Any] = {"padding": "same"} if kind == "Conv" else {}
    words |= {"groups": 32} if kind == "GroupNorm" else {}
    words |= {fields[name]: value for name, value in arguments.items() if fields.get(name) and value is not None}
    if isinstance(arguments.get("name"), str):
        words["name"] = arguments["name"]
    if kind == "Conv":
        kernel = words.get("kernel_size")
        if not isinstance(kernel, list | tuple):
            kernel = words["kernel_size"] = (kernel,)
        padding = words["padding"]
        words["padding"] = padding.lower() if isinstance(padding, str) else None
        if padding == "CAUSAL":
            words["padding"] = "same"
        today = f"Conv{len(kernel)}D"
    return PackageObject(f"keras.layers.{today}", [], words, made.line)


def _activation(layer: Any, line: int) -> Any:
    """A function in a row as a layer that holds nothing."""
    return (
        PackageObject("keras.layers.Activation", ["relu"], {}, line)
        if isinstance(layer, Reference | FunctionValue)
        else layer
    )


def holds_the_same(wrapping: str, words: Mapping[str, Any]) -> bool:
    """Whether a class that such a function gives has the arrays of the class that it takes.

    >>> holds_the_same("scan", {"variable_broadcast": "params"}), holds_the_same("scan", {"variable_axes": {}})
    (True, False)
    """
    shared = words.get("variable_broadcast", ())
    return wrapping in ("remat", "checkpoint", "jit") or (wrapping == "scan" and "params" in (shared or ()))


def is_linen(layer: Any) -> bool:
    """Whether a layer is one of Flax that Keras has not."""
    return isinstance(layer, PackageObject) and layer.name.startswith(LINEN)


def apply_linen(graph: LetterSource, layer: PackageObject, shapes: Sequence[TensorShape]) -> LayerOutput:
    """A recurrent layer, a cell or attention of Flax, applied to tensors of these shapes."""
    if layer.kind in LINEN_CELLS:
        shape = shapes[-1] if shapes else None
        rows = [_cell(graph, layer, shape)]
        behind = _behind(layer, shape)
        return LayerOutput(rows, [None, behind])
    shape = shapes[0] if shapes else None
    if layer.kind in LINEN_ATTENTION:
        return LayerOutput(_attention(graph, layer, shape), [shape])
    if layer.kind == "RNN":
        cell = layer.words.get("cell", layer.values[0] if layer.values else None)
        if not (isinstance(cell, PackageObject) and cell.kind in LINEN_CELLS):
            raise UsageError("nn.RNN around a cell of one's own is not read here; nn.RNN(nn.LSTMCell(64)) is")
        name = layer.words.get("name")
        row = _cell(graph, cell, shape)
        behind = _behind(cell, shape)
        carries = layer.words.get("return_carry") is True
        return LayerOutput(
            [replace(row, name=name) if isinstance(name, str) else row], [None, behind] if carries else [behind]
        )
    sides = [layer.words.get(name) for name in ("forward_rnn", "backward_rnn")]
    sides = [*layer.values[:2], *[side for side in sides if side is not None]]
    if len(sides) != 2 or not all(isinstance(side, PackageObject) and side.kind == "RNN" for side in sides):
        raise UsageError("nn.Bidirectional takes two nn.RNN, one for each direction")
    applied = [apply_linen(graph, side, shapes) for side in sides]
    behind = [side.shapes[-1] for side in applied]
    widths = [None if out is None else size_of(out[-1]) for out in behind]
    whole = widths[0] + widths[1] if widths[0] is not None and widths[1] is not None else None
    out = None if behind[0] is None else (*behind[0][:-1], None if whole is None else extent_of(whole))
    return LayerOutput([row for side in applied for row in side.rows], [out])


def hold_inside(made: Instance, order: list[Any], before: int, name_of: Callable[[Any], str]) -> None:
    """Give a module of Flax the layers that its ``__call__`` makes where it uses them, each to the innermost one.

    They are those of ``order`` from ``before`` on. Used again, a module makes the same layers, which have the arrays
    that were there; raises `UsageError` where it makes others.
    """
    if framework_of(made.kind.foreign) != "linen":
        return
    used = order[before:]
    inside = {id(part) for other in used if isinstance(other, Instance) for part in other.attributes.values()}
    inside |= {
        id(part) for value in made.attributes.values() for part in (value if isinstance(value, list) else [value])
    }
    new = [
        part
        for part in used
        if isinstance(part, PackageObject | Instance) and id(part) not in inside and part is not made
    ]
    kinds = [part.kind.name if isinstance(part, Instance) else part.kind for part in new]
    if made.compact is not None:
        if kinds != made.compact:
            raise UsageError(f"{made.kind.name} is used several times, and makes other layers each time")
        del order[before:]
        return
    made.compact = kinds
    for layer in new:
        name = name_of(layer)
        place = sum(key == name or key.startswith(f"{name}_") for key in made.attributes)
        made.attributes[f"{name}_{place}" if place else name] = layer


def _features(cell: PackageObject) -> Any:
    return cell.words.get("features", cell.values[0] if cell.values else None)


def _behind(cell: PackageObject, shape: TensorShape) -> TensorShape:
    width = _features(cell)
    if isinstance(width, Unknown):
        return None
    return (*(shape[:-1] if shape else (None, None)), width)


def _cell(graph: LetterSource, cell: PackageObject, shape: TensorShape) -> Placed:
    words = {name: value for name, value in cell.words.items() if name != "name"}
    called = cell.words.get("name")
    layer = recurrent(cell.name, cell.values, words, graph.size)
    return layer.place(called if isinstance(called, str) else snake(cell.kind), _reads(graph, cell, shape), ())


def _reads(graph: LetterSource, layer: PackageObject, shape: TensorShape) -> Size:
    width = size_of(shape[-1]) if shape else None
    return graph.unsaid(layer) if width is None else width


def _attention(graph: LetterSource, layer: PackageObject, shape: TensorShape) -> list[Placed]:
    """Queries, keys and values of one width, and the layer behind them."""
    reads = _reads(graph, layer, shape)
    inner, out = (layer.words.get(name) for name in ("qkv_features", "out_features"))
    inner = graph.size(inner) if isinstance(inner, Unknown) else reads if inner is None else inner
    out = graph.size(out) if isinstance(out, Unknown) else reads if out is None else out
    bias = layer.words.get("use_bias", True) is not False
    rows = [Dense(inner, bias=bias).place(name, reads, ()) for name in ("query", "key", "value")]
    behind = size_of(inner)
    return [*rows, Dense(out, bias=bias).place("out", behind, ())]
