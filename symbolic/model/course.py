"""The course of a sequence through a network: how many steps it has at each layer."""

from __future__ import annotations

from typing import Any

from symbolic.language.sizes.size import ONE, Size
from symbolic.record import Record, replace

SEQUENCE_STEPS = Size.letter("T")
"""How many steps a sequence has, and an attention looks at."""

PROBE = Size.of(10**6 + 3)
"""A long sequence, of which a layer that knows what it does says how long it is behind it."""


class Course(Record):
    """A sequence of ``start`` steps behind the layers that make another number of them, its ``changes``.

    ``said``: the input of the network says how many there are. ``vector``: one vector a sequence is left of it.
    ``maps``: each step is a map of several axes. ``ordered``: a layer has read it as a sequence. ``open_at`` is the
    name of a layer that does not say how many steps it gives, from which on they are taken for those of the sequence.

    >>> from symbolic.model.layers import Conv
    >>> course = Course().behind(Conv(8, 5, stride=2), "conv")
    >>> course.at(Size.of(100)), course.at(Size.letter("T"))
    (Size('48'), None)
    """

    start: Size = SEQUENCE_STEPS
    changes: tuple[Any, ...] = ()
    said: bool = False
    vector: bool = False
    maps: bool = False
    ordered: bool = False
    open_at: str = ""
    length: Size | None = None
    """How many steps the sequence itself has, where the layer is computed at others of them."""

    @classmethod
    def of(cls, extents: tuple[Size, ...] | None) -> Course:
        """The course that begins with a map of these extents, the steps among them; None where nobody says them."""
        if extents is None:
            return cls()
        return cls(extents[0], said=True) if len(extents) == 1 else cls(maps=True)

    def at(self, steps: Size) -> Size | None:
        """How many steps there are in a sequence of so many, None where these do not say it.

        Raises `UsageError` for a sequence that is shorter than a window.
        """
        if self.vector:
            return ONE
        extents = (self.start.substitute({str(SEQUENCE_STEPS): steps}),)
        for layer in self.changes:
            extents = layer.map_behind(extents)
            if extents is None:
                return None
        return extents[0]

    def behind(self, layer: Any, name: str) -> Course:
        """The course behind a layer."""
        if layer.repeats:
            return Course(layer.times)
        if self.vector:
            return self
        if layer.last or layer.flattens:
            return self._gathered(layer)
        if self.maps:
            return self
        if layer.axes > 1:
            behind = layer.map_behind(layer.map) if layer.map and self.start != SEQUENCE_STEPS else None
            return Course(behind[0], ordered=True) if behind and len(behind) == 1 else Course(maps=True)
        here = replace(self, ordered=True) if layer.axes == 1 and not self.ordered else self
        if layer.keeps_steps:
            return here
        behind = layer.map_behind((PROBE,))
        if behind is not None and len(behind) == 1:
            return here if behind == (PROBE,) else replace(here, changes=(*here.changes, layer), ordered=True)
        if layer.by_step and self.start == SEQUENCE_STEPS and not self.changes:
            return here
        return replace(Course(ordered=here.ordered), open_at=name)

    def _gathered(self, layer: Any) -> Course:
        """Behind what makes one vector of a map, or of a sequence."""
        if self.maps and not layer.ends_sequence:
            return Course()
        # Of an input that nobody calls a sequence, what is made flat may be a step.
        if layer.flattens and self.start == SEQUENCE_STEPS and not self.ordered:
            return self
        return replace(self, vector=True, maps=False)
