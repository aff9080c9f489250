"""The layer that a class of Keras is, from its configuration and the shapes of its input and its arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from math import prod
from typing import Any

from symbolic.frameworks import layer as framework_layer
from symbolic.frameworks.libraries.keras import ACTIVATION_CHOICE
from symbolic.model.classes.keras_arrays import CONV_LSTM, CUDNN_CLASSES, RECURRENT_CLASSES
from symbolic.model.classes.keras_layer import Config, KerasLayer, field
from symbolic.model.classes.keras_shapes import (
    kernel_map,
    kernel_shape,
    laid_kernel,
    normal_axes,
    read_axes,
    read_width,
    source_width,
)
from symbolic.model.layers import (
    AdditiveAttention,
    Attention,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    DepthwiseConv,
    EinsumDense,
    Embedding,
    GroupNorm,
    GroupQueryAttention,
    LayerNorm,
    MultiHeadAttention,
    NetworkLayer,
    PReLU,
    RMSNorm,
    SeparableConv,
)
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.stored_array import StoredArray

StoredArrays = Sequence[StoredArray]
BIAS_FLAGS = ("use_bias", "reset_after")


def network_layer(layer: KerasLayer, arrays: StoredArrays) -> Callable[[], NetworkLayer] | None:
    """What makes the layer; None for a class that has no formula here."""
    make = KERAS_FORMULAS.get(layer.kind)
    return make and partial(make, layer, arrays)


def _recurrent(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    config = layer.config
    words: dict[str, Any] = {key: False for key in BIAS_FLAGS if config.get(key) is False}
    words |= {"bidirectional": True} if layer.merge else {}
    words |= {"merge_mode": layer.merge} if layer.merge not in ("", "concat") else {}
    words |= dict(_activations(config))
    return _shared_recurrent(layer.kind, str(config.get("units", "")), tuple(words.items()))


def _conv_lstm(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    config = layer.config
    words: dict[str, Any] = {"kernel_size": ",".join(map(str, _extents(config)))}
    words |= {} if config.get("use_bias", True) else {"use_bias": False}
    read = read_axes(layer)[1:]
    places = laid_kernel(layer, read) if read else None
    return _shared_recurrent(layer.kind, str(config.get("filters", "")), tuple(words.items()), layer.merge, places)


def _cudnn(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    made = framework_layer(f"cudnn.{layer.kind.removeprefix('CuDNN')}")
    return Recurrent(made, str(layer.config.get("units", "")))


@cache
def _shared_recurrent(
    kind: str, units: str, words: tuple[tuple[str, Any], ...], merge: str = "", map: tuple[int, ...] | None = None
) -> Recurrent:
    """Layers that say the same are one, so that what is derived of it is derived once."""
    made = framework_layer(f"keras.layers.{kind}", **dict(words))
    return Recurrent(made, units, bidirectional=bool(merge), merge=merge or "concat", map=map)


def _activations(config: Config) -> Iterator[tuple[str, str]]:
    """Those that the equations have; a function of one's own changes no count."""
    for key, usual in (("activation", "tanh"), ("recurrent_activation", "sigmoid")):
        if config.get(key, usual) in ACTIVATION_CHOICE.values and config.get(key, usual) != usual:
            yield key, config[key]


