"""Arrays that are stacked along an axis of their own: members of a family, and states that are read by them."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.tracing import algebra
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import ONE_AXIS, Traced, Untraceable, places

STACK_CALL = "stack"
"""The call that holds members while a graph is read; no equation has it."""


def stacked(trace: Trace, values: Sequence[Traced], place: int = 0) -> Traced:
    """Members along a new axis."""
    trace.by_members = True
    count = len(values[0].axes) + 1
    place = place % count
    first = values[0]
    for value in values:
        whole = value.single and any(isinstance(axis, Size) for axis in value.axes)
        if whole or places(value) != places(first):
            raise Untraceable("it stacks numbers or arrays of different kinds")
        for mine, theirs in zip(first.axes, value.axes, strict=True):
            if isinstance(mine, Size) and isinstance(theirs, Size):
                trace.extents.tie(mine, theirs)
    index = sum(at < place for at in places(first))
    # One number for each sequence is the only element there.
    axes = (*first.axes[:place], Size.of(len(values)), *first.axes[place:])
    return Traced(n.Call(STACK_CALL, tuple(value.node for value in values), (Size.of(index),)), axes)


def is_stack(value: object) -> bool:
    return isinstance(value, Traced) and isinstance(value.node, n.Call) and value.node.name == STACK_CALL


def is_nested(value: Traced) -> bool:
    """Whether stacks are stacked, which no equation has in one name."""
    parts = value.node.arguments if is_stack(value) and isinstance(value.node, n.Call) else ()
    return any(isinstance(part, n.Call) and part.name == STACK_CALL for part in parts)


def members_along(trace: Trace, value: Traced, place: int) -> list[Traced] | None:
    """The members of a stack along its axis, or of a state or a signal that is read by members; else None."""
    place = place % len(value.axes)
    held = places(value)
    if place not in held:
        return None
    axes = (*value.axes[:place], *value.axes[place + 1 :])
    node = value.node
    if isinstance(node, n.Call) and node.name == STACK_CALL:
        if Size.of(held.index(place)) != node.sizes[0]:
            raise Untraceable("it takes a part of each array that it has stacked; take it before they are stacked")
        return [Traced(part, axes) for part in node.arguments]
    extent = value.axes[place]
    if not isinstance(node, n.Signal) or node.index or held.index(place) or not isinstance(extent, Size):
        return None
    if value.rank < 2 and node.name not in trace.families | trace.parts.heads:
        return None
    if node.name in trace.parts.whole or not (node.lag or node.name in {*trace.families, *trace.given}):
        return None
    count = trace.extents.at(extent)
    trace.extents.tie(extent, Size.of(count))
    return [Traced(n.Signal(node.name, node.lag, (Size.of(at),)), axes) for at in range(count)]


def total(trace: Trace, value: Traced, place: int, keep: bool) -> Traced | None:
    """The sum of the members of a stack, or None where it is not a sum of members."""
    node = value.node
    named = isinstance(node, n.Signal) and node.name in trace.families
    members = members_along(trace, value, place) if is_stack(value) or named else None
    if members is None:
        return None
    result = members[0].node
    for member in members[1:]:
        result = algebra.add(result, member.node)
    place = place % len(value.axes)
    axes = (*value.axes[:place], *((ONE_AXIS,) if keep else ()), *value.axes[place + 1 :])
    return Traced(result, axes)


def joined(trace: Trace, values: Sequence[Traced], place: int) -> Traced | None:
    """Stacks one behind the other along their axis, single arrays with an axis of length 1 among them."""
    place = place % len(values[0].axes)
    single = any(value.axes[place] == ONE_AXIS and value.rank for value in values)
    if not (single or any(is_stack(value) for value in values)):
        return None
    members: list[Traced] = []
    for value in values:
        parts = members_along(trace, value, place)
        if parts is not None:
            members += parts
        elif value.axes[place] == ONE_AXIS:
            members.append(value._replace(axes=(*value.axes[:place], *value.axes[place + 1 :])))
        else:
            return None
    return stacked(trace, members, place)
