"""Python's own functions, on the values of a program."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from symbolic.language.sizes.size import Size
from symbolic.limits import CODE_ITEMS
from symbolic.model.code.arithmetic import PLAIN_TYPES, NotKnown, checked
from symbolic.model.code.values import (
    Instance,
    OwnClass,
    PackageObject,
    Reference,
    Repeated,
    Unknown,
    name_among,
    size_of,
)

BUILTINS = (
    "abs all any bool dict enumerate float getattr hasattr int isinstance issubclass len list map max min object "
    "print property range reversed round set setattr sorted staticmethod classmethod str sum super tuple type zip"
)
NAMES = frozenset(BUILTINS.split())


def call_builtin(name: str, values: list[Any], words: dict[str, Any], iterated: Callable[[Any], Any]) -> Any:
    """What a function of Python's gives; raises `NotKnown` where only the run says it.

    >>> call_builtin("len", [[1, 2]], {}, list), call_builtin("max", [3, 5], {}, list)
    (2, 5)
    """
    function = BUILTIN_FUNCTIONS.get(name)
    if function is None:
        raise NotKnown
    try:
        return checked(function(iterated, *values, **words))
    except (TypeError, ValueError, ArithmeticError, KeyError, AttributeError, IndexError):
        raise NotKnown from None


def _range(_: Any, *ends: Any) -> Any:
    sizes = [size_of(end) for end in ends]
    if len(sizes) == 1 and isinstance(ends[0], Size):
        return Repeated(None, ends[0])
    if len(sizes) == 2 and isinstance(ends[1], Size) and sizes[0] is not None:
        return Repeated(None, ends[1] - sizes[0])
    made = range(*ends)
    if len(made) > CODE_ITEMS:
        raise NotKnown
    return made


def _length(iterated: Any, value: Any) -> Any:
    if isinstance(value, Unknown):
        # The same for one unknown thing, wherever its length is asked for.
        return Unknown(f"len({value.text})", value.line, f"len_{value.name or value.text}")
    if isinstance(value, PackageObject) and value.items is not None:
        return len(value.items)
    items = iterated(value)
    if items is None or any(isinstance(item, Repeated) for item in items):
        raise NotKnown
    return len(items)


def _whole(_: Any, value: Any = 0) -> Any:
    if isinstance(value, Size):
        return value
    if not isinstance(value, int | float | str):
        raise NotKnown
    return int(value)


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(_: Any, *values: Any) -> Any:
        if not all(isinstance(value, PLAIN_TYPES) for value in values):
            raise NotKnown
        return function(*values)

    return call


def _largest(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(iterated: Any, *values: Any) -> Any:
        items = iterated(values[0]) if len(values) == 1 else values
        if not items or not all(isinstance(item, int | float) for item in items):
            raise NotKnown
        return function(items)

    return call


def _sum(iterated: Any, values: Any, start: Any = 0) -> Any:
    items, total = iterated(values), start
    for item in items:
        if size_of(item) is None and not isinstance(item, float):
            raise NotKnown
        total = total + item
    return total


def _each(iterated: Any, *values: Any) -> list[list[Any]]:
    every = [iterated(value) for value in values]
    if any(items is None for items in every):
        raise NotKnown
    return every


def _isinstance(_: Any, value: Any, kind: Any) -> bool:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    names = {part.name.removeprefix("builtins.") for part in kinds if isinstance(part, Reference)}
    if isinstance(value, Unknown) or (not names and not isinstance(value, Instance)):
        raise NotKnown
    if isinstance(value, Instance):
        return any(part in value.kind.lineage for part in kinds if isinstance(part, OwnClass))
    if isinstance(value, PackageObject):
        return value.name in names
    return type(value).__name__ in names or (isinstance(value, Size) and "int" in names)


def _getattr(_: Any, holder: Any, name: str, *otherwise: Any) -> Any:
    if isinstance(holder, Reference) and isinstance(name, str) and name.isidentifier():
        return Reference(f"{holder.name}.{name}")
    if not isinstance(holder, Instance) or name not in holder.attributes:
        raise NotKnown
    return holder.attributes[name]


def _setattr(_: Any, holder: Any, name: str, value: Any) -> None:
    if isinstance(holder, Instance):
        holder.attributes[name_among(name, holder.attributes)] = value


def _hasattr(_: Any, holder: Any, name: str) -> bool:
    if not isinstance(holder, Instance):
        raise NotKnown
    return name in holder.attributes


def _dict(iterated: Any, *values: Any, **words: Any) -> dict[Any, Any]:
    if not values:
        return words
    return {**(values[0] if isinstance(values[0], dict) else dict(iterated(values[0]))), **words}


BUILTIN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "range": _range,
    "len": _length,
    "int": _whole,
    "float": _plain(float),
    "str": _plain(str),
    "bool": _plain(bool),
    "abs": _plain(abs),
    "round": _plain(round),
    "max": _largest(max),
    "min": _largest(min),
    "sum": _sum,
    "list": lambda iterated, value=(): list(_each(iterated, value)[0]),
    "tuple": lambda iterated, value=(): tuple(_each(iterated, value)[0]),
    "set": lambda iterated, value=(): set(_each(iterated, value)[0]),
    "sorted": lambda iterated, value: sorted(_each(iterated, value)[0]),
    "reversed": lambda iterated, value: _each(iterated, value)[0][::-1],
    "enumerate": lambda iterated, value, start=0: list(enumerate(_each(iterated, value)[0], start)),
    "zip": lambda iterated, *values: list(zip(*_each(iterated, *values), strict=False)),
    "any": _largest(any),
    "all": _largest(all),
    "isinstance": _isinstance,
    "getattr": _getattr,
    "setattr": _setattr,
    "hasattr": _hasattr,
    "dict": _dict,
    "print": lambda _, *values, **words: None,
    **{
        f"math.{name}": _plain(getattr(math, name))
        for name in ("sqrt", "ceil", "floor", "log", "log2", "prod", "pow", "exp", "gcd")
    },
}
