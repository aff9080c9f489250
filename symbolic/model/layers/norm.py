"""Normalisations: a gain and a bias, and the statistics that a batch norm keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import prod

from symbolic.errors import FitError
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.base import NO_ARGUMENTS, NetworkLayer, SizeLike, read_extents, read_size
from symbolic.model.layers.equations import normalised
from symbolic.model.placed import Placed

N = Size.letter("n")


class LayerNorm(NetworkLayer):
    """A gain and a bias for each number that it reads: ``2·n``.

    ``extents`` are the axes that have a gain of their own, where they are not the last one alone: PyTorch's
    ``normalized_shape``, the sizes of Keras's ``axis``.

    >>> str(LayerNorm().place("norm", Size.letter("m"), ()).size), str(LayerNorm(3, 4).place("n", Size.of(4), ()).size)
    ('2*m', '24')
    """

    word = "layer_norm"
    title = "layer norm"

    @property
    def at_each_place(self) -> bool:
        return len(self.extents) < 2

    def __init__(self, *extents: SizeLike, gain: bool = True, bias: bool = True, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.extents, self.gain, self.bias = read_extents("extent", extents), gain, bias

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        width = prod(self.extents, start=ONE) if self.extents else reads or N
        what = f"{self.title} over {'×'.join(map(str, self.extents))}" if len(self.extents) > 1 else self.title
        held = {**({"gain": N} if self.gain else {}), **({"bias": N} if self.bias else {})}
        computes = partial(normalised, self.word, self.gain, self.bias)
        return self._placed(
            name, what, held, {"n": width}, reads or width, reads or width, self._kept(), computes=computes
        )

    def _kept(self) -> Mapping[str, Size]:
        """What is stored and not trained."""
        return NO_ARGUMENTS


class RMSNorm(LayerNorm):
    """A norm by the root of the mean square, with a gain alone: ``n``. Source: Zhang and Sennrich 2019.

    >>> str(RMSNorm().place("norm", Size.letter("m"), ()).size)
    'm'
    """

    word = "rms_norm"
    title = "RMS norm"

    def __init__(self, *extents: SizeLike, gain: bool = True, frozen: bool = False, name: str = ""):
        super().__init__(*extents, gain=gain, bias=False, frozen=frozen, name=name)


class GroupNorm(LayerNorm):
    """A layer norm in each of ``groups`` groups of channels; a gain and a bias for each channel: ``2·n``.

    >>> str(GroupNorm(2).place("norm", Size.letter("c"), ()).size)
    '2*c'
    """

    word = "group_norm"
    title = "group norm"

    def __init__(
        self, groups: SizeLike = 32, *, gain: bool = True, bias: bool = True, frozen: bool = False, name: str = ""
    ):
        super().__init__(gain=gain, bias=bias, frozen=frozen, name=name)
        self.groups = read_size("groups", groups)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        groups, channels = self.groups.constant, (reads or N).constant
        if groups and channels and channels % groups:
            raise FitError(f"{name} has {groups} groups, which do not divide the {channels} channels that it reads")
        return super().place(name, reads, before)


class BatchNorm(LayerNorm):
    """A gain and a bias that are trained, a mean and a variance that are not, unless ``statistics`` is false.

    >>> placed = BatchNorm().place("batch_norm", Size.letter("m"), ())
    >>> str(placed.size), str(placed.fixed)
    ('2*m', '2*m')
    """

    word = "batch_norm"
    title = "batch norm"

    def __init__(
        self,
        *extents: SizeLike,
        gain: bool = True,
        bias: bool = True,
        statistics: bool = True,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(*extents, gain=gain, bias=bias, frozen=frozen, name=name)
        self.kept = statistics

    def _kept(self) -> Mapping[str, Size]:
        return {"mean": N, "variance": N} if self.kept else NO_ARGUMENTS
