"""How the windows of PyTorch's and Keras's classes move over a map, by arguments that change no array."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from symbolic.errors import SymbolicError
from symbolic.model.classes.layer_class import LayerClass, for_axes
from symbolic.model.layers import ConvTranspose, NetworkLayer, Plain, Pool
from symbolic.model.layers.base import read_extents
from symbolic.model.layers.convolution import Convolution

Said = Mapping[str, Callable[[], Any]]
"""What reads the value of each argument that is given."""

POOL_CLASS = re.compile(r"(Max|Avg|Average)Pool(?:ing)?([123])[dD]")
ADAPTIVE = re.compile(r"Adaptive(?:Avg|Max)Pool([123])d")
UNREAD_ARGUMENTS = {"output_padding", "data_format", "ceil_mode"}
"""Arguments with which a window is laid in another way than here."""

PASSING = re.compile(
    r"(?:Spatial|Alpha|Gaussian)?Dropout(?:[123]D)?|GaussianNoise|Masking|ActivityRegularization|identity"
)
"""What leaves every number in its place, beside functions of each number."""


def follow_map(layer: NetworkLayer, made: LayerClass, said: Said) -> None:
    """Note how the layer changes the map that it reads; where that cannot be read, the map behind it is not known."""
    try:
        if isinstance(layer, Convolution):
            layer.moves = _is_moved(layer, made, said)
        elif isinstance(layer, Plain):
            _follow_plain(layer, made, said)
    except SymbolicError:
        if isinstance(layer, Convolution):
            layer.moves = False


def _is_moved(layer: Convolution, made: LayerClass, said: Said) -> bool:
    by_torch = {"stride", "out_channels"} <= {*made.names}
    if not (by_torch or {"strides", "data_format"} <= {*made.names}) or said.keys() & UNREAD_ARGUMENTS:
        return False
    layer.move(_value(said, 1, "stride", "strides"), _padding(said), _value(said, 1, "dilation", "dilation_rate"))
    if not by_torch or not isinstance(layer, ConvTranspose):
        return True
    # Between the places that a narrow window reaches PyTorch leaves none behind the last one, and Keras does.
    measures = zip(layer.stride, layer.extents, layer.dilation, strict=True)
    left = [((width - 1) * spread + 1 - step).constant for step, width, spread in measures]
    return all(number is not None and number >= 0 for number in left)


def _follow_plain(layer: Plain, made: LayerClass, said: Said) -> None:
    layer.follows = layer.flattens and not said
    layer.passes = PASSING.fullmatch(layer.title) is not None
    if adaptive := ADAPTIVE.fullmatch(made.name):
        sizes = for_axes(made.name, "output_size", said["output_size"](), int(adaptive[1])) if said else ()
        layer.fixed_map = read_extents("output_size", sizes) if sizes else None
    pool = POOL_CLASS.fullmatch(made.name)
    if pool is None or said.keys() & {*UNREAD_ARGUMENTS, "dilation"} or ("pool_size" not in made.names and not said):
        return
    axes = int(pool[2])
    size = for_axes(made.name, "the window", _value(said, 2, "kernel_size", "pool_size"), axes)
    stride = _value(said, None, "stride", "strides")
    layer.pool = Pool(*size, stride=None if stride is None else for_axes(made.name, "stride", stride, axes))
    layer.pool = Pool(*size, stride=layer.pool.stride, padding=_padding(said))


def _value(said: Said, default: Any, *names: str) -> Any:
    """The value of the argument that goes by one of the names."""
    value = next((said[name]() for name in names if name in said), default)
    return default if str(value) == "None" else value


def _padding(said: Said) -> Any:
    """The padding as a word or a number; raises `UsageError` where it is another one for each axis."""
    padding = _value(said, 0, "padding")
    if isinstance(padding, list | tuple) and len({str(side) for side in padding}) == 1:
        padding = padding[0]
    return str(padding).lower() if str(padding).lower() in ("same", "valid", "causal") else padding
