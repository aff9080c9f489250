"""The usual words for layers in a network as text, beside those that are names of the layers here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from symbolic.errors import UsageError
from symbolic.model.layers import LAYER_CLASSES
from symbolic.model.layers.arranging import Pool
from symbolic.model.layers.attention import MultiHeadAttention
from symbolic.model.layers.base import ExtentsLike, NetworkLayer, SizeLike
from symbolic.model.layers.convolution import Conv
from symbolic.model.layers.dense import Dense
from symbolic.model.layers.norm import BatchNorm, GroupNorm, LayerNorm, RMSNorm
from symbolic.model.layers.plain import Plain

ACTIVATION_WORDS = (
    "relu tanh sigmoid softmax gelu elu selu silu swish leaky_relu softplus softsign log_softmax identity"
)


def activation(function: SizeLike = "activation", *, name: str = "") -> NetworkLayer:
    """A function of each number: ``activation(relu)``."""
    return Plain(str(function).strip("\"'"), applies=True, name=name)


def plain(title: str, /, *, name: str = "") -> NetworkLayer:
    """A function by its name: ``relu``."""
    return Plain(title, applies=True, name=name)


def convolution(
    axes: int,
    /,
    filters: SizeLike,
    *extents: SizeLike,
    stride: ExtentsLike = 1,
    padding: str = "valid",
    dilation: ExtentsLike = 1,
    bias: bool = True,
    groups: SizeLike = 1,
    map: ExtentsLike | None = None,
    frozen: bool = False,
    name: str = "",
) -> NetworkLayer:
    """A convolution over so many axes, from one extent of the kernel for all of them or one for each."""
    if len(extents) not in (1, axes):
        raise UsageError(f"conv{axes}d takes filters and 1 or {axes} extents, such as conv{axes}d(64, 3)")
    every = extents if len(extents) == axes else extents * axes
    steps = {"stride": stride, "padding": padding, "dilation": dilation}
    return Conv(filters, *every, **steps, bias=bias, groups=groups, map=map, frozen=frozen, name=name)


LAYER_MAKERS: Mapping[str, Callable[..., NetworkLayer]] = {
    **LAYER_CLASSES,
    **{word: partial(plain, word) for word in ACTIVATION_WORDS.split()},
    **{f"conv{axes}d": partial(convolution, axes) for axes in (1, 2, 3)},
    **dict.fromkeys(("linear", "fc"), Dense),
    "activation": activation,
    "multihead_attention": MultiHeadAttention,
    "layernorm": LayerNorm,
    "batchnorm": BatchNorm,
    "groupnorm": GroupNorm,
    "rmsnorm": RMSNorm,
    "max_pool": partial(Pool, kind="max"),
    "avg_pool": partial(Pool, kind="average"),
}
"""What makes the layer of each word."""
