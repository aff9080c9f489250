"""How a framework packs parameters into arrays: which ones, in which order, along which axis.

The blocks of an array are written as they lie in it, in the orientation of the equations: a blank
between blocks one below the other (units), ``|`` between blocks side by side (what the units read),
``;`` between blocks on an axis of their own. ``(W_f)`` is a block of the shape of ``W_f`` that the
array holds and no equation reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from symbolic.errors import ArrayError
from symbolic.frameworks.sublayer import Sublayer
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size
from symbolic.record import Record

Shape = tuple[Size, ...]
Grid = tuple[tuple[tuple[str, ...], ...], ...]

TRANSPOSED = (1, 0)


class Array(Record):
    """One array as the framework stores it.

    ``part`` says whose parameters it holds; ``parts``, where it holds those of several sublayers on a
    first axis of its own. ``axes`` is the order of axes in which it is stored, counted in the order of
    the equations, `TRANSPOSED` for a matrix that the input is multiplied with from the left.
    """

    name: str
    blocks: str
    part: int = 0
    parts: tuple[int, ...] = ()
    axes: tuple[int, ...] = ()

    @property
    def grid(self) -> Grid:
        """The names: stacked, one below the other, side by side."""
        return tuple(tuple(tuple(row.split("|")) for row in stacked.split()) for stacked in self.blocks.split(";"))

    @property
    def names(self) -> tuple[str, ...]:
        """All blocks in reading order."""
        return tuple(name for stacked in self.grid for row in stacked for name in row)

    def shape(self, parts: tuple[Sublayer, ...]) -> Shape:
        """The shape as it is stored, in letters."""
        whole = [_whole(stacked, parts[self.part if not self.parts else self.parts[0]]) for stacked in self.grid]
        shape = _ordered(whole[0], self.axes)
        if len(whole) > 1:
            shape = (Size.of(len(whole)), *shape)
        return (Size.of(len(self.parts)), *shape) if self.parts else shape


def unused(array: Array, part: Sublayer) -> Size:
    """How many numbers of the array no equation reads, in one sublayer."""
    sizes = [prod(block_shape(name, part), start=Size.of(1)) for name in array.names if name.startswith("(")]
    return sum(sizes, Size.of(0))


def block_shape(name: str, part: Sublayer) -> Shape:
    """The shape of a parameter of a sublayer, in the letters of the layer; of a family, its members first."""
    shape, members = part.cell.shapes[name.strip("()")]
    return tuple(part.substitute(size) for size in (shape if members == Size.of(1) else (members, *shape)))


def unpack(
    array: Array, value: Any, parts: tuple[Sublayer, ...], sizes: Mapping[str, int]
) -> Iterator[tuple[int, str, Any]]:
    """The parameters in one stored array, each with the sublayer that it belongs to."""
    for place, within in _places(array, value):
        for name, where in _slices(array, parts[place], sizes):
            block = _reordered(within, array, where)
            if not name.startswith("("):
                yield place, name, block


def pack(
    np: Any, array: Array, found: tuple[Mapping[str, Any], ...], parts: tuple[Sublayer, ...], sizes: Mapping[str, int]
) -> Any:
    """The stored array of the parameters; what no equation reads is zero."""
    shape = tuple(whole_number(size, sizes) for size in array.shape(parts))
    kind = next(iter(found[0].values())).dtype
    value = np.zeros(shape, kind)
    for place, within in _places(array, value):
        for name, where in _slices(array, parts[place], sizes):
            if name.startswith("("):
                continue
            block = _reordered(within, array, where)
            given = np.asarray(found[place][name])
            if given.shape != block.shape:
                raise ArrayError(name, f"has the shape {given.shape}; {block.shape} is expected")
            block[...] = given
    return value


def whole_number(size: Size, values: Mapping[str, int]) -> int:
    """A size at numbers for its letters."""
    return Integers(values).size(size)


def _places(array: Array, value: Any) -> list[tuple[int, Any]]:
    return [(place, value[axis]) for axis, place in enumerate(array.parts)] if array.parts else [(array.part, value)]


def _slices(array: Array, part: Sublayer, sizes: Mapping[str, int]) -> Iterator[tuple[str, tuple[int, slice, slice]]]:
    """Each block with where it lies: on the stacked axis, below the others, beside the others."""
    for level, stacked in enumerate(array.grid):
        top = 0
        for row in stacked:
            left, height = 0, 0
            for name in row:
                extents = [whole_number(size, sizes) for size in block_shape(name, part)]
                height, width = extents[0], extents[1] if len(extents) > 1 else 1
                yield name, (level, slice(top, top + height), slice(left, left + width))
                left += width
            top += height


def _reordered(value: Any, array: Array, where: tuple[int, slice, slice]) -> Any:
    """A view of one block, in the order of axes of the equations."""
    level, rows, columns = where
    whole = value[level] if len(array.grid) > 1 else value
    if array.axes:
        whole = whole.transpose([array.axes.index(axis) for axis in range(len(array.axes))])
    return whole[rows] if whole.ndim == 1 else whole[rows, columns]


def _whole(stacked: tuple[tuple[str, ...], ...], part: Sublayer) -> Shape:
    rows = [[block_shape(name, part) for name in row] for row in stacked]
    first = rows[0][0]
    if not first:
        return ()
    height = sum((row[0][0] for row in rows), Size.of(0))
    if len(first) == 1:
        return (height,)
    return (height, sum((block[1] for block in rows[0]), Size.of(0)), *first[2:])


def _ordered(shape: Shape, axes: tuple[int, ...]) -> Shape:
    return tuple(shape[axis] for axis in axes) if axes else shape
