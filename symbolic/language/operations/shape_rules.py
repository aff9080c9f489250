"""Shape rules, one for each way in which an operation ties its arguments to its result.

A rule gets the carrier, the shapes of the arguments, the shape of the result and the sizes written
in the call. It ties together what it can and returns True when nothing is left to do. With
``forced`` it may assume what nothing contradicts: that two unknown shapes side by side are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symbolic.language.operations.unification import (
    AxisVariable,
    Mismatch,
    RowAxis,
    ShapeVariable,
    matrix,
    scalar,
    vector,
)
from symbolic.language.sizes.carriers import Carrier
from symbolic.language.sizes.size import Size

ShapeRule = Callable[[Carrier, Sequence[ShapeVariable], ShapeVariable, Sequence[Any], bool], bool]
FamilyRule = Callable[[Carrier, ShapeVariable, ShapeVariable, Any, bool], bool]


def elementwise(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """All shapes are the same; only a scalar, or a vector shared over a map, stands for every element."""
    full = [a for a in arguments if a.rank]
    unknown = [a for a in arguments if a.rank is None]
    if out.rank == 0 and not full:
        for shape in unknown:
            shape.become(scalar(), carrier, "these shapes differ")
        return True
    shared = [a for a in full if a.shared and (len(full) > 1 or unknown)]
    whole = [a for a in full if a not in shared]
    reference = whole[0] if whole else out if out.rank else None
    if reference is None:
        return _without_reference(carrier, arguments, unknown, shared, out, forced)
    if not full and not unknown:
        raise Mismatch("every part here is a scalar, {left}, needed here is {right}", scalar(), out)
    for shape in shared:
        if reference.rank == 1 or not shape.axes[0].become(reference.axes[0], carrier):
            shape.become(reference, carrier, "these shapes differ")
    for shape in [*whole[1:], out]:
        shape.become(reference, carrier, "these shapes differ")
    only = len(unknown) == 1 and not full
    for shape in unknown:
        if shape.leaf or shape.solid or forced or only:
            shape.become(reference, carrier, "these shapes differ")
    return all(shape.rank is not None for shape in unknown)


def _without_reference(carrier, arguments, unknown, shared, out, forced) -> bool:
    if not unknown:
        out.become(shared[0] if shared else scalar(), carrier, "these shapes differ")
        return True
    if not forced:
        return False
    for shape in [*shared, *unknown[1:], out]:
        shape.become(unknown[0], carrier, "these shapes differ")
    return True


def product(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``A @ B``: a matrix maps a vector or a matrix; a vector times a row is a matrix."""
    left, right = arguments
    # A matrix times anything is no number, so that beside a matrix it is one.
    out.solid = out.solid or (left.rank == 2 and not left.is_row)
    if right.rank is None and left.rank == 2 and out.rank == 2 and not left.is_row:
        right.become(matrix(), carrier, "")
    if right.rank is None:
        if not forced or left.rank != 2 or left.is_row:
            return False
        right.become(vector(left.axes[1]), carrier, "")
    if right.rank == 0 or left.rank == 0:
        raise Mismatch("@ is for matrices and vectors; write * for a scalar", left, right)
    if left.rank is None:
        if right.is_row:
            left.become(vector(), carrier, "")
        elif left.leaf or forced:
            if out.rank == 0:
                raise Mismatch("this product gives a scalar; write dot(a, b) for it", left, right)
            left.become(matrix(), carrier, "")
        else:
            return False
    if left.rank == 1 and not right.is_row:
        raise Mismatch("the left side of @ must be a matrix; write dot(a, b) or a @ b.T for two vectors", left, right)
    if any(shape.rank not in (1, 2) for shape in arguments):
        raise Mismatch("@ is for matrices and vectors", left, right)
    if left.rank == 2 and not left.axes[1].become(right.axes[0], carrier):
        raise Mismatch("@ needs as many columns on its left as rows on its right", left, right)
    if left.rank == 1:
        result = matrix(left.axes[0], right.axes[1])
    elif right.rank == 1:
        result = scalar() if left.is_row else vector(left.axes[0])
    else:
        result = ShapeVariable((left.axes[0], right.axes[1]))
    out.become(result, carrier, "this product has shape {right}, needed here is {left}")
    return True


