"""The shapes of arrays that functions and methods of a package make of other arrays."""

from __future__ import annotations

from math import ceil
from typing import Any

from symbolic.language.sizes.size import NO_SIZE
from symbolic.model.code.values import TensorShape, extent_of, numbers_in, size_of

SAME_SHAPE_WORDS = (
    "tril triu abs exp log log2 sqrt rsqrt sin cos tanh sigmoid floor ceil round sign neg reciprocal square cumsum "
    "cumprod flip roll sort softmax log_softmax logical_not isinf isnan relu deepcopy float32 int32 from_numpy "
    "as_tensor asarray ascontiguousarray"
)
SAME_SHAPE_FUNCTIONS = frozenset(SAME_SHAPE_WORDS.split())
"""Functions of an array that give one of its shape."""

KEEPING = (
    "to cuda cpu float double half clone detach contiguous requires_grad_ normal_ uniform_ zero_ fill_ data type "
    "astype eval train share_memory numpy long int uniform xavier_uniform_ bool copy copy_ byte bfloat16 masked_fill "
    "masked_fill_ fill_diagonal_ tril tril_ triu triu_ exp log sin cos sqrt rsqrt abs neg pow cumsum cumprod clamp "
    "clamp_ mul_ add_ sub_ div_ mul add sub div flip roll softmax sigmoid tanh float16 trunc_normal_ type_as"
)
SAME_SHAPE_METHODS = frozenset(KEEPING.split())
"""Methods of an array that give one of its shape; what they are given beside it is a number or broadcast to it."""


def moved(shape: TensorShape, name: str, values: list[Any]) -> TensorShape:
    """The shape behind a method that moves, adds or takes away axes; None where it is not known.

    >>> moved((3, 4), "t", []), moved((3,), "unsqueeze", [1]), moved((3,), "view", [-1, 1])
    ((4, 3), (3, 1), (3, 1))
    """
    if shape is None or not all(type(value) is int for value in _flat(values)):
        return None
    places = _flat(values)
    if name in ("t", "T"):
        return shape[::-1]
    if name in ("transpose", "swapaxes"):
        return _swapped(shape, places) if len(places) == 2 else shape[::-1] if not places else _ordered(shape, places)
    if name == "permute":
        return _ordered(shape, places)
    if name == "unsqueeze" and len(places) == 1:
        place = places[0] + (len(shape) + 1 if places[0] < 0 else 0)
        return (*shape[:place], 1, *shape[place:])
    if name == "squeeze":
        gone = {place % len(shape) for place in places} if places else {*range(len(shape))}
        return tuple(axis for place, axis in enumerate(shape) if not (place in gone and axis == 1))
    if name == "repeat" and len(places) >= len(shape):
        axes = [size_of(axis) for axis in (*(1 for _ in places[len(shape) :]), *shape)]
        if all(axis is not None and axis.constant is not None for axis in axes):
            return tuple(axis.constant * times for axis, times in zip(axes, places, strict=True) if axis is not None)
    if name in ("view", "reshape") and -1 in places and (total := numbers_in(shape)) and total.constant is not None:
        known = numbers_in(tuple(place for place in places if place != -1))
        left = known and known.constant
        return tuple(total.constant // left if place == -1 else place for place in places) if left else None
    if name in ("flatten", "ravel") and (total := numbers_in(shape)) and not places:
        return (total if total.constant is None else total.constant,)
    return None


def broadcast(left: TensorShape, right: TensorShape) -> TensorShape:
    """The shape of a sum or a product of two arrays; None where it is not known.

    >>> broadcast((3, 1), (4,)), broadcast((3,), (4,)), broadcast(("?", 1), None)
    ((3, 4), None, None)
    """
    if left is None or right is None:
        return None
    rank = max(len(left), len(right))
    pairs = zip((1,) * (rank - len(left)) + left, (1,) * (rank - len(right)) + right, strict=True)
    axes = [b if a == 1 else a if b in (1, a) else None for a, b in pairs]
    return None if None in axes else tuple(axes)


def indexed(shape: TensorShape, index: Any) -> TensorShape:
    """The shape of a part of an array; None where it is not known.

    >>> indexed((3, 4), (None, slice(None), 0)), indexed((10,), slice(0, None, 2)), indexed((3,), "?")
    ((1, 3), (5,), None)
    """
    places = index if isinstance(index, tuple) else (index,)
    axes, left = [], list(shape or ())
    for place in places:
        if place is None:
            axes.append(1)
            continue
        if not left:
            return None
        axis = left.pop(0)
        if isinstance(place, slice):
            if place == slice(None):
                axes.append(axis)
            elif isinstance(axis, int):
                axes.append(len(range(axis)[place]))
            else:
                return None
        elif type(place) is not int:
            return None
    return None if shape is None else (*axes, *left)


def joined(function: str, arrays: list[TensorShape], place: Any) -> TensorShape:
    """The shape of what ``cat`` or ``stack`` makes of arrays; None where it is not known.

    >>> joined("cat", [(2, 3), (4, 3)], 0), joined("stack", [(3,), (3,)], 1), joined("cat", [None], 0)
    ((6, 3), (3, 2), None)
    """
    first = arrays[0] if arrays else None
    if first is None or None in arrays or type(place) is not int or any(len(s or ()) != len(first) for s in arrays):
        return None
    place %= len(first) + (function == "stack")
    if function == "stack":
        return (*first[:place], len(arrays), *first[place:])
    axes = [size_of(shape[place]) for shape in arrays if shape is not None]
    if None in axes:
        return None
    whole = sum((axis for axis in axes if axis is not None), NO_SIZE)
    return (*first[:place], extent_of(whole), *first[place + 1 :])


def counted_out(function: str, values: list[Any], words: dict[str, Any]) -> TensorShape:
    """The shape of what ``arange`` or ``linspace`` counts out; None where its ends are not known.

    >>> counted_out("arange", [0, 5, 2], {}), counted_out("linspace", [1e-4, 0.02], {"steps": 1000})
    ((3,), (1000,))
    """
    if function in ("linspace", "logspace"):
        many = words.get("steps", words.get("num", values[2] if len(values) > 2 else None))
        return (many,) if size_of(many) is not None else None
    ends = [*values, *(words[word] for word in ("start", "end", "stop", "step") if word in words)]
    if len(ends) == 1:
        return (ends[0],)
    if len(ends) == 2 and ends[0] == 0 and size_of(ends[1]) is not None:
        return (ends[1],)
    if all(isinstance(end, int | float) for end in ends) and 1 < len(ends) < 4 and not {"start", "step"} & words.keys():
        start, stop, step = (*ends, 1)[:3]
        return (max(0, ceil((stop - start) / step)),) if step else None
    return None


def _flat(values: list[Any]) -> list[Any]:
    return [*values[0]] if len(values) == 1 and isinstance(values[0], list | tuple) else values


def _swapped(shape: tuple[Any, ...], places: list[int]) -> TensorShape:
    axes = list(shape)
    if not all(-len(axes) <= place < len(axes) for place in places):
        return None
    axes[places[0]], axes[places[1]] = axes[places[1]], axes[places[0]]
    return tuple(axes)


def _ordered(shape: tuple[Any, ...], places: list[int]) -> TensorShape:
    whole = {place % len(shape) for place in places} == {*range(len(shape))} if shape else False
    return tuple(shape[place] for place in places) if whole and len(places) == len(shape) else None
