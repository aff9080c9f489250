"""Heads: what is computed of arrays that are stacked along an axis, member by member."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.tracing import algebra, reshaping, stacks
from symbolic.tracing.elementwise_rules import OperatorRule
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import BATCH_AXIS, ONE_AXIS, Traced, Untraceable, places

ELEMENTWISE_CALLS = frozenset(
    {
        *("sigmoid", "tanh", "relu", "silu", "softsign", "exp", "sin", "cos", "log", "abs", "sign", "erf", "sqrt"),
        *("max", "maximum", "min", "minimum", "add", "sub", "subtract", "rsub", "mul", "multiply", "div", "divide"),
        *("true_divide", "pow", "neg", "square", "reciprocal", "rsqrt", "log1p", "expm1", "log_sigmoid", "mish"),
        *("where", "clamp", "clip", "softplus", "elu", "leaky_relu", "hardtanh", "gelu", "lerp", "addcmul", "gt", "lt"),
    }
)
ALONG = frozenset({"softmax", "_softmax", "sum", "mean", "norm", "linalg_vector_norm", "var", "std"})
"""What runs over an axis, whose place is its first argument, or for norms its second."""
LAST = frozenset({"layer_norm", "rms_norm"})
CUT_PLACES = {
    **dict.fromkeys(("chunk", "split", "split_with_sizes", "tensor_split"), 2),
    **dict.fromkeys(("slice", "narrow", "select", "unbind"), 1),
}
"""What cuts an array, with the place of its argument that says along which axis."""
OF_STACKS = frozenset(
    {
        *("view", "reshape", "flatten", "unflatten", "cat", "concat", "concatenate", "clone", "contiguous", "detach"),
        *("to", "_to_copy", "alias"),
    }
)
"""What is read of arrays that are stacked as a whole."""


def stack_place(trace: Trace, value: Any) -> int | None:
    """The axis along which an array is stacked, or None."""
    if not isinstance(value, Traced):
        return None
    if stacks.is_stack(value) and isinstance(value.node, n.Call):
        return places(value)[value.node.sizes[0].constant or 0]
    if not isinstance(value.node, n.Signal) or value.node.index or value.node.name in trace.parts.whole:
        return None
    # One number for each head is read by members where it is computed so.
    computed = value.node.name in trace.families and value.rank > 0
    given = value.node.name in trace.parts.heads and value.rank > 1
    return places(value)[0] if computed or given else None


def by_members(trace: Trace, name: str, rule: OperatorRule, arguments: list[Any], options: dict[str, Any]) -> Any:
    """The result of an operator on stacked arrays, stacked again; raises `Untraceable` for what mixes members."""
    if name == "einsum":
        return _einsum(trace, rule, *arguments[:2])
    held = [(value, place) for value in arguments if (place := stack_place(trace, value)) is not None]
    if not held:
        held = [(part, len(part.axes) - 3) for part in arguments[:2] if _is_deep(part)]
    value, place = held[0]
    count = trace.extents.at(value.axes[place])
    behind = place - len(value.axes)
    if any(at - len(other.axes) != behind for other, at in held):
        raise Untraceable("it computes with arrays that are stacked along different axes")
    if name in ("unsqueeze", "squeeze", "transpose", "swapaxes", "permute", "mT"):
        return _turned(trace, name, value, place, arguments[1:])
    kept = bool(options.get("keepdim"))
    if name in ALONG:
        at = 2 if name in ("norm", "linalg_vector_norm") else 1
        chosen = arguments[at] if len(arguments) > at else options.pop("dim", None)
        chosen = chosen[0] if isinstance(chosen, list) and len(chosen) == 1 else chosen
        if not isinstance(chosen, int):
            raise Untraceable("it runs over several axes of arrays that are stacked")
        chosen = chosen if chosen < 0 else chosen - len(value.axes)
        if chosen <= behind:
            raise Untraceable("it runs over the axis along which arrays are stacked")
        kept = kept or arguments[at + 1 : at + 2] == [True] or "softmax" in name
        arguments = [*arguments[:at], chosen, *arguments[at + 1 :]]
        behind += 0 if kept else 1
    elif name in CUT_PLACES:
        arguments, behind = _behind(name, arguments, len(value.axes), behind)
    elif name in ("matmul", "bmm", "linear"):
        _check_product(name, arguments, place, behind, trace)
    elif name in LAST and behind > -2:
        raise Untraceable("it normalises the axis along which arrays are stacked")
    elif name not in ELEMENTWISE_CALLS and name not in LAST:
        raise Untraceable("it computes with arrays that are stacked; compute with each of them, and stack last")
    cut = place - len(value.axes)
    fixed = name in ("linear", *LAST) or (name in ("matmul", "bmm") and cut == -2)
    results = []
    for index in range(count):
        own = [part if fixed and at else _member(trace, part, cut, index) for at, part in enumerate(arguments)]
        nested = is_by_members(trace, name, own)
        results.append(by_members(trace, name, rule, own, options) if nested else rule(trace, *own, **options))
    if isinstance(results[0], list):
        return [
            stacks.stacked(trace, pieces, len(pieces[0].axes) + 1 + behind) for pieces in zip(*results, strict=True)
        ]
    return stacks.stacked(trace, results, len(results[0].axes) + 1 + behind)


def is_by_members(trace: Trace, name: str, arguments: list[Any]) -> bool:
    """Whether an operator is applied to each member: of what is stacked, or of matrices in batches of heads."""
    if name == "einsum":
        return _letter(trace, *arguments[:2]) is not None
    if name in ("matmul", "bmm") and any(map(_is_deep, arguments[:2])):
        return True
    places_of = [stack_place(trace, part) for part in arguments]
    if all(place is None for place in places_of):
        return False
    if name in CUT_PLACES:
        at = CUT_PLACES[name]
        chosen = arguments[at] if len(arguments) > at else 0
        return places_of[0] is not None and chosen % len(arguments[0].axes) != places_of[0]
    return name not in OF_STACKS


def is_sum_of_members(trace: Trace, arguments: list[Any]) -> bool:
    """Whether a sum runs over the axis along which its array is stacked."""
    place = stack_place(trace, arguments[0])
    chosen = arguments[1] if len(arguments) > 1 else None
    chosen = [chosen] if isinstance(chosen, int) else chosen or []
    return place is not None and place in [at % len(arguments[0].axes) for at in chosen]


def _is_deep(part: Any) -> bool:
    return isinstance(part, Traced) and len(part.axes) > 2 and isinstance(part.axes[-3], Size) and not part.single


def _behind(name: str, arguments: list[Any], count: int, behind: int) -> tuple[list[Any], int]:
    """The arguments of a cut with its axis counted from the end, and where the members lie then."""
    at = CUT_PLACES[name]
    chosen = arguments[at] if len(arguments) > at else 0
    chosen = chosen % count - count
    if chosen < behind:
        raise Untraceable("it cuts arrays that are stacked before the axis along which they are")
    gone = name in ("select", "unbind")
    return [*arguments[:at], chosen, *arguments[at + 1 :]], behind + gone


def _letter(trace: Trace, equation: str, values: Sequence[Traced]) -> str | None:
    """The axis of an einsum along which one of its arrays is stacked, or over which matrices are multiplied."""
    sources, _, target = equation.replace(" ", "").partition("->")
    letters = sources.split(",")
    if "." in equation or "->" not in equation or len(letters) != len(values):
        return None
    pairs = list(zip(letters, values, strict=True))
    for own, value in pairs:
        if (place := stack_place(trace, value)) is not None:
            return own[place]
    if len(letters) != 2 or not any(value.rank > 2 for value in values):
        return None
    own, value = pairs[0]
    shared = (name for at, name in enumerate(own) if name in letters[1] and isinstance(value.axes[at], Size))
    # Kernels of several gates in one array: each gate is a member, as in bn,gmn->gbm.
    fused = (names[places(part)[0]] for names, part in pairs if part.rank == 3)
    alone = (name for name in fused if sum(name in names for names in letters) == 1)
    return next((name for name in (*shared, *alone) if name in target), None)


def _check_product(name: str, arguments: list[Any], place: int, behind: int, trace: Trace) -> None:
    left, right = arguments[:2]
    if name == "linear":
        if behind > -2 or stack_place(trace, right) is not None:
            raise Untraceable("it multiplies by arrays that are stacked")
        return
    rows = behind == -2 and stack_place(trace, left) is not None
    shared = stack_place(trace, right) is None and len(right.axes) == 2
    if behind > -3 and not (rows and shared):
        raise Untraceable("a product runs over the axis along which arrays are stacked")


def _member(trace: Trace, value: Any, behind: int, index: int) -> Any:
    """What of an argument belongs to one member: its own part, or all of it where it has no such axis."""
    if not isinstance(value, Traced) or len(value.axes) < -behind:
        return value
    place = len(value.axes) + behind
    axis = value.axes[place]
    if axis in (ONE_AXIS, BATCH_AXIS) or value.single:
        if axis == BATCH_AXIS:
            raise Untraceable("it mixes the samples of a batch")
        return value._replace(axes=(*value.axes[:place], *value.axes[place + 1 :]))
    # As each member is written out, there are as many of them at all sizes.
    if isinstance(axis, Size):
        trace.extents.tie(axis, Size.of(trace.extents.at(axis)))
    members = stacks.members_along(trace, value, place)
    if members is not None:
        return members[index]
    if value.rank > 2 and not places(value).index(place):
        axes = (*value.axes[:place], *value.axes[place + 1 :])
        return Traced(_within(trace, value.node, value.axes[place], value.rank, index), axes)
    return trace.select(value, place, index)


def _within(trace: Trace, node: n.Node, axis: Any, rank: int, index: int) -> n.Node:
    """One member of what is computed element by element of a state or a parameter."""
    if not trace.parts.rank(node):
        return node
    if trace.parts.rank(node) == 1:
        # One number for each member.
        return trace.select(Traced(node, (axis,)), 0, index).node
    if trace.parts.rank(node) != rank:
        raise Untraceable("it takes a slice out of an array of three axes")
    if isinstance(node, n.Signal | n.Parameter):
        full = Traced(node, (axis,) * rank)
        members = stacks.members_along(trace, full, 0)
        return members[index].node if members is not None else trace.select(full, 0, index).node
    elementwise = n.Add | n.Multiply | n.Divide | n.Negate | n.Power
    if isinstance(node, elementwise) or (isinstance(node, n.Call) and algebra.is_elementwise(node.name)):
        return n.rebuild(node, lambda part: _within(trace, part, axis, rank, index))
    raise Untraceable("it takes a slice out of an array of three axes")


def _turned(trace: Trace, name: str, value: Traced, place: int, rest: Sequence[Any]) -> Traced:
    """Axes in another order, or one more, of each member."""
    count = len(value.axes)
    members = stacks.members_along(trace, value, place) or []
    if name == "unsqueeze":
        at = rest[0] % (count + 1)
        moved = [reshaping.unsqueeze(member, at if at <= place else at - 1) for member in members]
        return stacks.stacked(trace, moved, place + (at <= place))
    if name == "squeeze":
        at = (rest[0] if isinstance(rest[0], int) else rest[0][0]) % count if rest else place
        if at == place or (rest and not isinstance(rest[0], int) and len(rest[0]) != 1):
            raise Untraceable("it takes the axis off along which arrays are stacked")
        less = [reshaping.squeeze(trace.extents, member, [at - (at > place)]) for member in members]
        return stacks.stacked(trace, less, place - (at < place))
    if name == "permute":
        order = [at % count for at in rest[0]]
    else:
        order = list(range(count))
        first, second = (at % count for at in (rest if name != "mT" else (-1, -2)))
        order[first], order[second] = order[second], order[first]
    inner = [at - (at > place) for at in order if at != place]
    return stacks.stacked(trace, [reshaping.permute(member, inner) for member in members], order.index(place))


def _einsum(trace: Trace, rule: OperatorRule, equation: str, values: Sequence[Traced]) -> Traced:
    sources, _, target = equation.replace(" ", "").partition("->")
    letters = sources.split(",")
    if "." in equation or "->" not in equation or len(letters) != len(values):
        raise Untraceable(f"einsum({equation!r:.40}) is not read: write it as products of two")
    letter = _letter(trace, equation, values) or ""
    axes = [value.axes[own.index(letter)] for own, value in zip(letters, values, strict=True) if letter in own]
    count = next(trace.extents.at(axis) for axis in axes if isinstance(axis, Size))
    less = f"{','.join(own.replace(letter, '') for own in letters)}->{target.replace(letter, '')}"
    results = [
        rule(
            trace,
            less,
            [
                _member(trace, value, own.index(letter) - len(own), index) if letter in own else value
                for own, value in zip(letters, values, strict=True)
            ],
        )
        for index in range(count)
    ]
    if letter in target:
        return stacks.stacked(trace, results, target.index(letter))
    node = results[0].node
    for result in results[1:]:
        node = algebra.add(node, result.node)
    return results[0]._replace(node=node)


def headed(trace: Trace, value: Traced, numbers: Sequence[int], chunks: OperatorRule) -> Traced | None:
    """A view that cuts an axis into heads, or that puts them one behind the other; None for any other."""
    extents = trace.extents
    lengths = [extents.at(a) if isinstance(a, Size) else trace.batch if a == BATCH_AXIS else 1 for a in value.axes]
    groups = _groups(lengths, list(numbers))
    if groups is None or value.single:
        return None
    wide = [(old, new) for old, new in groups if len([1 for at in new if numbers[at] > 1]) > 1]
    deep = [(old, new) for old, new in groups if len([1 for at in old if lengths[at] > 1]) > 1]
    if len(wide) + len(deep) != 1:
        return None
    if wide:
        old, new = wide[0]
        place, parts = next(at for at in old if lengths[at] > 1), [numbers[at] for at in new if numbers[at] > 1]
        if value.axes[place] == BATCH_AXIS or stack_place(trace, value) is not None:
            return None
        members = chunks(trace, value, parts[0], place)
        if len(parts) > 2:
            first = next(at for at in new if numbers[at] > 1)
            within = [*numbers[:first], *numbers[first + 1 :]]
            inner = [headed(trace, member, within, chunks) for member in members]
            members = [part for part in inner if part is not None]
        result = stacks.stacked(trace, members, place)
    else:
        old, _ = deep[0]
        first, *others = (at for at in old if lengths[at] > 1)
        if len(others) != 1 or stack_place(trace, value) != first:
            return None
        members = stacks.members_along(trace, value, first)
        if members is None:
            return None
        result = reshaping.joined(extents, members, others[0] - 1)
    return _with_ones(trace, result, numbers)


def _with_ones(trace: Trace, value: Traced, numbers: Sequence[int]) -> Traced:
    """Axes of one element put in or taken out, those of heads left where they are."""
    rest = [axis for axis in value.axes if axis != ONE_AXIS]
    waiting = iter(rest)
    axes = tuple(ONE_AXIS if number == 1 else next(waiting) for number in numbers)
    if len([number for number in numbers if number != 1]) != len(rest):
        raise Untraceable("it views an array with other axes, which has no form in the language")
    return Traced(value.node, axes, value.single)


def _groups(old: Sequence[int], new: Sequence[int]) -> list[tuple[list[int], list[int]]] | None:
    """The axes before and after that hold the same elements."""
    ends = [_ends(lengths) for lengths in (old, new)]
    if not ends[0] or not ends[1] or ends[0][-1] != ends[1][-1]:
        return None
    common = sorted({*ends[0]} & {*ends[1]})
    groups: list[tuple[list[int], list[int]]] = []
    for before, after in pairwise([1, *common]) if common[0] != 1 else pairwise(common):
        groups.append(
            (
                [at for at, end in enumerate(ends[0]) if before < end <= after],
                [at for at, end in enumerate(ends[1]) if before < end <= after],
            )
        )
    return groups


def _ends(lengths: Sequence[int]) -> list[int]:
    ends, product = [], 1
    for length in lengths:
        product *= length
        ends.append(product)
    return ends
