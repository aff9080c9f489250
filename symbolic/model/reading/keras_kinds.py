"""The layer that a class of Keras is, from its configuration, and what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from math import prod
from typing import Any

from symbolic.frameworks import layer as framework_layer
from symbolic.frameworks.libraries.keras import ACTIVATION
from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.keras_arrays import CONV_LSTM, RECURRENT
from symbolic.model.reading.keras_layer import Config, InputShape, KerasLayer
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.model.recurrent import Recurrent
from symbolic.model.stored_array import StoredArray

CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D")
WORDS = ("use_bias", "reset_after")
KERNEL_READS = {"Dense": 0, "Conv1D": -2, "Conv2D": -2, "Conv3D": -2, **dict.fromkeys((*RECURRENT, *CONV_LSTM), -2)}
"""The axis of the kernel along which a layer reads."""


def place_layer(layer: KerasLayer, arrays: Sequence[StoredArray], remark: str = "", counted_in: str = "") -> Placed:
    """The layer in its place with its arrays; one of a class that is not known is known by its arrays alone."""
    make = KINDS.get(layer.kind)
    if make is None:
        return unknown_layer(layer.name, layer.kind, arrays, remark, counted_in)
    reads = _reads(layer, arrays)
    return real_layer(layer.name, partial(make, layer), reads, arrays, layer.kind, (), remark, counted_in)


def remark_of(layer: KerasLayer, arrays: Sequence[StoredArray]) -> str:
    """Why the arrays are others than those of the equations."""
    reasons = [layer.remark] if layer.remark else []
    names = {array.name.rpartition("/")[2] for array in arrays}
    if any(name.endswith(("_scale", "quantized_kernel")) for name in names):
        reasons.append("quantised")
    if any(name.startswith("lora_") for name in names):
        reasons.append("low rank adapters")
    if "vector_u" in names:
        reasons.append("spectral norm keeps a vector")
    if "renorm_mean" in names:
        reasons.append("batch renormalisation")
    return ", ".join(reasons)


def _recurrent(layer: KerasLayer) -> NetworkLayer:
    config = layer.config
    words: dict[str, Any] = {key: False for key in WORDS if config.get(key) is False}
    words |= {"bidirectional": True} if layer.merge else {}
    words |= {"merge_mode": layer.merge} if layer.merge not in ("", "concat") else {}
    words |= dict(_activations(config))
    return _shared_recurrent(layer.kind, str(config.get("units", "")), tuple(words.items()))


def _conv_lstm(layer: KerasLayer) -> NetworkLayer:
    config = layer.config
    words: dict[str, Any] = {"kernel_size": ",".join(map(str, _extents(config)))}
    words |= {} if config.get("use_bias", True) else {"use_bias": False}
    return _shared_recurrent(layer.kind, str(config.get("filters", "")), tuple(words.items()), layer.merge)


def _embedding(layer: KerasLayer) -> NetworkLayer:
    return Embedding(layer.config.get("input_dim", ""), layer.config.get("output_dim", ""))


def _dense(layer: KerasLayer) -> NetworkLayer:
    return Dense(layer.config.get("units", ""), bias=layer.config.get("use_bias", True))


def _batch_norm(layer: KerasLayer) -> NetworkLayer:
    return BatchNorm(gain=layer.config.get("scale", True), bias=layer.config.get("center", True))


def _layer_norm(layer: KerasLayer) -> NetworkLayer:
    config = layer.config
    squares = config.get("rms_scaling") is True
    return LayerNorm(gain=squares or config.get("scale", True), bias=not squares and config.get("center", True))


def _convolution(layer: KerasLayer) -> NetworkLayer:
    config = layer.config
    groups, bias = config.get("groups", 1), config.get("use_bias", True)
    return Conv(config.get("filters", ""), *_extents(config), bias=bias, groups=groups)


KINDS: Mapping[str, Callable[[KerasLayer], NetworkLayer]] = {
    **dict.fromkeys(RECURRENT[:6], _recurrent),
    **dict.fromkeys(CONV_LSTM, _conv_lstm),
    **dict.fromkeys(CONVOLUTIONS, _convolution),
    "Embedding": _embedding,
    "Dense": _dense,
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
}


@cache
def _shared_recurrent(kind: str, units: str, words: tuple[tuple[str, Any], ...], merge: str = "") -> Recurrent:
    """Layers that say the same are one, so that what is derived of it is derived once."""
    made = framework_layer(f"keras.layers.{kind}", **dict(words))
    return Recurrent(made, units, bidirectional=bool(merge), merge=merge or "concat")


def _activations(config: Config) -> Iterator[tuple[str, str]]:
    """Those that the equations have; a function of one's own changes no count."""
    for key, usual in (("activation", "tanh"), ("recurrent_activation", "sigmoid")):
        if config.get(key, usual) in ACTIVATION.values and config.get(key, usual) != usual:
            yield key, config[key]


def _extents(config: Config) -> list[Any]:
    extents = config.get("kernel_size", ())
    return list(extents) if isinstance(extents, list | tuple) else [extents]


def _reads(layer: KerasLayer, arrays: Sequence[StoredArray]) -> int | None:
    """How many numbers it reads: by the shape that it was built for, else by its first array."""
    if layer.kind == "Embedding":
        return None
    if layer.kind.endswith("Normalization"):
        axes = layer.config.get("axis", -1)
        extents = [_extent(layer.shapes, axis) for axis in (axes if isinstance(axes, list | tuple) else [axes])]
        return prod(extents) if all(extents) else arrays[0].count if arrays else None  # pyright: ignore
    axis = _channel_axis(layer)
    return _extent(layer.shapes, axis) or _kernel_reads(layer, arrays)


def _extent(shapes: Sequence[InputShape], axis: Any) -> int | None:
    if not shapes or type(axis) is not int or not -len(shapes[0]) <= axis < len(shapes[0]):
        return None
    return shapes[0][axis]


def _channel_axis(layer: KerasLayer) -> int:
    if layer.config.get("data_format") != "channels_first":
        return -1
    return 2 if layer.kind.startswith("ConvLSTM") else 1


def _kernel_reads(layer: KerasLayer, arrays: Sequence[StoredArray]) -> int | None:
    kernel = arrays[0].shape if arrays else ()
    axis = KERNEL_READS.get(layer.kind)
    if axis is None or not -len(kernel) <= axis < len(kernel):
        return None
    groups = layer.config.get("groups", 1)
    return kernel[axis] * (groups if type(groups) is int and layer.kind in CONVOLUTIONS else 1)