def transpose(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``a.T``: rows and columns change places; a vector becomes a row."""
    (value,) = arguments
    for known, wanted in ((value, out), (out, value)):
        if known.rank is None or (known.rank == 1 and known is out):
            continue
        axes = known.axes
        if len(axes) not in (1, 2):
            raise Mismatch("only a vector or a matrix has a transpose", value, out)
        if len(axes) == 1:
            turned: tuple[AxisVariable, ...] = (RowAxis(), axes[0])
        else:
            turned = (axes[1],) if known.is_row else axes[::-1]
        wanted.become(ShapeVariable(turned), carrier, "this transpose does not have the shape needed here")
        return True
    return False


def concatenate(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``concat(a, b)``: one below the other; all other axes are the same. A number is a vector of one element."""
    one = carrier.size(Size.of(1))
    arguments = [vector(AxisVariable(one)) if shape.rank == 0 else shape for shape in arguments]
    everyone = [*arguments, out]
    ranks = [shape.rank for shape in everyone if shape.rank is not None]
    if not ranks and not forced:
        return False
    rank = max(ranks, default=1)
    for shape in everyone:
        if shape.rank == 0 or shape.is_row:
            raise Mismatch("concat takes vectors, numbers and matrices, not rows", shape, out)
    for shape in everyone:
        if shape.rank is None:
            if not (shape.leaf or shape is out or forced):
                return False
            shape.become(ShapeVariable(tuple(AxisVariable() for _ in range(rank))), carrier, "")
    for shape in everyone:
        pairs = zip(shape.axes[1:], out.axes[1:], strict=False)
        if shape.rank != rank or not all(axis.become(other, carrier) for axis, other in pairs):
            raise Mismatch("concat takes shapes that differ only in their first axis", shape, out)
    missing = [shape.axes[0] for shape in arguments if shape.axes[0].value is None]
    known = carrier.size(Size.of(0))
    for shape in arguments:
        if shape.axes[0].value is not None:
            known = known + shape.axes[0].value
    if not missing:
        if not AxisVariable(known).become(out.axes[0], carrier):
            raise Mismatch(
                "these parts have shape {left} together, needed here is {right}",
                ShapeVariable((AxisVariable(known),)),
                out,
            )
        return True
    if len(missing) == 1 and out.axes[0].value is not None:
        missing[0].become(AxisVariable(out.axes[0].value - known), carrier)
        return True
    return False


def dot(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``dot(a, b)``: two vectors of one size give a scalar."""
    left, right = arguments
    out.become(scalar(), carrier, "dot gives a scalar")
    if left.rank is None and right.rank is None and not forced:
        return False
    left.become(right, carrier, "dot takes two vectors of one size")
    left.become(vector(), carrier, "dot takes two vectors")
    return True


def diagonal(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``diag(a)``: the square matrix with the vector on its diagonal."""
    axis = AxisVariable()
    arguments[0].become(vector(axis), carrier, "diag takes a vector")
    out.become(matrix(axis, axis), carrier, "diag gives a square matrix")
    return True


def along_rows(
    argument: ShapeVariable, out: ShapeVariable, before: AxisVariable, after: AxisVariable
) -> tuple[ShapeVariable, ShapeVariable]:
    """What is taken and given: vectors of these extents, or matrices of such rows where either is a matrix."""
    leading = next((shape.axes[:-1] for shape in (argument, out) if shape.rank == 2), ())
    return ShapeVariable((*leading, before)), ShapeVariable((*leading, after))


def repeat(
    carrier: Carrier, arguments: Sequence[ShapeVariable], out: ShapeVariable, sizes: Sequence[Any], forced: bool
) -> bool:
    """``repeat(a, C)``: each element ``C`` times."""
    if len(sizes) != 1:
        raise Mismatch("repeat takes a vector and how many times: repeat(a, C)", arguments[0], out)
    small, big = AxisVariable(), AxisVariable()
    if not forced and arguments[0].rank is None and out.rank is None:
        return False
    taken, copied = along_rows(arguments[0], out, small, big)
    arguments[0].become(taken, carrier, "repeat takes a vector")
    out.become(copied, carrier, "repeat gives a vector")
    return scaled(carrier, small, sizes[0], big, arguments[0], out)


def member_sum(carrier: Carrier, body: ShapeVariable, out: ShapeVariable, count: Any, forced: bool) -> bool:
    """``sum(... for k in N)`` and ``prod``: the shape of one member."""
    body.become(out, carrier, "a sum and a product have the shape of their members")
    return True


def member_concat(carrier: Carrier, body: ShapeVariable, out: ShapeVariable, count: Any, forced: bool) -> bool:
    """``concat(... for k in N)``: ``N`` vectors, or ``N`` numbers, one below the other."""
    if body.rank is None and not forced:
        return False
    if body.rank == 0:
        out.become(
            vector(AxisVariable(count)), carrier, "these members have shape {right} together, needed here is {left}"
        )
        return True
    body.become(vector(), carrier, "concat over a family takes vectors")
    out.become(vector(), carrier, "concat over a family gives a vector")
    return scaled(carrier, body.axes[0], count, out.axes[0], body, out)


def block_diagonal(carrier: Carrier, body: ShapeVariable, out: ShapeVariable, count: Any, forced: bool) -> bool:
    """``blockdiag(R[j] for j in H)``: ``H`` blocks of one shape along the diagonal."""
    body.become(matrix(), carrier, "blockdiag takes matrices")
    out.become(matrix(), carrier, "blockdiag gives a matrix")
    tied = [scaled(carrier, small, count, big, body, out) for small, big in zip(body.axes, out.axes, strict=True)]
    return all(tied)


def block_matrix(carrier: Carrier, body: ShapeVariable, out: ShapeVariable, count: Any, forced: bool) -> bool:
    """``blocks(R[i, j] for i in g for j in range(i, g))``: blocks in rows ``i`` and columns ``j``, zeros elsewhere."""
    body.become(matrix(), carrier, "blocks takes matrices")
    out.become(matrix(), carrier, "blocks gives a matrix")
    axes = zip(body.axes, count, out.axes, strict=True)
    tied = [scaled(carrier, small, times, big, body, out) for small, times, big in axes]
    return all(tied)


def scaled(
    carrier: Carrier, small: AxisVariable, count: Any, big: AxisVariable, left: ShapeVariable, right: ShapeVariable
) -> bool:
    """Tie an axis to one that is ``count`` times as long, as soon as either is known."""
    if small.value is not None:
        if not big.become(AxisVariable(small.value * count), carrier):
            raise Mismatch("the members together do not have the size needed here", left, right)
        return True
    if big.value is not None:
        small.become(AxisVariable(carrier.divide(big.value, count)), carrier)
        return True
    return False
