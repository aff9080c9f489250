"""What functions of plain numbers come to, so that ``exp(1)`` is a number where the code is written."""

from __future__ import annotations

import math
from collections.abc import Callable

from symbolic.errors import DefinitionError


def _sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a > 0 else math.exp(a) / (1 + math.exp(a))


CONSTANT_FUNCTIONS: dict[str, Callable[..., float]] = {
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
    "relu": lambda a: max(a, 0),
    "silu": lambda a: a * _sigmoid(a),
    "gelu": lambda a: a * (1 + math.erf(a / math.sqrt(2))) / 2,
    "elu": lambda a: a if a > 0 else math.expm1(a),
    "softplus": lambda a: max(a, 0) + math.log1p(math.exp(-abs(a))),
    "softsign": lambda a: a / (1 + abs(a)),
    "exp": math.exp,
    "sin": math.sin,
    "cos": math.cos,
    "identity": lambda a: a,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": lambda a: abs(a),
    "sign": lambda a: (a > 0) - (a < 0),
    "erf": math.erf,
    "max": lambda *numbers: max(numbers),
    "min": lambda *numbers: min(numbers),
    "mod": lambda a, b: a % b,
    "heaviside": lambda a: int(a > 0),
}


def constant(name: str, *numbers: float) -> float:
    """A function of the language at plain numbers; raises `DefinitionError` where it has no value.

    >>> constant("max", 0, 2), constant("sqrt", 4)
    (2, 2.0)
    """
    if name not in CONSTANT_FUNCTIONS:
        raise DefinitionError(f"{name} of a plain number cannot be written as code; leave it out")
    try:
        return CONSTANT_FUNCTIONS[name](*numbers)
    except (ArithmeticError, ValueError):
        spelled = ", ".join(map(str, numbers))
        raise DefinitionError(f"{name}({spelled}) has no value") from None
