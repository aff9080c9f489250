"""Operations element by element, with the axes of length 1 that the arrays of a framework have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symbolic.language import nodes as n
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.tracing import algebra
from symbolic.tracing.extents import Extents
from symbolic.tracing.traced import BATCH_AXIS, ONE_AXIS, Traced, TracedAxis, Untraceable, places

Build = Callable[..., n.Node]


def elementwise(extents: Extents, build: Build, values: Sequence[Traced]) -> Traced:
    """``build`` of the expressions of values whose axes are those of the result, or of numbers."""
    axes = aligned(extents, values)
    fitted = [_without_single_axes(extents, value, axes) for value in values]
    wanted = [place - len(axes) for place, axis in enumerate(axes) if isinstance(axis, Size)]
    held = [[place - len(value.axes) for place in places(value)] for value in fitted]
    # One number for each channel is added to a whole map.
    channels = wanted[:1] if len(wanted) > 2 else wanted
    if all(not mine or mine in (wanted, channels) for mine in held):
        return Traced(build(*(value.node for value in fitted)), axes, not any(held))
    if build is algebra.multiply and len(wanted) == 2 and len(fitted) == 2:
        return Traced(_outer(fitted, held, wanted), axes)
    if build is algebra.divide and len(wanted) == 2 and [len(mine) for mine in held] == [2, 1]:
        inverse = algebra.divide(algebra.number(1), fitted[1].node)
        return Traced(_outer([fitted[0], fitted[1]._replace(node=inverse)], held, wanted), axes)
    raise Untraceable("a vector is added to every row of a matrix, or set against one, which the language cannot say")


def aligned(extents: Extents, values: Sequence[Traced]) -> tuple[TracedAxis, ...]:
    """The axes of the result, sizes that meet tied to each other."""
    length = max(len(value.axes) for value in values)
    axes: list[TracedAxis] = []
    for place in range(-length, 0):
        meeting = [value.axes[place] for value in values if -place <= len(value.axes)]
        sizes = [axis for axis in meeting if isinstance(axis, Size)]
        longer = [size for size in sizes if extents.at(size) != 1] or sizes
        for size in longer[1:]:
            extents.tie(longer[0], size)
        if BATCH_AXIS in meeting:
            if longer and extents.at(longer[0]) != 1:
                raise Untraceable("it mixes the samples of a batch")
            axes.append(BATCH_AXIS)
        else:
            axes.append(longer[0] if longer else ONE_AXIS)
    return tuple(axes)


def _without_single_axes(extents: Extents, value: Traced, axes: Sequence[TracedAxis]) -> Traced:
    """A vector of one element as a number, where it stands for every element of an axis."""
    for place in places(value):
        mine, result = value.axes[place], axes[place - len(value.axes)]
        long = isinstance(result, Size) and isinstance(mine, Size) and extents.at(result) != 1 == extents.at(mine)
        if not long and result != BATCH_AXIS:
            continue
        if value.rank != 1:
            raise Untraceable("a matrix of one column is used for every column, which the language cannot express")
        extents.tie(value.shape[0], ONE)
        return Traced(
            n.Call("element", (value.node,), (NO_SIZE,)), (*value.axes[:place], ONE_AXIS, *value.axes[place + 1 :])
        )
    return value


def _outer(values: Sequence[Traced], held: list[list[int]], wanted: list[int]) -> n.Node:
    """The product of a column and a row, or of a matrix with one of them."""
    nodes = [value.node for value in values]
    if [len(mine) for mine in held] == [1, 1]:
        column, row = nodes if held[0][0] == wanted[0] else nodes[::-1]
        return algebra.product(column, algebra.transpose(row))
    matrix = 0 if len(held[0]) == 2 else 1
    scale = algebra.call("diag", nodes[1 - matrix])
    pair = (scale, nodes[matrix]) if held[1 - matrix][0] == wanted[0] else (nodes[matrix], scale)
    return algebra.product(*pair)
