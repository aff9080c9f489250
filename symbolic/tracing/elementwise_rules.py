"""What operators of PyTorch compute element by element."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from symbolic.language import nodes as n
from symbolic.tracing import algebra
from symbolic.tracing.broadcasting import elementwise
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import Traced, Untraceable, constant

OperatorRule = Callable[..., Any]


def as_traced(part: Any) -> Traced:
    if isinstance(part, Traced):
        return part
    if isinstance(part, bool | int | float):
        return constant(part)
    raise Untraceable(f"it takes {type(part).__name__} where a number or an array is expected")


def apply(build: Callable[..., n.Node]) -> OperatorRule:
    def rule(trace: Trace, *values: Any, **_: Any) -> Traced:
        return elementwise(trace.extents, build, [as_traced(value) for value in values])

    return rule


def function(name: str) -> OperatorRule:
    return apply(lambda a: algebra.call(name, a))


def declared(name: str, formula: str) -> OperatorRule:
    def rule(trace: Trace, value: Traced, *_: Any, **__: Any) -> Traced:
        known = trace.activation(name, formula)
        return elementwise(trace.extents, lambda a: algebra.call(known, a), [value])

    return rule


def same(trace: Trace, value: Traced, *_: Any, **__: Any) -> Traced:
    return value


def add(trace: Trace, left: Any, right: Any, alpha: float = 1, **_: Any) -> Traced:
    build = lambda a, b: algebra.add(a, algebra.multiply(algebra.number(alpha), b))  # noqa: E731
    return elementwise(trace.extents, build, [as_traced(left), as_traced(right)])


def subtract(trace: Trace, left: Any, right: Any, alpha: float = 1, **_: Any) -> Traced:
    build = lambda a, b: algebra.add(a, algebra.multiply(algebra.number(alpha), b), -1)  # noqa: E731
    return elementwise(trace.extents, build, [as_traced(left), as_traced(right)])


def reversed_subtract(trace: Trace, left: Any, right: Any, alpha: float = 1, **_: Any) -> Traced:
    return subtract(trace, right, left, alpha)


def multiply(trace: Trace, left: Any, right: Any, **_: Any) -> Traced:
    return elementwise(trace.extents, algebra.multiply, [as_traced(left), as_traced(right)])


def divide(trace: Trace, left: Any, right: Any, rounding_mode: Any = None, **_: Any) -> Traced:
    if rounding_mode is not None:
        raise Untraceable("it rounds a quotient, which the language does not")
    return elementwise(trace.extents, algebra.divide, [as_traced(left), as_traced(right)])


def power(trace: Trace, base: Any, exponent: Any, **_: Any) -> Traced:
    if not isinstance(exponent, int | float):
        raise Untraceable("its exponent is computed, and an exponent of the language is a number")
    return elementwise(trace.extents, lambda a: algebra.power(a, exponent), [as_traced(base)])


def clamped(trace: Trace, value: Traced, least: Any = None, most: Any = None) -> Traced:
    bounds = [(name, bound) for name, bound in (("max", least), ("min", most)) if bound is not None]
    for name, bound in bounds:
        value = elementwise(trace.extents, lambda a, b, name=name: algebra.call(name, a, b), [value, as_traced(bound)])
    return value


def softplus(trace: Trace, value: Traced, beta: float = 1, threshold: float = 20) -> Traced:
    scaled = multiply(trace, beta, value)
    return divide(trace, function("softplus")(trace, scaled), beta)


def elu(trace: Trace, value: Traced, alpha: float = 1, scale: float = 1, input_scale: float = 1) -> Traced:
    if (alpha, scale, input_scale) == (1, 1, 1):
        return function("elu")(trace, value)
    if input_scale != 1:
        raise Untraceable("it scales the input of elu")
    formula = f"{scale!r} * (max(u, 0) + {alpha!r} * (exp(min(u, 0)) - 1))"
    return declared("selu" if scale != 1 else "elu_scaled", formula)(trace, value)


def celu(trace: Trace, value: Traced, alpha: float = 1) -> Traced:
    return declared("celu", f"max(u, 0) + {alpha!r} * (exp(min(u, 0) / {alpha!r}) - 1)")(trace, value)


def leaky(trace: Trace, value: Traced, slope: float = 0.01) -> Traced:
    return declared("leaky_relu", f"max(u, 0) + {float(slope)!r} * min(u, 0)")(trace, value)


def hardtanh(trace: Trace, value: Traced, least: float = -1, most: float = 1) -> Traced:
    if (least, most) == (-1, 1):
        return declared("hardtanh", "max(-1, min(1, u))")(trace, value)
    return clamped(trace, value, least, most)


def gelu(trace: Trace, value: Traced, approximate: str = "none") -> Traced:
    if approximate == "none":
        return function("gelu")(trace, value)
    formula = f"0.5 * u * (1 + tanh({math.sqrt(2 / math.pi)!r} * (u + 0.044715 * u ** 3)))"
    return declared("gelu_tanh", formula)(trace, value)


def lerp(trace: Trace, start: Traced, end: Traced, weight: Any) -> Traced:
    start = trace.held(start)
    return add(trace, start, multiply(trace, weight, subtract(trace, end, start)))


def addcmul(trace: Trace, value: Traced, left: Traced, right: Traced, value_: float = 1, **options: Any) -> Traced:
    return add(trace, value, multiply(trace, options.get("value", value_), multiply(trace, left, right)))


def prelu(trace: Trace, value: Traced, slope: Traced) -> Traced:
    value = trace.held(value)
    low = elementwise(trace.extents, lambda a: algebra.call("min", a, algebra.number(0)), [value])
    high = elementwise(trace.extents, lambda a: algebra.call("max", a, algebra.number(0)), [value])
    return add(trace, high, multiply(trace, slope, low))


def step(sign: int, equal: bool) -> OperatorRule:
    """1 where the left is larger, or with a sign of -1 smaller, and 0 elsewhere; or where both are equal too."""

    def rule(trace: Trace, left: Any, right: Any) -> Traced:
        def build(a: n.Node, b: n.Node) -> n.Node:
            a, b = (b, a) if (sign < 0) != equal else (a, b)
            step = algebra.call("heaviside", algebra.add(a, b, -1))
            return algebra.add(algebra.number(1), step, -1) if equal else step

        return elementwise(trace.extents, build, [as_traced(left), as_traced(right)])

    return rule


def where(trace: Trace, chosen: Traced, yes: Any, no: Any) -> Traced:
    chosen = trace.held(chosen)
    return add(trace, multiply(trace, chosen, yes), multiply(trace, subtract(trace, 1, chosen), no))
