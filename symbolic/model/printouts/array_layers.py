"""The layer that has a few arrays, by the names that Keras, Flax and Haiku give them and by their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from symbolic.model.layers import Conv, LayerNorm, NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.keras_weights import array_row
from symbolic.model.reading.real import real_layer
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

HAIKU_ARRAY_NAMES = {"w": "kernel", "b": "bias", "embedding": "embeddings", "scale": "gamma", "offset": "beta"}
MOVING_STATISTICS = ("moving_mean", "moving_variance", "mean", "var")
CONVOLUTION_KERNEL_AXES = range(3, 6)
"""The axes of the kernel of a convolution, with those of what it reads and gives."""


def array_layer(name: str, arrays: Sequence[StoredArray]) -> Placed:
    """The row of the arrays, which are listed as they are where no layer has them.

    >>> array_layer("Conv_0", [StoredArray("bias", (8,)), StoredArray("kernel", (3, 12, 8))]).what
    'convolution over 3'
    >>> array_layer("norm", [StoredArray("scale", (8,)), StoredArray("bias", (8,))]).what
    'layer norm'
    """
    named = [_named(array) for array in arrays]
    named.sort(key=lambda array: array.name in ("bias", "beta"))
    shapes = {array.name: array.shape for array in named}
    kernel, bias = shapes.get("kernel", ()), shapes.get("bias")
    if {*shapes} <= {"kernel", "bias"} and len(kernel) in CONVOLUTION_KERNEL_AXES and (conv := _conv(kernel, bias)):
        return real_layer(name, conv[0], conv[1], named, "arrays")
    gain, shift = shapes.get("gamma"), shapes.get("beta", bias)
    if {*shapes} in ({"gamma", "beta"}, {"gamma", "bias"}) and gain == shift and gain:
        return real_layer(name, partial(LayerNorm, *gain), gain[-1], named, "arrays")
    return array_row(name, named)


def by_name(arrays: Sequence[StoredArray]) -> dict[str, StoredArray]:
    """The arrays by the names that Keras has for them."""
    named = [_named(array) for array in arrays]
    return {array.name: array for array in named}


def _named(array: StoredArray) -> StoredArray:
    trained = array.trained and array.name not in MOVING_STATISTICS and "int" not in array.dtype
    return replace(array, name=HAIKU_ARRAY_NAMES.get(array.name, array.name), trained=trained)


def _conv(kernel: tuple[int, ...], bias: tuple[int, ...] | None) -> tuple[partial[NetworkLayer], int] | None:
    """A convolution and what it reads; one in as many groups as channels has a bias for all that they give."""
    *windows, reads, gives = kernel
    if bias in (None, (gives,)):
        return partial(Conv, gives, *windows, bias=bias is not None), reads
    if bias == (reads * gives,):
        return partial(Conv, reads * gives, *windows, groups=reads), reads
    return None
