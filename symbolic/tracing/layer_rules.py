"""What operators of PyTorch compute of whole vectors: products, norms, and the cells that it has built in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.language import nodes as n
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.tracing import algebra, reshaping
from symbolic.tracing.broadcasting import elementwise
from symbolic.tracing.contraction import einsum as contracted_sum
from symbolic.tracing.contraction import matrix_product
from symbolic.tracing.elementwise_rules import OperatorRule, add, apply, divide, function, multiply, subtract
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import ONE_AXIS, Traced, Untraceable
from symbolic.tracing.view_rules import chunks

LANGUAGE_EPSILON = 1e-5
"""What `layernorm` of the language adds to the variance."""


def linear(trace: Trace, value: Traced, weight: Traced, bias: Traced | None = None) -> Traced:
    result = matrix_product(trace.extents, value, reshaping.swapped(weight, 0, 1) if len(weight.axes) > 1 else weight)
    return result if bias is None else add(trace, result, bias)


def addmm(trace: Trace, bias: Traced, left: Traced, right: Traced, beta: float = 1, alpha: float = 1) -> Traced:
    result = multiply(trace, alpha, matrix_product(trace.extents, left, right))
    if beta == 0:
        return result
    # A bias comes behind the products, as authors write it.
    return add(trace, result, multiply(trace, beta, bias))


def matmul(trace: Trace, left: Traced, right: Traced, *_: Any, **__: Any) -> Traced:
    return matrix_product(trace.extents, left, right)


def einsum(trace: Trace, equation: str, values: Sequence[Traced], **_: Any) -> Traced:
    return contracted_sum(trace.extents, equation, list(values))


def mean(trace: Trace, value: Traced, chosen: Any = None, keepdim: bool = False, **_: Any) -> Traced:
    last(trace, value, chosen)
    result = value._replace(node=algebra.call("mean", value.node))
    return result if keepdim else Traced(n.Call("element", (result.node,), (NO_SIZE,)), value.axes[:-1])


def last(trace: Trace, value: Traced, chosen: Any) -> None:
    chosen = [chosen] if isinstance(chosen, int) else list(chosen or [None])
    count = len(value.axes)
    if len(chosen) != 1 or chosen[0] is None or chosen[0] % count != count - 1 or value.rank != 1:
        raise Untraceable("it runs over another axis than the last of a vector")


def norm(trace: Trace, value: Traced, order: Any = 2, chosen: Any = None, keepdim: bool = False, **_: Any) -> Traced:
    """The length of a vector."""
    if order not in (2, None):
        raise Untraceable("it is not the norm of squares")
    axes_chosen = [chosen] if isinstance(chosen, int) else list(chosen or [])
    if value.rank == 2 and len(axes_chosen) == 1:
        # One number for each row of a matrix, or for each column.
        square = value._replace(node=n.Power(value.node, 2))
        return apply(root)(trace, trace.total(square, axes_chosen[0], keepdim))
    last(trace, value, chosen)
    value = trace.held(value)
    axes = (*value.axes[:-1], *((ONE_AXIS,) if keepdim else ()))
    return Traced(algebra.call("sqrt", algebra.call("dot", value.node, value.node)), axes)


def weight_norm(trace: Trace, value: Traced, scale: Traced, place: int = 0) -> Traced:
    """A matrix whose rows have lengths of their own."""
    if value.rank != 2 or len(value.axes) != 2:
        raise Untraceable("it scales more than the rows of a matrix")
    length = norm(trace, value, 2, 1 - place, keepdim=True)
    return multiply(trace, value, divide(trace, scale, length))


def varied(trace: Trace, value: Traced, chosen: Any = None, *rest: Any, **options: Any) -> Traced:
    """The mean square of what is left of the mean."""
    last(trace, value, chosen)
    unbiased, keepdim = (*rest, *(True, False)[len(rest) :])
    if options.get("correction", options.get("unbiased", unbiased)) != 0:
        raise Untraceable("it divides by the size less one; say unbiased=False")
    value = trace.held(value)
    centred = algebra.add(value.node, algebra.call("mean", value.node), -1)
    result = value._replace(node=algebra.call("mean", n.Power(centred, 2)))
    if options.get("keepdim", keepdim):
        return result
    return Traced(n.Call("element", (result.node,), (NO_SIZE,)), value.axes[:-1])


def deviated(trace: Trace, value: Traced, *rest: Any, **options: Any) -> Traced:
    return apply(root)(trace, varied(trace, value, *rest, **options))


def root(node: n.Node) -> n.Node:
    """The square root; of a variance with what `layernorm` adds to it, the deviation of the language."""
    match node:
        case n.Add(
            terms=(n.Call(name="mean", arguments=(n.Power(base=n.Add(signs=(1, -1)) as centred, exponent=2),)), added),
            signs=(1, 1),
        ) if added == n.Number(LANGUAGE_EPSILON) and centred.terms[1] == algebra.call("mean", centred.terms[0]):
            return algebra.call("deviation", centred.terms[0])
    return algebra.call("sqrt", node)


def cumulated(trace: Trace, value: Traced, place: int, **_: Any) -> Traced:
    node = value.node
    node = trace.equations.get(node.name, node) if isinstance(node, n.Signal) and not node.lag else node
    if not isinstance(node, n.Call) or node.name != "softmax":
        raise Untraceable("the language has no such operation")
    last(trace, value, place)
    return value._replace(node=algebra.call("cumax", *node.arguments))


def repeated(trace: Trace, value: Traced, count: Any, place: Any = None, **_: Any) -> Traced:
    if not isinstance(count, int):
        raise Untraceable("it repeats each element another number of times")
    last(trace, value, place)
    axis = value.axes[-1]
    if not isinstance(axis, Size):
        raise Untraceable("it repeats an axis of one element")
    return Traced(n.Call("repeat", (value.node,), (Size.of(count),)), (*value.axes[:-1], axis * count))


def groupnorm(
    trace: Trace,
    value: Traced,
    groups: int,
    weight: Any = None,
    bias: Any = None,
    eps: float = LANGUAGE_EPSILON,
    *_: Any,
) -> Traced:
    """Each of equal parts of a vector as a layer norm makes it."""
    if value.rank != 1 or not isinstance(value.axes[-1], Size):
        raise Untraceable("it normalises more than the parts of a vector")
    parts = [part if eps == LANGUAGE_EPSILON else trace.held(part) for part in chunks(trace, value, groups, -1)]
    normal = [part._replace(node=normalised(part.node, eps)) for part in parts]
    whole = normal[0] if groups == 1 else reshaping.joined(trace.extents, normal, -1)
    scaled = whole if weight is None else multiply(trace, whole, weight)
    return scaled if bias is None else add(trace, scaled, bias)


def glu(trace: Trace, value: Traced, place: int = -1) -> Traced:
    first, second = chunks(trace, value, 2, place)
    return multiply(trace, first, function("sigmoid")(trace, second))


def softmax(trace: Trace, value: Traced, place: int, *_: Any, **__: Any) -> Traced:
    last(trace, value, place)
    return value._replace(node=algebra.call("softmax", value.node))


def layernorm(
    trace: Trace,
    value: Traced,
    shape: Sequence[int],
    weight: Any = None,
    bias: Any = None,
    eps: float = LANGUAGE_EPSILON,
    *_: Any,
) -> Traced:
    if len(shape) != 1 or value.rank != 1:
        raise Untraceable("it normalises more than the last axis of a vector")
    value = value if eps == LANGUAGE_EPSILON else trace.held(value)
    normal = value._replace(node=normalised(value.node, eps))
    if eps == LANGUAGE_EPSILON and weight is not None and weight.rank == 1:
        values = [value, weight] if bias is None else [value, weight, bias]
        return elementwise(trace.extents, lambda *parts: algebra.call("layernorm", *parts), values)
    scaled = normal if weight is None else multiply(trace, normal, weight)
    return scaled if bias is None else add(trace, scaled, bias)


def normalised(node: n.Node, eps: float) -> n.Node:
    if eps == LANGUAGE_EPSILON:
        return algebra.call("layernorm", node)
    centred = algebra.add(node, algebra.call("mean", node), -1)
    variance = algebra.call("mean", n.Power(centred, 2))
    return algebra.divide(centred, algebra.call("sqrt", algebra.add(variance, algebra.number(eps))))


def rmsnorm(trace: Trace, value: Traced, shape: Sequence[int], weight: Any = None, eps: Any = None) -> Traced:
    if len(shape) != 1 or value.rank != 1:
        raise Untraceable("it normalises more than the last axis of a vector")
    value = trace.held(value)
    # PyTorch's default is the machine epsilon of the numbers, here of float64.
    added = algebra.number(2.220446049250313e-16 if eps is None else eps)
    root = algebra.call("sqrt", algebra.add(algebra.call("mean", n.Power(value.node, 2)), added))
    normal = value._replace(node=algebra.divide(value.node, root))
    return normal if weight is None else multiply(trace, normal, weight)


def lstm(trace: Trace, value: Traced, state: Sequence[Traced], *weights: Any) -> list[Traced]:
    i, f, g, o = chunks(trace, gates(trace, value, state[0], *weights), 4, -1)
    sigmoid, tanh = function("sigmoid"), function("tanh")
    i, f, g, o = (
        trace.signal(name, rule(trace, gate))
        for name, rule, gate in (("i", sigmoid, i), ("f", sigmoid, f), ("g", tanh, g), ("o", sigmoid, o))
    )
    c = trace.signal("c_new", add(trace, multiply(trace, f, state[1]), multiply(trace, i, g)))
    return [multiply(trace, o, tanh(trace, c)), c]


def gates(trace: Trace, value: Traced, state: Traced, *weights: Any) -> Traced:
    w_x, w_h, b_x, b_h = four(*weights)
    return add(trace, linear(trace, value, w_x, b_x), linear(trace, state, w_h, b_h))


def four(kernel: Any, recurrent: Any, bias: Any = None, recurrent_bias: Any = None) -> tuple[Any, Any, Any, Any]:
    return kernel, recurrent, bias, recurrent_bias


def gru(trace: Trace, value: Traced, state: Traced, *weights: Any) -> Traced:
    w_x, w_h, b_x, b_h = four(*weights)
    r_x, z_x, n_x = chunks(trace, linear(trace, value, w_x, b_x), 3, -1)
    r_h, z_h, n_h = chunks(trace, linear(trace, state, w_h, b_h), 3, -1)
    sigmoid, tanh = function("sigmoid"), function("tanh")
    r = trace.signal("r", sigmoid(trace, add(trace, r_x, r_h)))
    z = trace.signal("z", sigmoid(trace, add(trace, z_x, z_h)))
    new = trace.signal("n", tanh(trace, add(trace, n_x, multiply(trace, r, n_h))))
    return add(trace, multiply(trace, subtract(trace, 1, z), new), multiply(trace, z, state))


def rnn(name: str) -> OperatorRule:
    def rule(trace: Trace, value: Traced, state: Traced, *weights: Any) -> Traced:
        return function(name)(trace, gates(trace, value, state, *weights))

    return rule
