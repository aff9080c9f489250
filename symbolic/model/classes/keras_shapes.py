"""What a layer of Keras reads: by the shapes that it was built for, else by those of its arrays."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from symbolic.model.classes.keras_layer import InputShape, KerasLayer
from symbolic.model.stored_array import StoredArray

KERNEL_NAMES = ("kernel", "depthwise_kernel")
EMBEDDING_CLASSES = ("Embedding", "ReversibleEmbedding")
KERNEL_AXES = {
    **dict.fromkeys(("Dense", "MultiHeadAttention", "GroupQueryAttention"), 0),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), -1),
}
"""The axis of the kernel along which a layer reads, where it is not the last but one."""


def read_width(layer: KerasLayer, arrays: Sequence[StoredArray]) -> int | None:
    """How many numbers it reads; None for words, and where neither shape nor array says it."""
    if layer.kind in EMBEDDING_CLASSES:
        return None
    if layer.kind.endswith("Normalization"):
        axes = normal_axes(layer, arrays)
        return axes[0] if len(axes) == 1 else None
    first = layer.config.get("data_format") == "channels_first"
    axis = (2 if layer.kind.startswith("ConvLSTM") else 1) if first else -1
    return _extent(layer.shapes, axis) or _of_kernel(layer, arrays)


def normal_axes(layer: KerasLayer, arrays: Sequence[StoredArray]) -> tuple[int, ...]:
    """The extents of the axes that a normalisation has numbers for."""
    written: Any = layer.config.get("axis", -1)
    axes = sorted(written) if isinstance(written, list | tuple) and all(type(a) is int for a in written) else [written]
    extents = [_extent(layer.shapes, axis) for axis in axes]
    known = tuple(extent for extent in extents if extent)
    return known if len(known) == len(extents) else arrays[0].shape if arrays else ()


def source_width(layer: KerasLayer, arrays: Sequence[StoredArray], source: str) -> int | None:
    """What an attention reads as its keys or values, where they are another source than its queries."""
    for array in arrays:
        if array.name == f"{source}/kernel" and array.shape:
            return array.shape[0]
    place = {"value": 1, "key": 2 if len(layer.shapes) > 2 else 1}[source]
    return _extent(layer.shapes[place : place + 1], -1)


def read_axes(layer: KerasLayer) -> InputShape:
    """The axes of what it reads, steps and places, without the batch and the channels."""
    shape = layer.shapes[0] if layer.shapes else ()
    if layer.kind in EMBEDDING_CLASSES:
        return shape[1:]
    return shape[2:] if layer.config.get("data_format") == "channels_first" else shape[1:-1]


def kernel_map(layer: KerasLayer) -> tuple[int, ...] | None:
    """The map at whose places a kernel of several axes is laid: what it gives, or reads where it is transposed."""
    read = read_axes(layer)
    return laid_kernel(layer, read) if len(read) > 1 else None


def laid_kernel(layer: KerasLayer, read: InputShape) -> tuple[int, ...] | None:
    """The places of a map of these axes at which the kernel of the layer is laid; None where they do not say it."""
    config = layer.config
    extents = [each_axis(config.get(key, 1), len(read)) for key in ("kernel_size", "strides", "dilation_rate")]
    if not all(extents) or not all(read):
        return None
    if layer.kind.endswith("Transpose"):
        return tuple(size or 1 for size in read)
    same = config.get("padding") in ("same", "causal")
    kernels, strides, dilations = extents
    steps = zip(read, kernels, strides, dilations, strict=True)
    places = [_places(size or 1, kernel, stride, dilation, same) for size, kernel, stride, dilation in steps]
    return tuple(places) if all(place > 0 for place in places) else None


def _places(size: int, kernel: int, stride: int, dilation: int, same: bool) -> int:
    """At how many places of an axis a kernel is laid."""
    return ceil(size / stride) if same else (size - (kernel - 1) * dilation - 1) // stride + 1


def each_axis(value: Any, axes: int) -> list[int]:
    """The number for each axis; empty where there is none for some axis."""
    values = [value] * axes if type(value) is int else list(value) if isinstance(value, list | tuple) else []
    return values if len(values) == axes and all(type(number) is int and number > 0 for number in values) else []


def _extent(shapes: Sequence[InputShape], axis: Any) -> int | None:
    if not shapes or type(axis) is not int or not -len(shapes[0]) <= axis < len(shapes[0]):
        return None
    return shapes[0][axis]


def kernel_shape(arrays: Sequence[StoredArray]) -> tuple[int, ...]:
    """The shape of the kernel, or of the one array of a layer that has another."""
    shapes = {array.name.rpartition("/")[2]: array.shape for array in reversed(arrays)}
    return next((shapes[name] for name in KERNEL_NAMES if name in shapes), arrays[0].shape if arrays else ())


def _of_kernel(layer: KerasLayer, arrays: Sequence[StoredArray]) -> int | None:
    kernel = kernel_shape(arrays)
    axis = KERNEL_AXES.get(layer.kind, -2)
    if layer.kind == "EinsumDense" or not -len(kernel) <= axis < len(kernel):
        return kernel[0] if len(kernel) == 1 else None
    groups = layer.config.get("groups", 1)
    return kernel[axis] * (groups if type(groups) is int else 1)
