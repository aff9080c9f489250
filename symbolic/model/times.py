"""How often a layer of a network is computed for a sequence, and how that is said."""

from __future__ import annotations

from symbolic.derive.cost import AT_STEPS, ONCE, STEPS_NOT_KNOWN, UNFOLLOWED
from symbolic.errors import UsageError
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.course import SEQUENCE_STEPS
from symbolic.model.placed import Placed


def find_times(layer: Placed, steps: Size) -> tuple[str, Size]:
    """A note, empty where it is at each of so many steps, and how often the layer is computed for them.

    >>> from symbolic.model.network import Model
    >>> for layer in Model.parse("input(4) > conv(8, 5) > lstm(6, last) > dense(2)").layers:
    ...     print(layer.name, *find_times(layer, Size.letter("T")))
    conv at T - 4 steps T - 4
    lstm at T - 4 steps T - 4
    dense once per sequence 1
    """
    course, made = layer.course, layer.made
    if course is None:
        return "", steps
    if course.vector:
        return ONCE, ONE
    if course.open_at:
        return f"{STEPS_NOT_KNOWN} {course.open_at}", steps
    if course.maps:
        return "", steps
    try:
        times = course.at(steps)
        if times is not None and made is not None and made.axes > 1 and made.map and course.start != SEQUENCE_STEPS:
            return "on the map that is said", ONE
        if times is not None and made is not None and made.axes < 2 and not made.repeats:
            computed = made.computed_map((times,))
            times = computed and computed[0]
    except UsageError as error:
        raise UsageError(f"{layer.name}: {error}") from None
    if times is None:
        return UNFOLLOWED, steps
    return ("" if times == steps else f"{AT_STEPS} {times} steps"), times
