"""The arguments of a layer of Keras as a program gives them, by the names of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symbolic.errors import UsageError
from symbolic.frameworks import layer as framework_layer
from symbolic.frameworks import named_arguments
from symbolic.language.sizes.size import Size
from symbolic.model.classes.keras_arguments import KERAS_CLASSES
from symbolic.model.classes.keras_arrays import CONV_LSTM, CUDNN_CLASSES, RECURRENT_CLASSES
from symbolic.model.classes.layer_class import for_axes
from symbolic.model.code.keras_shapes import FIRST_ARGUMENTS, SHAPE_RULE_BY_CLASS
from symbolic.model.code.values import PackageObject, TensorShape, Unknown, extent_of
from symbolic.record import Record

KERAS_FLAGS = (
    "use_bias",
    "return_sequences",
    "return_state",
    "reset_after",
    "scale",
    "center",
    "use_scale",
    "use_gate",
    "mask_zero",
)
OUTSIDE = ("input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length", "name", "trainable", "dtype")
KEPT_ARGUMENTS = ("input_dim",)
SHAPE_ARGUMENTS = ("input_shape", "batch_input_shape", "batch_shape", "input_length")
WRAPPER_CLASSES = ("Bidirectional", "TimeDistributed", "SpectralNormalization", "Wrapper")
OF_STEPS = ("LSTM", "GRU", "SimpleRNN", "Conv1D", "CuDNNLSTM", "CuDNNGRU", "SeparableConv1D", "Bidirectional")
"""Layers that read several steps, whether or not a program says how many."""


class LayerArguments(Record):
    """The arguments of a layer: those of its class in ``config``, and the ``shape`` of its input where it says one."""

    kind: str
    config: Mapping[str, Any]
    shape: TensorShape = None
    name: str = ""


def layer_arguments(made: PackageObject, size: Callable[[Unknown], Size]) -> LayerArguments:
    """The arguments of a layer; ``size`` gives a letter to a number that is not known.

    Raises `UsageError` for arguments that the class does not take, and for a yes or no that only the run says.
    """
    kind, words = made.kind, {name: value for name, value in made.words.items() if name != "**"}
    first = made.values
    outside = {
        name: words.pop(name)
        for name in OUTSIDE
        if name in words and not (kind == "Embedding" and name in KEPT_ARGUMENTS)
    }
    named = {**_named(kind, first, words)}
    shape = _input_shape(kind, outside, size)
    config = {name: _value(kind, name, value, size) for name, value in named.items()}
    if kind in KERAS_CLASSES:
        config = {**KERAS_CLASSES[kind].defaults, **config}
    if digits := [sign for sign in kind if sign.isdigit()]:
        config["axes"] = int(digits[0])
        if "kernel_size" in config:
            config["kernel_size"] = tuple(for_axes(kind, "kernel_size", config["kernel_size"], int(digits[0])))
    name = outside.get("name")
    return LayerArguments(kind, config, shape, name if isinstance(name, str) else "")


def _named(kind: str, values: list[Any], words: dict[str, Any]) -> dict[str, Any]:
    if kind in (*RECURRENT_CLASSES, *CONV_LSTM) or kind in CUDNN_CLASSES:
        spec = framework_layer(f"keras.layers.{kind}" if kind not in CUDNN_CLASSES else "keras.layers.LSTM").spec
        return named_arguments(spec, tuple(values), words)
    if kind in KERAS_CLASSES:
        named = KERAS_CLASSES[kind].named(values, words)
        for name in KERAS_CLASSES[kind].required:
            if name not in named:
                raise UsageError(f"{kind}: {name} is missing; it takes {', '.join(KERAS_CLASSES[kind].required)}")
        KERAS_CLASSES[kind].counted(
            {name: value for name, value in named.items() if not isinstance(value, Unknown)}
            | dict.fromkeys(KERAS_CLASSES[kind].required, 1)
        ) if kind != "PReLU" else None
        return named
    names = FIRST_ARGUMENTS.get(kind, "").split()
    if kind not in SHAPE_RULE_BY_CLASS:
        return dict(words)
    if kind == "Reshape" and len(values) > 1 and all(isinstance(value, int) for value in values):
        values = [tuple(values)]
    return {**dict(zip(names, values, strict=False)), **words}


def _value(kind: str, name: str, value: Any, size: Callable[[Unknown], Size]) -> Any:
    if isinstance(value, Unknown):
        if name in KERAS_FLAGS:
            raise UsageError(f"{kind}: {name} is only known at run time, by {value.text}; write True or False")
        if name in (
            "activation",
            "recurrent_activation",
            "padding",
            "data_format",
            "merge_mode",
            "strides",
            "dropout",
            "rate",
        ):
            return None if name != "strides" else size(value)
        return size(value)
    if isinstance(value, list | tuple):
        return tuple(_value(kind, name, inner, size) for inner in value)
    return value


def _input_shape(kind: str, outside: dict[str, Any], size: Callable[[Unknown], Size]) -> TensorShape:
    """The shape of the input as the layer says it, the batch first."""
    for name in ("batch_input_shape", "batch_shape"):
        if isinstance(outside.get(name), list | tuple):
            return (None, *shape_of(outside[name], size)[1:])
    if "input_shape" in outside:
        shape = outside["input_shape"]
        return (None, *shape_of(shape, size)) if isinstance(shape, list | tuple) else None
    if "input_dim" in outside:
        (width,) = shape_of([outside["input_dim"]], size)
        sequence = kind in (*RECURRENT_CLASSES, *CUDNN_CLASSES) or kind in (
            "Conv1D",
            "SeparableConv1D",
            "Bidirectional",
            "TimeDistributed",
        )
        steps = outside.get("input_length")
        if sequence or steps is not None:
            return (None, *shape_of([steps], size), width)
        return (None, width)
    if kind == "Embedding":
        length = outside.get("input_length")
        return (None, *shape_of(length if isinstance(length, list | tuple) else [length], size))
    return None


def shape_of(axes: Any, size: Callable[[Unknown], Size]) -> tuple[Any, ...]:
    """The axes of a shape as a program gives them: numbers, sizes in letters, None."""
    kept: list[Any] = []
    for axis in axes if isinstance(axes, list | tuple) else [axes]:
        if isinstance(axis, Unknown):
            kept.append(size(axis))
        elif isinstance(axis, Size):
            kept.append(extent_of(axis))
        else:
            kept.append(axis if isinstance(axis, int) and not isinstance(axis, bool) and axis > 0 else None)
    return tuple(kept)


def said_shape(layer: PackageObject, size: Callable[[Unknown], Size]) -> TensorShape:
    """The shape that a layer says that it reads."""
    if layer.kind in WRAPPER_CLASSES and "input_shape" not in layer.words and "batch_input_shape" not in layer.words:
        inner = layer.values[0] if layer.values else layer.words.get("layer")
        return said_shape(inner, size) if isinstance(inner, PackageObject) and layer.kind == "Bidirectional" else None
    bare = PackageObject(layer.name, [], {}, layer.line)
    bare.words = {name: value for name, value in layer.words.items() if name in SHAPE_ARGUMENTS}
    if layer.kind != "Embedding" and "input_dim" in layer.words:
        bare.words["input_dim"] = layer.words["input_dim"]
    if layer.kind == "Embedding":
        bare.values = [1, 1]
    bare.name = "keras.layers.Embedding" if layer.kind == "Embedding" else "keras.layers.Activation"
    shape = layer_arguments(bare, size).shape
    flat = layer.kind != "Embedding" and "input_dim" in bare.words and shape is not None and len(shape) == 2
    return (None, None, shape[-1]) if flat and shape and layer.kind in OF_STEPS else shape
