"""Operators between the values of a program: numbers, sizes in letters, lists, and what is not known."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Any

from symbolic.errors import SymbolicError
from symbolic.language.sizes.size import Size
from symbolic.limits import CODE_ITEMS, CODE_NUMBER
from symbolic.model.code.values import size_of

PLAIN_TYPES = (int, float, str, bool, type(None), list, tuple, dict, set)

PYTHON_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


VALUE_PLACE = re.compile(r"%(?:0?\d{1,2})?[sdi]")
"""A place for a value in a text."""


class NotKnown(Exception):
    """What an operator gives is known at run time alone."""


def combined(sign: type[ast.operator], left: Any, right: Any) -> Any:
    """What an operator gives; raises `NotKnown` where nothing but the run says it.

    >>> combined(ast.Mult, 2, 3), str(combined(ast.FloorDiv, Size.letter("m"), 2))
    (6, 'm/2')
    """
    if isinstance(left, Size) or isinstance(right, Size):
        return _of_sizes(sign, left, right)
    if not (isinstance(left, PLAIN_TYPES) and isinstance(right, PLAIN_TYPES)):
        raise NotKnown
    _check_amount(sign, left, right)
    try:
        result = PYTHON_OPERATORS[sign](left, right)
    except (ArithmeticError, TypeError, ValueError, KeyError):
        raise NotKnown from None
    return checked(result)


def checked(value: Any) -> Any:
    """A value within bounds; raises `NotKnown` for one that is too large."""
    if isinstance(value, float) and not math.isfinite(value):
        raise NotKnown
    large = isinstance(value, int | float) and abs(value) > CODE_NUMBER
    if large or (isinstance(value, str | list | tuple | dict | set) and len(value) > CODE_ITEMS):
        raise NotKnown
    return value


def compared(sign: type[ast.cmpop], left: Any, right: Any) -> bool:
    """What a comparison gives; raises `NotKnown` where nothing but the run says it.

    >>> compared(ast.Lt, 2, 3), compared(ast.In, "a", ["a"])
    (True, True)
    """
    if sign in (ast.Is, ast.IsNot) and (left is None or right is None):
        # A size that is not said is a number all the same.
        known = all(isinstance(value, (*PLAIN_TYPES, Size)) for value in (left, right))
        if not known:
            raise NotKnown
        return (left is right) == (sign is ast.Is)
    if not (isinstance(left, PLAIN_TYPES) and isinstance(right, PLAIN_TYPES)):
        same = isinstance(left, Size) and left == size_of(right)
        if same and sign in (ast.Eq, ast.NotEq):
            return sign is ast.Eq
        raise NotKnown
    try:
        return bool(COMPARISONS[sign](left, right))
    except (TypeError, ValueError):
        raise NotKnown from None


def _of_sizes(sign: type[ast.operator], left: Any, right: Any) -> Any:
    a, b = size_of(left), size_of(right)
    if a is None or b is None:
        raise NotKnown
    try:
        if sign is ast.Add:
            made = a + b
        elif sign is ast.Sub:
            made = a - b
        elif sign is ast.Mult:
            made = a * b
        elif sign in (ast.Div, ast.FloorDiv) and b.terms:
            # A size at which it is not a whole number is refused when it is put in.
            made = a / b
        elif sign is ast.Pow and b.constant is not None and 0 <= b.constant <= 8:
            made = Size.of(1)
            for _ in range(b.constant):
                made = made * a
        else:
            raise NotKnown
    except (SymbolicError, ArithmeticError, ValueError):
        raise NotKnown from None
    return made if made.constant is None else made.constant


def _check_amount(sign: type[ast.operator], left: Any, right: Any) -> None:
    """Raise `NotKnown` for what would take too long or too much memory."""
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if sign in (ast.Pow, ast.LShift) and not (numbers and abs(right) <= 64 and abs(left) <= CODE_NUMBER):
        raise NotKnown
    if sign is ast.Mult and not numbers:
        times, items = (left, right) if isinstance(left, int) else (right, left)
        if not isinstance(times, int) or not isinstance(items, str | list | tuple):
            raise NotKnown
        if times * len(items) > CODE_ITEMS:
            raise NotKnown
    if sign is ast.Mod and isinstance(left, str):
        operands = right if isinstance(right, tuple) else (right,)
        if "%" in VALUE_PLACE.sub("", left) or not all(isinstance(value, str | int | float) for value in operands):
            raise NotKnown
