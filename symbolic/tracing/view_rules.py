"""What operators of PyTorch do to the axes of an array: views, cuts, joins, sums, arrays of one number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.tracing import algebra, reshaping, stacks
from symbolic.tracing.elementwise_rules import OperatorRule
from symbolic.tracing.heads import headed
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import Traced, Untraceable, constant, places


def chunks(trace: Trace, value: Traced, count: int, place: int = 0) -> list[Traced]:
    whole = value.axes[place]
    if count == 1:
        return [value]
    held = trace.extents.at(whole) if isinstance(whole, Size) else 1
    if not isinstance(whole, Size) or held % count:
        return split(trace, value, -(-held // count), place)
    if held == count and value.rank > 1:
        return [reshaping.unsqueeze(trace.select(value, place, at), place % len(value.axes)) for at in range(count)]
    length = whole / count
    return [trace.cut(value, place, length * at, length) for at in range(count)]


def split(trace: Trace, value: Traced, lengths: Any, place: int = 0) -> list[Traced]:
    whole = value.axes[place]
    if not isinstance(whole, Size):
        raise Untraceable("it splits the samples of a batch")
    held = trace.extents.at(whole)
    if isinstance(lengths, int):
        lengths = [min(lengths, held - start) for start in range(0, held, lengths)]
        if len(set(lengths)) == 1:
            return chunks(trace, value, len(lengths), place)
    sizes = [trace.extents.unknown(length) for length in lengths]
    trace.extents.tie(sum(sizes, NO_SIZE), whole)
    starts = [sum(sizes[:at], NO_SIZE) for at in range(len(sizes))]
    return [trace.cut(value, place, start, size) for start, size in zip(starts, sizes, strict=True)]


def transposed(trace: Trace, value: Traced) -> Traced:
    return value if len(value.axes) < 2 else reshaping.swapped(value, 0, 1)


def turned(trace: Trace, value: Traced) -> Traced:
    return reshaping.swapped(value, -1, -2)


def swapped(trace: Trace, value: Traced, first: int, second: int) -> Traced:
    return reshaping.swapped(value, first, second)


def permuted(trace: Trace, value: Traced, order: Sequence[int]) -> Traced:
    return reshaping.permute(value, order)


def unsqueezed(trace: Trace, value: Traced, place: int) -> Traced:
    return reshaping.unsqueeze(value, place)


def squeezed(trace: Trace, value: Traced, chosen: Any = None) -> Traced:
    return reshaping.squeeze(trace.extents, value, [chosen] if isinstance(chosen, int) else chosen)


def expanded(trace: Trace, value: Traced, numbers: Sequence[int], **_: Any) -> Traced:
    missing = len(numbers) - len(value.axes)
    axes = [
        value.axes[place - missing] if number == -1 else reshaping.axis_of(trace.extents, number, trace.batch)
        for place, number in enumerate(numbers)
    ]
    return reshaping.expand(trace.extents, value, axes)


def like(trace: Trace, value: Traced, other: Traced, **_: Any) -> Traced:
    return reshaping.expand(trace.extents, value, other.axes)


def viewed(trace: Trace, value: Traced, numbers: Sequence[int], **_: Any) -> Traced:
    numbers = list(numbers)
    if -1 in numbers:
        held = math.prod(
            trace.extents.at(axis) if isinstance(axis, Size) else trace.batch if axis == "batch" else 1
            for axis in value.axes
        )
        numbers[numbers.index(-1)] = held // -math.prod(numbers)
    result = headed(trace, value, numbers, chunks)
    return reshaping.view(trace.extents, value, numbers, trace.batch) if result is None else result


def flattened(trace: Trace, value: Traced, first: int = 0, last: int = -1) -> Traced:
    held = [trace.extents.at(a) if isinstance(a, Size) else trace.batch if a == "batch" else 1 for a in value.axes]
    first, last = first % len(held), last % len(held)
    return viewed(trace, value, [*held[:first], math.prod(held[first : last + 1]), *held[last + 1 :]])


def unflattened(trace: Trace, value: Traced, place: int, numbers: Sequence[int]) -> Traced:
    held = [trace.extents.at(a) if isinstance(a, Size) else trace.batch if a == "batch" else 1 for a in value.axes]
    place = place % len(held)
    rest = [held[place] // -math.prod(numbers) if number == -1 else number for number in numbers]
    return viewed(trace, value, [*held[:place], *rest, *held[place + 1 :]])


def joined(trace: Trace, values: Sequence[Traced], place: int = 0, **_: Any) -> Traced:
    if len(values) == 1:
        return values[0]
    return stacks.joined(trace, values, place) or reshaping.joined(trace.extents, values, place)


def selected(trace: Trace, value: Traced, place: int, index: int) -> Traced:
    members = stacks.members_along(trace, value, place)
    return members[index] if members is not None else trace.select(value, place, index)


def unbound(trace: Trace, value: Traced, place: int = 0) -> list[Traced]:
    if (members := stacks.members_along(trace, value, place)) is not None:
        return members
    axis = value.axes[place]
    count = trace.extents.at(axis) if isinstance(axis, Size) else 1
    return [trace.select(value, place, index) for index in range(count)]


def diagonal(trace: Trace, value: Traced, *_: Any, **__: Any) -> Traced:
    if value.rank != 1 or places(value) != [len(value.axes) - 1]:
        raise Untraceable("it makes diagonal matrices of another axis than the last of a vector")
    return Traced(algebra.call("diag", value.node), (*value.axes, value.axes[-1]))


def summed(trace: Trace, value: Traced, chosen: Any = None, keepdim: bool = False, **_: Any) -> Traced:
    if chosen is None or (isinstance(chosen, list | tuple) and not chosen):
        raise Untraceable("it sums over everything, the batch included; name the axis")
    for place in sorted([chosen] if isinstance(chosen, int) else chosen, key=lambda at: -(at % len(value.axes))):
        value = stacks.total(trace, value, place, keepdim) or trace.total(value, place, keepdim)
    return value


def filled(fill: float | None) -> OperatorRule:
    def rule(trace: Trace, numbers: Sequence[int], *rest: Any, **_: Any) -> Traced:
        axes = tuple(reshaping.axis_of(trace.extents, number, trace.batch) for number in numbers)
        return constant(rest[0] if fill is None else fill, axes)

    return rule


def filled_like(fill: float | None) -> OperatorRule:
    def rule(trace: Trace, value: Traced, *rest: Any, **_: Any) -> Traced:
        return constant(rest[0] if fill is None else fill, value.axes)

    return rule


def eye(trace: Trace, rows: int, columns: int | None = None, **_: Any) -> Traced:
    if columns not in (None, rows):
        raise Untraceable("it makes an identity that is not square")
    return trace.eye(trace.extents.unknown(rows))


def dropout(trace: Trace, value: Traced, share: float = 0.5, training: bool = False) -> Traced:
    return value
