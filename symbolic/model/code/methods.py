"""Methods of lists, dictionaries, texts and arrays, on the values of a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbolic.model.code.arithmetic import NotKnown, checked
from symbolic.model.code.array_shapes import SAME_SHAPE_METHODS, moved
from symbolic.model.code.values import ArrayValue, Unknown, numbers_in, size_of

REARRANGING = ("t", "transpose", "permute", "unsqueeze", "squeeze", "flatten", "ravel", "swapaxes")
"""Methods that leave an array with as many numbers, wherever its axes go."""

TEXT_METHODS = ("format", "lower", "upper", "strip", "split", "replace", "startswith", "endswith", "join", "title")


def call_method(owner: Any, name: str, values: list[Any], words: dict[str, Any], iterated: Callable[[Any], Any]) -> Any:
    """What a method gives; raises `NotKnown` where only the run says it.

    >>> items = [1]
    >>> call_method(items, "append", [2], {}, list)
    >>> items
    [1, 2]
    """
    try:
        if isinstance(owner, list):
            return _of_list(owner, name, values, iterated)
        if isinstance(owner, dict):
            return _of_dict(owner, name, values, words)
        if isinstance(owner, str) and name in TEXT_METHODS and all(isinstance(v, str | list | tuple) for v in values):
            return checked(getattr(owner, name)(*values))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        raise NotKnown from None
    if isinstance(owner, ArrayValue):
        return _of_array(owner, name, values)
    raise NotKnown


def _of_list(owner: list[Any], name: str, values: list[Any], iterated: Callable[[Any], Any]) -> Any:
    if name in ("extend", "__iadd__"):
        items = iterated(values[0])
        owner += [values[0]] if items is None else items
    elif name in ("append", "insert", "pop", "reverse", "index", "count", "copy", "remove"):
        result = getattr(owner, name)(*values)
        checked(owner)
        return result
    else:
        raise NotKnown
    checked(owner)
    return None


def _of_dict(owner: dict[Any, Any], name: str, values: list[Any], words: dict[str, Any]) -> Any:
    if name in ("keys", "values", "items"):
        return list(getattr(owner, name)())
    if name == "get" and not isinstance(values[0], Unknown):
        return owner.get(*values)
    if name in ("pop", "setdefault", "copy"):
        return getattr(owner, name)(*values)
    if name == "update":
        owner.update(*[value for value in values if isinstance(value, dict)], **words)
        return None
    raise NotKnown


def _of_array(owner: ArrayValue, name: str, values: list[Any]) -> Any:
    if name in SAME_SHAPE_METHODS and name.endswith("_"):
        owner.trained = values[:1] != [False] if name == "requires_grad_" else owner.trained
        return owner
    if name in SAME_SHAPE_METHODS:
        return ArrayValue(owner.shape, owner.line, owner.trained)
    if (shape := moved(owner.shape, name, values)) is not None:
        return ArrayValue(shape, owner.line, owner.trained)
    if name in ("view", "reshape"):
        shape = values[0] if len(values) == 1 and isinstance(values[0], tuple | list) else values
        known = all(size_of(extent) is not None and extent != -1 for extent in shape)
        total = numbers_in(owner.shape)
        return ArrayValue(tuple(shape) if known else None if total is None else (total,), owner.line, owner.trained)
    if name in ("size", "dim") and owner.shape is not None:
        if name == "dim":
            return len(owner.shape)
        return owner.shape[values[0]] if values and isinstance(values[0], int) else owner.shape
    if name in REARRANGING:
        total = numbers_in(owner.shape)
        return ArrayValue(None if total is None else (total,), owner.line, owner.trained)
    return ArrayValue(None, owner.line)
