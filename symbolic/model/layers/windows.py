"""How long the axes of a map are behind a window that is laid on it: a convolution, a pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.errors import UsageError
from symbolic.language.sizes.size import ONE, Size

Map = tuple[Size, ...] | None
"""How long each axis is; None where nothing says it."""

PADDINGS = ("valid", "same", "causal")


def window(size: Size, width: Size, step: Size, padding: Size | str, spread: Size = ONE) -> Size | None:
    """At how many places of an axis a window is laid; None where the letters do not say it.

    ``padding`` is a word of Keras's, or how many numbers stand on each side, as in PyTorch. Raises `UsageError` for a
    window that is larger than the axis.

    >>> window(Size.of(28), Size.of(3), Size.of(2), "valid"), window(Size.of(28), Size.of(3), Size.of(2), "same")
    (Size('13'), Size('14'))
    """
    if isinstance(padding, Size):
        size, padding = size + padding * 2, "valid"
    covered = size - 1 if padding != "valid" else size - (width - 1) * spread - 1
    if step == ONE:
        places = covered + 1
    elif covered.constant is None or not step.constant:
        return None
    else:
        places = Size.of(covered.constant // step.constant + 1)
    if places.constant is not None and places.constant < 1:
        raise UsageError("the window is larger than the map that it is laid on")
    return places


def transposed(size: Size, width: Size, step: Size, padding: Size | str, spread: Size = ONE) -> Size | None:
    """How long an axis is behind a transposed convolution; None where the letters do not say it.

    Raises `UsageError` where the padding takes all of it away.
    """
    if padding == "same":
        return size * step
    width = (width - 1) * spread + 1
    if isinstance(padding, Size):
        behind = (size - 1) * step + width - padding * 2
        if behind.constant is not None and behind.constant < 1:
            raise UsageError("the padding of a transposed convolution leaves nothing of the map")
        return behind
    more = (width - step).constant
    return None if more is None else size * step + max(more, 0)


def laid(rule: Any, extents: Sequence[Size], *each: Sequence[Any]) -> Map:
    """The axes behind a window on each of them; None where one is not known."""
    behind = tuple(rule(*axis) for axis in zip(extents, *each, strict=True))
    return None if None in behind else behind


def for_each(name: str, values: Sequence[Any], axes: int) -> tuple[Any, ...]:
    """A value for each axis, from one for all of them; raises `UsageError` for another number of values."""
    if len(values) not in (1, axes):
        raise UsageError(f"{name} is one number or {axes}, one for each axis of the map; {len(values)} are given")
    return tuple(values) if len(values) == axes else (values[0],) * axes
