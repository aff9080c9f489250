"""Shape rules of operations that read an array by its axes: convolutions, quaternions, parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.errors import SizeError
from symbolic.language.operations.shape_rules import along_rows, diagonal, repeat, scaled
from symbolic.language.operations.unification import AxisVariable, Mismatch, ShapeVariable, matrix, scalar, vector
from symbolic.language.sizes.carriers import Carrier
from symbolic.language.sizes.size import Size


def convolution(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
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
    channels, filters = AxisVariable(), AxisVariable()
    extents = [AxisVariable(size) for size in sizes] or [AxisVariable() for _ in range(dimensions)]
    places = [AxisVariable() for _ in range(dimensions)]
    kernel.become(ShapeVariable((filters, channels, *extents)), carrier, "the kernel of conv is (out, in, extents)")
    value.become(ShapeVariable((channels, *places)), carrier, "conv takes a map, channels first")
    out.become(ShapeVariable((filters, *places)), carrier, "conv gives a map of the same extent")
    return True


def convolution_back(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``conv_back(K, a, k, k)``: from the map that `conv` gives to the map that it takes."""
    kernel, value = arguments
    return convolution(carrier, [kernel, out], value, sizes, forced)


def convolution_kernel(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``conv_kernel(a, b, k, k)``: from the map that `conv` takes and the one that it gives to its kernel."""
    before, after = arguments
    return convolution(carrier, [out, before], after, sizes, forced)


def hamilton(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``hamilton(W, x)``: quaternions; ``W`` holds four parts, ``(4, m/4, n/4)``."""
    kernel, value = arguments
    rows, columns, before, after = AxisVariable(), AxisVariable(), AxisVariable(), AxisVariable()
    four = carrier.size(Size.of(4))
    kernel.become(
        ShapeVariable((AxisVariable(four), rows, columns)), carrier, "the kernel of hamilton is (4, rows, columns)"
    )
    value.become(vector(before), carrier, "hamilton takes a vector")
    out.become(vector(after), carrier, "hamilton gives a vector")
    tied = [scaled(carrier, rows, four, after, kernel, out), scaled(carrier, columns, four, before, kernel, value)]
    return all(tied)


def hamilton_kernel(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``hamilton_kernel(a, b)``: from the vector that `hamilton` gives and the one that it takes to its kernel."""
    after, before = arguments
    return hamilton(carrier, [out, before], after, sizes, forced)


def conjugate(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``conjugate(W)``: a matrix of quaternions with rows and columns exchanged."""
    four, rows, columns = AxisVariable(carrier.size(Size.of(4))), AxisVariable(), AxisVariable()
    arguments[0].become(ShapeVariable((four, rows, columns)), carrier, "conjugate takes a kernel of hamilton")
    out.become(ShapeVariable((four, columns, rows)), carrier, "conjugate gives a kernel of hamilton")
    return True


def rows(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``rows(a, i, j)``: the elements of a vector from ``i`` up to ``j``, that one left out."""
    start, stop = _two(sizes, "rows takes a vector, the first element and the one after the last", arguments[0], out)
    if not forced and arguments[0].rank is None and out.rank is None:
        return False
    whole, cut = along_rows(arguments[0], out, AxisVariable(), AxisVariable(stop - start))
    arguments[0].become(whole, carrier, "rows takes a vector")
    out.become(cut, carrier, "rows gives the elements from the first to the last")
    return True


def pad(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``pad(a, i, j)``: ``i`` zeros before the vector and ``j`` after it."""
    before, after = _two(sizes, "pad takes a vector and how many zeros before and after it", arguments[0], out)
    small, big = AxisVariable(), AxisVariable()
    if not forced and arguments[0].rank is None and out.rank is None:
        return False
    whole, padded = along_rows(arguments[0], out, small, big)
    arguments[0].become(whole, carrier, "pad takes a vector")
    out.become(padded, carrier, "pad gives a vector")
    if small.value is not None:
        return _fits(AxisVariable(small.value + before + after).become(big, carrier), arguments[0], out)
    return big.value is not None and small.become(AxisVariable(big.value - before - after), carrier)


def total(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``total(a, k)``: the sum over the last ``k`` axes."""
    count = sizes[0].constant if sizes and isinstance(sizes[0], Size) else next(iter(sizes), None)
    if not isinstance(count, int) and not (count is not None and getattr(count, "is_Integer", False)):
        raise Mismatch("total takes an array and over how many of its last axes: total(a, 1)", arguments[0], out)
    if arguments[0].rank is None:
        return False
    if not 1 <= int(count) <= arguments[0].rank:
        raise Mismatch("total cannot sum over more axes than there are", arguments[0], out)
    kept = arguments[0].axes[: arguments[0].rank - int(count)]
    out.become(ShapeVariable(kept), carrier, "total leaves the first axes")
    return True


def diagonal_of(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``diagonal(A)``: the vector on the diagonal of a square matrix."""
    return diagonal(carrier, [out], arguments[0], sizes, forced)


def toeplitz(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``toeplitz(a, m)``: ``m`` rows, one number on each diagonal, from the upper right on: ``m + n - 1`` of them."""
    if len(sizes) != 1:
        raise Mismatch("toeplitz takes a vector and the number of rows: toeplitz(a, m)", arguments[0], out)
    (rows,), constant = sizes, carrier.size(Size.of(1))
    arguments[0].become(vector(), carrier, "toeplitz takes a vector")
    out.become(matrix(AxisVariable(rows)), carrier, "toeplitz gives a matrix of that many rows")
    numbers, columns = arguments[0].axes[0], out.axes[1]
    if columns.value is not None:
        return _fits(numbers.become(AxisVariable(columns.value + rows - constant), carrier), arguments[0], out)
    return numbers.value is not None and columns.become(AxisVariable(numbers.value - rows + constant), carrier)


def diagonal_sums(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``diagonal_sums(A)``: the sum of each diagonal, from the upper right on."""
    arguments[0].become(matrix(), carrier, "diagonal_sums takes a matrix")
    out.become(vector(), carrier, "diagonal_sums gives a vector")
    rows, columns = (axis.value for axis in arguments[0].axes)
    if rows is None or columns is None:
        return False
    whole = AxisVariable(rows + columns - carrier.size(Size.of(1)))
    return _fits(out.axes[0].become(whole, carrier), arguments[0], out)


def reshape(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``reshape(a, H, d)``: a vector laid out in ``H`` rows of ``d`` numbers, row by row."""
    written = "reshape takes a vector, how many rows it becomes and of how many numbers: reshape(a, H, d)"
    rows, columns = _two(sizes, written, arguments[0], out)
    arguments[0].become(vector(), carrier, "reshape takes a vector; a matrix becomes one by flatten(A)")
    out.become(matrix(AxisVariable(rows), AxisVariable(columns)), carrier, "reshape gives a matrix of these sizes")
    return _fits(arguments[0].axes[0].become(AxisVariable(rows * columns), carrier), arguments[0], out)


def flatten(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``flatten(A)``: the rows of a matrix, one behind the other, as a vector."""
    arguments[0].become(matrix(), carrier, "flatten takes a matrix")
    out.become(vector(), carrier, "flatten gives a vector")
    rows, columns = arguments[0].axes
    if rows.value is not None:
        return scaled(carrier, columns, rows.value, out.axes[0], arguments[0], out)
    return columns.value is not None and scaled(carrier, rows, columns.value, out.axes[0], arguments[0], out)


def block(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``block(A, j, N)``: the ``j``-th, from 0, of ``N`` blocks on the diagonal."""
    _, count = _two(sizes, "block takes a matrix, which block and of how many: block(A, 0, 4)", arguments[0], out)
    arguments[0].become(matrix(), carrier, "block takes a matrix")
    out.become(matrix(), carrier, "block gives a matrix")
    pairs = zip(out.axes, arguments[0].axes, strict=True)
    tied = [scaled(carrier, small, count, big, out, arguments[0]) for small, big in pairs]
    return all(tied)


def runs(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``runs(a, C)``: the sum of each ``C`` elements side by side."""
    return repeat(carrier, [out], arguments[0], sizes, forced)


def part(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``part(a, j, N)``: the ``j``-th, from 0, of ``N`` equal parts of a vector."""
    if len(sizes) != 2:
        raise Mismatch("part takes a vector, which part and of how many: part(a, 0, 4)", arguments[0], out)
    place, count = sizes
    _check_place("part", place, count)
    small, big = AxisVariable(), AxisVariable()
    if not forced and arguments[0].rank is None and out.rank is None:
        return False
    whole, cut = along_rows(arguments[0], out, big, small)
    arguments[0].become(whole, carrier, "part takes a vector")
    out.become(cut, carrier, "part gives a vector")
    return scaled(carrier, small, count, big, out, arguments[0])


def element(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``element(a, k)``: the ``k``-th number of a vector, or of each row of a matrix, from 0."""
    if len(sizes) != 1:
        raise Mismatch("element takes a vector and which of its numbers: element(a, 0)", arguments[0], out)
    if arguments[0].rank is None and out.rank is None and not forced:
        return False
    leading = arguments[0].axes[:-1] if arguments[0].rank == 2 else out.axes if out.rank == 1 else ()
    arguments[0].become(ShapeVariable((*leading, AxisVariable())), carrier, "element takes a vector")
    out.become(ShapeVariable(leading), carrier, "element gives a number")
    count = arguments[0].axes[-1].value
    if count is None:
        return False
    _check_place("element", sizes[0], count)
    return True


def unit(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``unit(a, k, N)``: the vector of ``N`` numbers that are zero, but for ``a`` as the ``k``-th, from 0."""
    place, count = _two(
        sizes, "unit takes a number, its place and how many there are: unit(a, 0, 4)", arguments[0], out
    )
    _check_place("element", place, count)
    arguments[0].become(scalar(), carrier, "unit takes a number")
    out.become(vector(AxisVariable(count)), carrier, "unit gives a vector of that many numbers")
    return True


def _check_place(word: str, place: Any, count: Any) -> None:
    if _negative(place) or _negative(count - 1 - place):
        raise SizeError(f"there is no {word} {place} of {count}; {word}s are numbered from 0")


def _two(sizes: Sequence[Any], problem: str, left: ShapeVariable, right: ShapeVariable) -> Sequence[Any]:
    if len(sizes) != 2:
        raise Mismatch(problem, left, right)
    return sizes


def _fits(fits: bool, left: ShapeVariable, right: ShapeVariable) -> bool:
    if not fits:
        raise Mismatch("this does not have the size needed here", left, right)
    return True


def _negative(value: Any) -> bool:
    """Whether a size is known to be below zero; one with letters in it is not known."""
    number = value.constant if isinstance(value, Size) else value
    return isinstance(number, int) and number < 0
