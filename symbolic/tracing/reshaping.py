"""Views: what changes the axes of an array and not its numbers, as far as it means something for one sample."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.language import nodes as n
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.tracing import algebra
from symbolic.tracing.extents import Extents
from symbolic.tracing.traced import BATCH_AXIS, ONE_AXIS, Traced, TracedAxis, Untraceable, places


def axis_of(extents: Extents, number: int, batch: int) -> TracedAxis:
    """What an axis of this length is: the batch, a single one or an extent that is not known yet."""
    return BATCH_AXIS if number == batch else ONE_AXIS if number == 1 else extents.unknown(number)


def unsqueeze(value: Traced, place: int) -> Traced:
    place = place + len(value.axes) + 1 if place < 0 else place
    return value._replace(axes=(*value.axes[:place], ONE_AXIS, *value.axes[place:]))


def squeeze(extents: Extents, value: Traced, chosen: Sequence[int] | None) -> Traced:
    """Without the axes of one element, or those of them that are chosen."""
    count = len(value.axes)
    wanted = set(range(count)) if chosen is None else {place % count for place in chosen}
    gone = []
    for place in sorted(wanted):
        axis = value.axes[place]
        if axis == ONE_AXIS or (isinstance(axis, Size) and extents.at(axis) == 1):
            gone.append(place)
    sizes = [place for place in gone if isinstance(value.axes[place], Size)]
    node = value.node
    if sizes and not value.single:
        if value.rank != 1:
            raise Untraceable("it takes an axis of one element off a matrix")
        extents.tie(value.shape[0], ONE)
        node = n.Call("element", (node,), (NO_SIZE,))
    axes = tuple(axis for place, axis in enumerate(value.axes) if place not in gone)
    return Traced(node, axes, value.single)


def permute(value: Traced, order: Sequence[int]) -> Traced:
    order = [place % len(value.axes) for place in order]
    kept = [place for place in order if place in places(value)]
    node = value.node if kept == sorted(kept) else algebra.transpose(value.node)
    if len(kept) > 2 and kept != sorted(kept):
        raise Untraceable("it exchanges axes of an array of three")
    return Traced(node, tuple(value.axes[place] for place in order), value.single)


def swapped(value: Traced, first: int, second: int) -> Traced:
    """Two axes exchanged."""
    order = list(range(len(value.axes)))
    first, second = first % len(order), second % len(order)
    order[first], order[second] = order[second], order[first]
    return permute(value, order)


def expand(extents: Extents, value: Traced, axes: Sequence[TracedAxis]) -> Traced:
    """Repeated along axes of length 1; the expression stays, as it stands for every element there."""
    result: list[TracedAxis] = []
    for place, axis in enumerate(axes):
        at = place - len(axes)
        mine = value.axes[at] if -at <= len(value.axes) else ONE_AXIS
        if isinstance(mine, Size) and isinstance(axis, Size) and extents.at(mine) == extents.at(axis):
            extents.tie(mine, axis)
            result.append(mine)
        elif mine in (axis, ONE_AXIS):
            # A vector that is repeated into a matrix is still a vector.
            repeated = isinstance(axis, Size) and not value.single and bool(value.shape)
            result.append(ONE_AXIS if repeated and mine == ONE_AXIS else axis if mine == ONE_AXIS else mine)
        else:
            raise Untraceable("it repeats an axis that has elements of its own")
    single = value.single or not value.shape
    return Traced(value.node, tuple(result), single)


def view(extents: Extents, value: Traced, numbers: Sequence[int], batch: int) -> Traced:
    """Axes of one element put in or taken out; a vector as a matrix is not read."""
    old = [axis for axis in value.axes if axis != ONE_AXIS]
    lengths = [
        batch if axis == BATCH_AXIS else extents.at(axis)
        for axis in old
        if not isinstance(axis, str) or axis == BATCH_AXIS
    ]
    if [length for length in lengths if length != 1] != [number for number in numbers if number != 1]:
        raise Untraceable("it views an array with other axes, which has no form in the language")
    waiting = [axis for axis, length in zip(old, lengths, strict=True) if length != 1]
    if len(waiting) != len(old) and not value.single:
        if value.rank != 1:
            raise Untraceable("it takes an axis of one element off a matrix")
        value = Traced(n.Call("element", (value.node,), (NO_SIZE,)), value.axes)
    rest = iter(waiting)
    return Traced(value.node, tuple(ONE_AXIS if number == 1 else next(rest) for number in numbers), value.single)


def joined(extents: Extents, values: Sequence[Traced], place: int) -> Traced:
    """Arrays one behind the other along an axis."""
    place = place % len(values[0].axes)
    ranks = {value.rank for value in values}
    ends = [value.axes[place] for value in values]
    if BATCH_AXIS in ends:
        raise Untraceable("it puts the samples of several batches together")
    if any(value.single for value in values) or len(ranks) != 1 or ONE_AXIS in ends:
        raise Untraceable("it joins numbers or arrays of different kinds, and concat takes vectors")
    if len(values) > 8:
        raise Untraceable("concat takes at most eight arrays")
    axes = list(values[0].axes)
    for value in values[1:]:
        for at, axis in enumerate(value.axes):
            mine = axes[at]
            if at != place and isinstance(axis, Size) and isinstance(mine, Size):
                extents.tie(mine, axis)
            elif at != place and axis == BATCH_AXIS:
                axes[at] = BATCH_AXIS
    lengths = tuple(end for end in ends if isinstance(end, Size))
    axes[place] = sum(lengths, NO_SIZE)
    nodes = [value.node for value in values]
    if places(values[0]).index(place) == 0:
        return Traced(n.Call("concat", tuple(nodes), lengths), tuple(axes))
    return Traced(algebra.transpose(n.Call("concat", tuple(map(algebra.transpose, nodes)), lengths)), tuple(axes))
