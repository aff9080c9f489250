"""Shape rules of operations that read an array by its axes: convolutions, quaternions, parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.errors import SizeError
from symbolic.language.carriers import Carrier
from symbolic.language.rules import scaled
from symbolic.language.shapes import Axis, Mismatch, Shape, vector
from symbolic.language.sizes import Size


def convolution(carrier: Carrier, arguments: Sequence[Shape], out: Shape, sizes: Sequence[Any], forced: bool) -> bool:
    """``conv(K, a, k, k)``: a kernel of the named extents over a map; the map keeps its extent.

    A map is channels first, ``(c, height, width)``; the kernel is ``(out, in, k, k)``.
    """
    kernel, value = arguments
    if forced and not sizes and kernel.rank is None:
        problem = "conv needs the extents of its kernel: conv(K, a, k, k), or the whole shape of K declared"
        raise Mismatch(problem, kernel, value)
    dimensions = len(sizes) or (kernel.rank - 2 if kernel.rank else None)
    for shape in (value, out):
        dimensions = dimensions or (shape.rank - 1 if shape.rank else None)
    if not dimensions or (not sizes and kernel.rank is None):
        return False
    if not 1 <= dimensions <= 3:
        raise Mismatch("conv runs over one to three dimensions", kernel, value)
    channels, filters = Axis(), Axis()
    extents = [Axis(size) for size in sizes] or [Axis() for _ in range(dimensions)]
    places = [Axis() for _ in range(dimensions)]
    kernel.become(Shape((filters, channels, *extents)), carrier, "the kernel of conv is (out, in, extents)")
    value.become(Shape((channels, *places)), carrier, "conv takes a map, channels first")
    out.become(Shape((filters, *places)), carrier, "conv gives a map of the same extent")
    return True


def hamilton(carrier: Carrier, arguments: Sequence[Shape], out: Shape, sizes: Sequence[Any], forced: bool) -> bool:
    """``hamilton(W, x)``: quaternions; ``W`` holds four parts, ``(4, m/4, n/4)``."""
    kernel, value = arguments
    rows, columns, before, after = Axis(), Axis(), Axis(), Axis()
    four = carrier.size(Size.of(4))
    kernel.become(Shape((Axis(four), rows, columns)), carrier, "the kernel of hamilton is (4, rows, columns)")
    value.become(vector(before), carrier, "hamilton takes a vector")
    out.become(vector(after), carrier, "hamilton gives a vector")
    tied = [scaled(carrier, rows, four, after, kernel, out), scaled(carrier, columns, four, before, kernel, value)]
    return all(tied)


def part(carrier: Carrier, arguments: Sequence[Shape], out: Shape, sizes: Sequence[Any], forced: bool) -> bool:
    """``part(a, j, N)``: the ``j``-th, from 0, of ``N`` equal parts of a vector."""
    if len(sizes) != 2:
        raise Mismatch("part takes a vector, which part and of how many: part(a, 0, 4)", arguments[0], out)
    place, count = sizes
    if _negative(place) or _negative(count - 1 - place):
        raise SizeError(f"there is no part {place} of {count}; parts are numbered from 0")
    small, big = Axis(), Axis()
    arguments[0].become(vector(big), carrier, "part takes a vector")
    out.become(vector(small), carrier, "part gives a vector")
    return scaled(carrier, small, count, big, out, arguments[0])


def _negative(value: Any) -> bool:
    """Whether a size is known to be below zero; one with letters in it is not known."""
    number = value.constant if isinstance(value, Size) else value
    return isinstance(number, int) and number < 0
