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
from symbolic.language.sizes.size import Size, SymbolicShape
from symbolic.record import Record

Level = tuple[tuple[str, ...], ...]
BlockGrid = tuple[Level, ...]

TRANSPOSED_AXES = (1, 0)


class PackedArray(Record):
    """One array as the framework stores it.

    ``sublayer`` is the place of the sublayer whose parameters it holds; ``sublayers`` are the places of
    several, which it holds side by side on a first axis of their own. ``axes`` is the order of axes in
    which it is stored, counted in the order of the equations, `TRANSPOSED_AXES` for a matrix that the input is
    multiplied with from the left.
    """

    name: str
    blocks: str
    sublayer: int = 0
    sublayers: tuple[int, ...] = ()
    axes: tuple[int, ...] = ()

    @property
    def owners(self) -> tuple[int, ...]:
        """The places of all sublayers whose parameters it holds."""
        return self.sublayers or (self.sublayer,)

    @property
    def grid(self) -> BlockGrid:
        """The names: stacked, one below the other, side by side."""
        return tuple(tuple(tuple(row.split("|")) for row in stacked.split()) for stacked in self.blocks.split(";"))

    @property
    def names(self) -> tuple[str, ...]:
        """All blocks in reading order."""
        return tuple(name for stacked in self.grid for row in stacked for name in row)

    def shape(self, sublayers: tuple[Sublayer, ...]) -> SymbolicShape:
        """The shape as it is stored, in letters."""
        levels = [_level_shape(stacked, sublayers[self.owners[0]]) for stacked in self.grid]
        shape = tuple(levels[0][axis] for axis in self.axes) if self.axes else levels[0]
        if len(levels) > 1:
            shape = (Size.of(len(levels)), *shape)
        return (Size.of(len(self.sublayers)), *shape) if self.sublayers else shape


def unused(array: PackedArray, sublayer: Sublayer) -> Size:
    """How many numbers of the array no equation reads, in one sublayer."""
    sizes = [prod(block_shape(name, sublayer), start=Size.of(1)) for name in array.names if name.startswith("(")]
    return sum(sizes, Size.of(0))


def block_shape(name: str, sublayer: Sublayer) -> SymbolicShape:
    """The shape of a parameter of a sublayer, in the letters of the layer; of a family, its members first."""
    shape, members = sublayer.cell.shapes[name.strip("()")]
    return tuple(sublayer.substitute(size) for size in (shape if members == Size.of(1) else (members, *shape)))


def unpack(
    array: PackedArray, value: Any, sublayers: tuple[Sublayer, ...], sizes: Mapping[str, int]
) -> Iterator[tuple[int, str, Any]]:
    """The parameters in one stored array, each with the place of the sublayer that it belongs to."""
    for place, name, block in _blocks(array, value, sublayers, sizes):
        if not name.startswith("("):
            yield place, name, block


def pack(
    np: Any,
    array: PackedArray,
    parameters: tuple[Mapping[str, Any], ...],
    sublayers: tuple[Sublayer, ...],
    sizes: Mapping[str, int],
) -> Any:
    """The stored array of the parameters; what no equation reads is zero."""
    shape = tuple(whole_number(size, sizes) for size in array.shape(sublayers))
    stored = np.zeros(shape, next(iter(parameters[0].values())).dtype)
    for place, name, block in unpack(array, stored, sublayers, sizes):
        value = np.asarray(parameters[place][name])
        if value.shape != block.shape:
            raise ArrayError(name, f"has the shape {value.shape}; {block.shape} is expected")
        block[...] = value
    return stored


def whole_number(size: Size, values: Mapping[str, int]) -> int:
    """A size at numbers for its letters."""
    return Integers(values).size(size)


def _blocks(
    array: PackedArray, value: Any, sublayers: tuple[Sublayer, ...], sizes: Mapping[str, int]
) -> Iterator[tuple[int, str, Any]]:
    """A view of each block in the order of axes of the equations, with its sublayer's place and its name."""
    for axis, place in enumerate(array.owners):
        within = value[axis] if array.sublayers else value
        for level, stacked in enumerate(array.grid):
            whole = within[level] if len(array.grid) > 1 else within
            if array.axes:
                whole = whole.transpose([array.axes.index(axis) for axis in range(len(array.axes))])
            for name, rows, columns in _slices(stacked, sublayers[place], sizes):
                yield place, name, whole[rows] if whole.ndim == 1 else whole[rows, columns]


def _slices(stacked: Level, sublayer: Sublayer, sizes: Mapping[str, int]) -> Iterator[tuple[str, slice, slice]]:
    """Each block with where it lies: below the others, beside the others."""
    top = 0
    for row in stacked:
        left, height = 0, 0
        for name in row:
            extents = [whole_number(size, sizes) for size in block_shape(name, sublayer)]
            height, width = extents[0], extents[1] if len(extents) > 1 else 1
            yield name, slice(top, top + height), slice(left, left + width)
            left += width
        top += height


def _level_shape(stacked: Level, sublayer: Sublayer) -> SymbolicShape:
    rows = [[block_shape(name, sublayer) for name in row] for row in stacked]
    first = rows[0][0]
    if not first:
        return ()
    height = sum((row[0][0] for row in rows), Size.of(0))
    if len(first) == 1:
        return (height,)
    return (height, sum((block[1] for block in rows[0]), Size.of(0)), *first[2:])
