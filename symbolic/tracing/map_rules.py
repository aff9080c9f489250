"""Convolutions over maps, as the layers of PyTorch compute them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.tracing.elementwise_rules import add
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import ONE_AXIS, Traced, Untraceable


def convolved(
    trace: Trace,
    value: Traced,
    kernel: Traced,
    bias: Traced | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Traced:
    """A map of as many places as before: zeros around it, each place beside its neighbours."""
    extents = kernel.axes[2:]
    if {*_numbers(stride), *_numbers(dilation), groups} != {1}:
        raise Untraceable("its strides, dilations or groups are not 1")
    if value.single or kernel.single or not isinstance(kernel.node, n.Parameter):
        raise Untraceable("its kernel is not a parameter of the module")
    if ONE_AXIS in kernel.axes[:2] or value.rank != len(extents) + 1:
        raise Untraceable("it runs over axes of one element; make the module with larger sizes")
    # A kernel that sees its own place alone has axes of one element, which are axes of it too.
    extents = tuple(Size.of(1) if extent == ONE_AXIS else extent for extent in extents)
    trace.stored_axes[kernel.node.name] = (*kernel.axes[:2], *extents)
    held = [trace.extents.at(extent) for extent in extents if isinstance(extent, Size)]
    around = [padding] * len(held) if isinstance(padding, str | int) else list(padding) * (len(held) // len(padding))
    if any(width != "same" and 2 * width != extent - 1 for width, extent in zip(around, held, strict=True)):
        raise Untraceable("it gives a map of another extent; pad by half of the kernel")
    filters, channels = kernel.axes[:2]
    if not isinstance(channels, Size) or not isinstance(value.shape[0], Size):
        raise Untraceable("it has one channel alone")
    trace.extents.tie(channels, value.shape[0])
    for extent, number in zip(extents, held, strict=True):
        # As the number of heads, the extent of a kernel is a number.
        if isinstance(extent, Size):
            trace.extents.tie(extent, Size.of(number))
    call = n.Call("conv", (kernel.node, value.node), tuple(map(Size.of, held)))
    result = Traced(call, (*value.axes[: len(value.axes) - value.rank], filters, *value.shape[1:]))
    if bias is None:
        return result
    return add(trace, result, bias._replace(axes=(*bias.axes, *(ONE_AXIS for _ in extents))))


def _numbers(part: int | Sequence[int]) -> list[int]:
    return [part] if isinstance(part, int) else list(part)