def _embedding(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    return Embedding(layer.config.get("input_dim", ""), layer.config.get("output_dim", ""))


def _dense(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    return Dense(layer.config.get("units", ""), bias=_flag(layer, "use_bias"))


def _einsum(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    config = layer.config
    output: Any = config.get("output_shape")
    equation, bias = field(config, "equation", str), config.get("bias_axes") or ""
    if layer.shapes:
        axes: Any = layer.shapes[0][1:]
    else:
        inner, _, kernel = equation.partition("->")[0].partition(",")
        sizes = dict(zip(kernel, kernel_shape(arrays), strict=False))
        axes = [sizes.get(axis) for axis in inner.strip(".")[1:]]
    return EinsumDense(equation, output, bias=field({"axes": bias}, "axes", str), input=axes)


def _convolution(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    made = Conv if "Transpose" not in layer.kind else ConvTranspose
    groups, bias = layer.config.get("groups", 1), _flag(layer, "use_bias")
    return made(
        layer.config.get("filters", ""), *_extents(layer.config), bias=bias, groups=groups, map=kernel_map(layer)
    )


def _depthwise(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    multiplier, bias = layer.config.get("depth_multiplier", 1), _flag(layer, "use_bias")
    return DepthwiseConv(*_extents(layer.config), multiplier=multiplier, bias=bias, map=kernel_map(layer))


def _separable(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    filters, multiplier = layer.config.get("filters", ""), layer.config.get("depth_multiplier", 1)
    extents, bias = _extents(layer.config), _flag(layer, "use_bias")
    return SeparableConv(filters, *extents, multiplier=multiplier, bias=bias, map=kernel_map(layer))


def _batch_norm(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    return BatchNorm(gain=_flag(layer, "scale"), bias=_flag(layer, "center"))


def _layer_norm(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    axes = normal_axes(layer, arrays)
    if layer.config.get("rms_scaling") is True:
        return RMSNorm(*axes)
    return LayerNorm(*axes, gain=_flag(layer, "scale"), bias=_flag(layer, "center"))


def _rms_norm(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    return RMSNorm(*normal_axes(layer, arrays))


def _group_norm(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    groups = layer.config.get("groups", 32)
    # Minus one is a group for each channel.
    groups = read_width(layer, arrays) or 1 if groups == -1 else groups
    return GroupNorm(groups, gain=_flag(layer, "scale"), bias=_flag(layer, "center"))


def _prelu(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    if not layer.shapes:
        return PReLU(*(arrays[0].shape if arrays else ()))
    shared = layer.config.get("shared_axes") or ()
    shared = {*shared} if isinstance(shared, list | tuple) else {shared}
    return PReLU(*(1 if axis in shared else extent or "" for axis, extent in enumerate(layer.shapes[0]) if axis))


def _multi_head(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    config = layer.config
    output: Any = config.get("output_shape")
    output = prod(output) if isinstance(output, list | tuple) and all(type(size) is int for size in output) else output
    return MultiHeadAttention(
        config.get("num_heads", ""),
        config.get("key_dim", ""),
        value=config.get("value_dim"),
        output=output,
        keys=source_width(layer, arrays, "key"),
        values=source_width(layer, arrays, "value"),
        bias=_flag(layer, "use_bias"),
    )


def _group_query(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    return GroupQueryAttention(
        layer.config.get("head_dim", ""),
        layer.config.get("num_query_heads", ""),
        layer.config.get("num_key_value_heads", ""),
        keys=source_width(layer, arrays, "key"),
        values=source_width(layer, arrays, "value"),
        bias=_flag(layer, "use_bias"),
    )


def _attention(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    score = str(layer.config.get("score_mode", "dot"))
    return Attention(scale=layer.config.get("use_scale") is True, score=score)


def _additive(layer: KerasLayer, arrays: StoredArrays) -> NetworkLayer:
    return AdditiveAttention(scale=_flag(layer, "use_scale"))


def _flag(layer: KerasLayer, key: str) -> bool:
    return layer.config.get(key, True) is not False


def _extents(config: Config) -> list[Any]:
    extents = config.get("kernel_size", ())
    return list(extents) if isinstance(extents, list | tuple) else [extents]


def _axes(kind: str, *, most: int) -> tuple[str, ...]:
    """The names of a class for each number of axes.

    >>> _axes("SeparableConv{}D", most=2)
    ('SeparableConv1D', 'SeparableConv2D')
    """
    return tuple(kind.format(axes) for axes in range(1, most + 1))


KERAS_FORMULAS: Mapping[str, Callable[[KerasLayer, StoredArrays], NetworkLayer]] = {
    **dict.fromkeys(RECURRENT_CLASSES, _recurrent),
    **dict.fromkeys(CONV_LSTM, _conv_lstm),
    **dict.fromkeys(CUDNN_CLASSES, _cudnn),
    **dict.fromkeys((*_axes("Conv{}D", most=3), *_axes("Conv{}DTranspose", most=3)), _convolution),
    **dict.fromkeys(_axes("DepthwiseConv{}D", most=2), _depthwise),
    **dict.fromkeys(_axes("SeparableConv{}D", most=2), _separable),
    "Embedding": _embedding,
    "ReversibleEmbedding": _embedding,
    "Dense": _dense,
    "EinsumDense": _einsum,
    "BatchNormalization": _batch_norm,
    "SyncBatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "RMSNormalization": _rms_norm,
    "GroupNormalization": _group_norm,
    "PReLU": _prelu,
    "MultiHeadAttention": _multi_head,
    "GroupQueryAttention": _group_query,
    "Attention": _attention,
    "AdditiveAttention": _additive,
}
"""How each class that has a formula is made."""
