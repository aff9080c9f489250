"""Convolutions over one to three axes: full, by channel, separable, transposed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import prod

from symbolic.errors import UsageError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.arranging import read_padding
from symbolic.model.layers.base import ExtentsLike, NetworkLayer, SizeLike, read_extents, read_size
from symbolic.model.layers.equations import dense
from symbolic.model.layers.windows import Map, for_each, laid, transposed, window
from symbolic.model.placed import MAP, Placed
from symbolic.record import replace

N, M, G, D = map(Size.letter, "nmgd")


class Convolution(NetworkLayer):
    """Base of convolutions: the extents of the kernel, and the places of the map at which it is laid.

    ``map`` are the sizes of the map at whose places the kernel is computed, an axis each: that which it gives, and of
    a transposed convolution that which it reads. Without it, a kernel of one axis goes along the steps, a place each,
    and one of more has a map of its own at each step, whose sizes stay letters.
    """

    stride: tuple[Size, ...] = (ONE,)
    dilation: tuple[Size, ...] = (ONE,)
    padding: Size | str = "valid"
    moves = True
    """Whether its strides and padding are known, and with them the map that it gives."""

    def __init__(self, extents: tuple[SizeLike, ...], map: ExtentsLike | None, bias: bool, frozen: bool, name: str):
        super().__init__(name, frozen)
        if not 1 <= len(extents) <= 3:
            raise UsageError(
                f"a convolution has one to three extents, such as {self.word}(64, 5); {len(extents)} are given"
            )
        self.extents, self.bias = read_extents("extent", extents), bias
        self.map = None if map is None else self._read_map(map)

    def _read_map(self, map: ExtentsLike) -> tuple[Size, ...]:
        sizes = read_extents("map", map)
        if len(sizes) != len(self.extents):
            raise UsageError(f"the map of {self.word} has {len(sizes)} sizes, and its kernel {len(self.extents)}")
        return sizes

    def move(self, stride: ExtentsLike, padding: SizeLike, dilation: ExtentsLike = 1) -> None:
        """Note how the kernel moves over the map."""
        axes = len(self.extents)
        self.stride = for_each("stride", read_extents("stride", stride), axes)
        self.dilation = for_each("dilation", read_extents("dilation", dilation), axes)
        self.padding = read_padding(padding)

    def map_behind(self, extents: Map) -> Map:
        if self.map is not None:
            return self.map
        if extents is None or not self.moves or len(extents) != len(self.extents):
            return None
        axes = len(self.extents)
        steps = for_each("stride", self.stride, axes), (self.padding,) * axes
        return laid(window, extents, self.extents, *steps, for_each("dilation", self.dilation, axes))

    def place_over(self, name: str, reads: Size | None, before: Sequence[Placed], extents: Map) -> Placed:
        behind = self.map_behind(extents)
        placed = replace(self.place(name, reads, before), extents=behind)
        kernel_map = self._kernel_map(extents, behind)
        return (
            placed if self.map is not None or kernel_map is None else replace(placed, places=self._of_map(kernel_map))
        )

    @property
    def axes(self) -> int:
        # A map that is said is one at each step, if nothing says how many steps there are.
        return len(self.extents) if self.map is None else max(2, len(self.extents))

    def computed_map(self, extents: Map) -> Map:
        return self._kernel_map(extents, self.map_behind(extents))

    def _kernel_map(self, extents: Map, behind: Map) -> Map:
        """The map at whose places the kernel is computed."""
        return behind

    def _of_map(self, map: tuple[Size, ...]) -> Size:
        return ONE if len(self.extents) == 1 else prod(map, start=ONE)

    def over(self, map: ExtentsLike) -> Convolution:
        """The same, at the places of a map of these sizes."""
        self.map = self._read_map(map)
        return self

    @property
    def _kernel(self) -> dict[str, Size]:
        """The extents, by their letters."""
        axes = len(self.extents)
        letters = ["k"] if axes == 1 else [f"k{axis}" for axis in range(1, axes + 1)]
        return dict(zip(letters, self.extents, strict=True))

    @property
    def _window(self) -> Size:
        return prod(map(Size.letter, self._kernel), start=ONE)

    @property
    def _places(self) -> Size:
        if self.map is not None:
            return prod(self.map, start=ONE)
        return ONE if len(self.extents) == 1 else prod(map(Size.letter, MAP[: len(self.extents)]), start=ONE)

    @property
    def _over(self) -> str:
        return f"over {'×'.join(map(str, self.extents))}{'' if self.bias else ', no bias'}"


class Conv(Convolution):
    """A convolution with one extent per axis: ``k·n·m + m`` over time, ``k1·k2·n·m + m`` over a map.

    The channels come in and go out; behind a map, `Reshape` says how many numbers each step has.

    >>> str(Conv("c", 5, 3, groups=2).place("conv", Size.of(4), ()).size)
    '31*c'
    """

    word = "conv"
    title = "convolution"

    def __init__(
        self,
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
    ):
        super().__init__(extents, map, bias, frozen, name)
        self.move(stride, padding, dilation)
        self.filters, self.groups = read_size("filters", filters), read_size("groups", groups)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        sizes = {**self._kernel, "n": reads, "m": self.filters}
        kernel = self._window * N * M
        if self.groups != ONE:
            sizes["g"], kernel = self.groups, kernel / G
        held = {"kernel": kernel, **({"bias": M} if self.bias else {})}
        # At one place of the map it is a dense layer on what the kernel covers.
        computes = partial(dense, self.bias, kernel / M)
        what = f"{self.title} {self._over}"
        return self._placed(name, what, held, sizes, reads, self.filters, computes=computes, places=self._places)


class ConvTranspose(Conv):
    """A transposed convolution: the same kernel, laid at each place of the map that it reads.

    >>> str(ConvTranspose(5, 3).place("conv", Size.of(4), ()).size)
    '65'
    """

    word = "conv_transpose"
    title = "transposed convolution"

    def map_behind(self, extents: Map) -> Map:
        extents = self.map or extents
        if extents is None or not self.moves or len(extents) != len(self.extents):
            return None
        axes = len(extents)
        steps = for_each("stride", self.stride, axes), (self.padding,) * axes
        return laid(transposed, extents, self.extents, *steps, for_each("dilation", self.dilation, axes))

    def _kernel_map(self, extents: Map, behind: Map) -> Map:
        return extents


class DepthwiseConv(Convolution):
    """A kernel for each channel, ``multiplier`` of them: ``k·n·d + n·d``.

    >>> str(DepthwiseConv(3, 3, multiplier=2).place("conv", Size.of(4), ()).size)
    '80'
    """

    word = "depthwise_conv"

    def __init__(
        self,
        *extents: SizeLike,
        stride: ExtentsLike = 1,
        padding: str = "valid",
        multiplier: SizeLike = 1,
        bias: bool = True,
        map: ExtentsLike | None = None,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(extents, map, bias, frozen, name)
        self.move(stride, padding)
        self.multiplier = read_size("multiplier", multiplier)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        sizes = {**self._kernel, "n": reads, "d": self.multiplier}
        held = {"kernel": self._window * N * D, **({"bias": N * D} if self.bias else {})}
        computes = partial(dense, self.bias, self._window, N * D)
        gives = reads * self.multiplier
        what = f"convolution by channel {self._over}"
        return self._placed(name, what, held, sizes, reads, gives, computes=computes, places=self._places)


class SeparableConv(Convolution):
    """A convolution by channel, and a dense layer over the channels: ``k·n·d + n·d·m + m``.

    >>> str(SeparableConv(5, 3, 3, multiplier=2).place("conv", Size.of(4), ()).size)
    '117'
    """

    word = "separable_conv"

    def __init__(
        self,
        filters: SizeLike,
        *extents: SizeLike,
        stride: ExtentsLike = 1,
        padding: str = "valid",
        multiplier: SizeLike = 1,
        bias: bool = True,
        map: ExtentsLike | None = None,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(extents, map, bias, frozen, name)
        self.move(stride, padding)
        self.filters, self.multiplier = read_size("filters", filters), read_size("multiplier", multiplier)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        sizes = {**self._kernel, "n": reads, "d": self.multiplier, "m": self.filters}
        held = {"depthwise kernel": self._window * N * D, "pointwise kernel": N * D * M}
        held |= {"bias": M} if self.bias else {}
        computes = partial(_separable, self._window, self.bias)
        what = f"separable convolution {self._over}"
        return self._placed(
            name, what, held, sizes, reads, self.filters, computes=computes, entering=1, places=self._places
        )


def _separable(window: Size, bias: bool) -> tuple[Sublayer, ...]:
    """By channel, and a dense layer over the channels."""
    return (*dense(False, window, N * D), *dense(bias, N * D))
