"""Products of arrays: of matrices, in batches, and as an einsum writes them."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.tracing import algebra
from symbolic.tracing.extents import Extents
from symbolic.tracing.traced import BATCH_AXIS, ONE_AXIS, Traced, TracedAxis, Untraceable, places


def matrix_product(extents: Extents, left: Traced, right: Traced) -> Traced:
    """``left @ right`` over the last axis of the one and the last but one, or the only one, of the other."""
    before, after = left.axes[:-2], right.axes[:-2]
    row = left.axes[-2:-1]
    column = right.axes[-1:] if len(right.axes) > 1 else ()
    inner = left.axes[-1], right.axes[-min(2, len(right.axes))]
    axes = (*_leading(before, after), *row, *column)
    return contracted(extents, left, right, inner, row, column, axes)


def contracted(
    extents: Extents,
    left: Traced,
    right: Traced,
    inner: tuple[TracedAxis, TracedAxis],
    row: tuple[TracedAxis, ...],
    column: tuple[TracedAxis, ...],
    axes: tuple[TracedAxis, ...],
) -> Traced:
    """The sum over the axis ``inner`` of both; ``row`` is left of the one and ``column`` of the other."""
    if left.single or right.single:
        raise Untraceable("it multiplies a matrix by one that holds one number throughout")
    rows, columns = (any(isinstance(part, Size) for part in axis) for axis in (row, column))
    sizes = [axis for axis in inner if isinstance(axis, Size)]
    if BATCH_AXIS in inner:
        raise Untraceable("it sums over the samples of a batch")
    if len(sizes) < 2:
        if sizes and extents.at(sizes[0]) == 1:
            raise Untraceable("it sums over an axis of one element; make the module with larger sizes")
        if rows and columns:
            return Traced(algebra.product(left.node, algebra.transpose(right.node)), axes)
        return Traced(algebra.multiply(left.node, right.node), axes)
    extents.tie(*sizes)
    if left.rank != 1 + rows or right.rank != 1 + columns:
        raise Untraceable("it multiplies more than two axes at once")
    if rows:
        return Traced(_product(extents, left.node, right.node), axes)
    if columns:
        return Traced(_product(extents, algebra.transpose(right.node), left.node), axes)
    return Traced(algebra.call("dot", left.node, right.node), axes)


def _product(extents: Extents, left: n.Node, right: n.Node) -> n.Node:
    """A product; of matrices side by side and of vectors one behind the other, the sum of theirs."""
    below = left.value if isinstance(left, n.Transpose) else None
    if not isinstance(below, n.Call) or below.name != "concat":
        return algebra.product(left, right)
    if not isinstance(right, n.Call) or right.name != "concat" or not _tied(extents, below.sizes, right.sizes):
        raise Untraceable("it multiplies matrices side by side by a vector that is not joined of as many")
    result: n.Node = n.Number(0)
    for matrix, vector in zip(below.arguments, right.arguments, strict=True):
        result = algebra.add(result, algebra.product(algebra.transpose(matrix), vector))
    return result


def _tied(extents: Extents, left: Sequence[Size], right: Sequence[Size]) -> bool:
    if [*map(extents.at, left)] != [*map(extents.at, right)]:
        return False
    for mine, theirs in zip(left, right, strict=True):
        extents.tie(mine, theirs)
    return True


def _leading(before: tuple[TracedAxis, ...], after: tuple[TracedAxis, ...]) -> tuple[TracedAxis, ...]:
    longer, shorter = (before, after) if len(before) >= len(after) else (after, before)
    axes = list(longer)
    for place, axis in enumerate(shorter, len(longer) - len(shorter)):
        axes[place] = axis if axes[place] == ONE_AXIS else axes[place]
    if any(isinstance(axis, Size) for axis in axes):
        raise Untraceable("a product runs over heads at once, which is not read yet")
    return tuple(axes)


def einsum(extents: Extents, equation: str, values: list[Traced]) -> Traced:
    """One or two arrays whose axes are named by letters."""
    sources, _, target = equation.replace(" ", "").partition("->")
    letters = sources.split(",")
    if "." in equation or len(letters) != len(values) or len(values) > 2 or "->" not in equation:
        raise Untraceable(f"einsum({equation!r:.40}) is not read: write it as products of two")
    known: dict[str, TracedAxis] = {}
    for names, value in zip(letters, values, strict=True):
        for name, axis in zip(names, value.axes, strict=True):
            seen = known.setdefault(name, axis)
            if isinstance(seen, Size) and isinstance(axis, Size):
                extents.tie(seen, axis)
            elif seen == ONE_AXIS:
                known[name] = axis
    axes = tuple(known[name] for name in target)
    if len(values) == 1:
        return _summed(letters[0], values[0], target, axes)
    first, second = letters
    real = [[names[place] for place in places(value)] for names, value in zip(letters, values, strict=True)]
    summed = [name for name in known if name not in target]
    if any(name not in first or name not in second for name in summed) or len(summed) > 1:
        raise Untraceable(f"einsum({equation!r:.40}) sums over more than one shared axis")
    shown = [name for name in target if isinstance(known[name], Size)]
    return Traced(_pair(values, real, summed, shown, equation), axes)


def _pair(values: list[Traced], real: list[list[str]], summed: list[str], shown: list[str], equation: str) -> n.Node:
    left, right = (value.node for value in values)
    mine, theirs = real
    if not summed:
        if sorted(mine) == sorted(theirs) or not mine or not theirs:
            if mine != theirs and mine and theirs:
                right = algebra.transpose(right)
            node = algebra.multiply(left, right)
            return node if shown == (mine or theirs) else algebra.transpose(node)
        if len(mine) == len(theirs) == 1:
            pair = (left, right) if shown == [*mine, *theirs] else (right, left)
            return algebra.product(pair[0], algebra.transpose(pair[1]))
        if {len(mine), len(theirs)} == {1, 2}:
            matrix, names, vector = (left, mine, theirs) if len(mine) == 2 else (right, theirs, mine)
            scale = algebra.call("diag", right if len(mine) == 2 else left)
            node = algebra.product(scale, matrix) if names[0] == vector[0] else algebra.product(matrix, scale)
            return node if shown == names else algebra.transpose(node)
    elif len(mine) < 3 and len(theirs) < 3 and summed[0] in mine and summed[0] in theirs:
        if len(mine) == len(theirs) == 1:
            return algebra.call("dot", left, right)
        if len(mine) == 1:
            (left, mine), (right, theirs) = (right, theirs), (left, mine)
        left = left if mine[1] == summed[0] else algebra.transpose(left)
        if len(theirs) == 1:
            return algebra.product(left, right)
        right = right if theirs[0] == summed[0] else algebra.transpose(right)
        node = algebra.product(left, right)
        first = next(name for name in mine if name != summed[0])
        return node if shown[0] == first else algebra.transpose(node)
    raise Untraceable(f"einsum({equation!r:.40}) has no form in the language")


def _summed(names: str, value: Traced, target: str, axes: tuple[TracedAxis, ...]) -> Traced:
    left_out = [place for place, name in enumerate(names) if name not in target]
    if left_out or sorted(names) != sorted(target):
        raise Untraceable("an einsum of one array that sums is not read; write sum")
    turned = [name for name in target if isinstance(value.axes[names.index(name)], Size)]
    own = [names[place] for place in places(value)]
    return Traced(value.node if turned == own else algebra.transpose(value.node), axes, value.single)
