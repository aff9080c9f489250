"""Sums, products and transposes of nodes, written as an author would: no zeros, no ones, no double signs."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS


def number(value: float | int) -> n.Number:
    """The number, a whole one without a point."""
    value = float(value) if isinstance(value, float) else int(value)
    return n.Number(int(value) if float(value).is_integer() and abs(value) < 1e15 else value)


def add(left: n.Node, right: n.Node, sign: int = 1) -> n.Node:
    """``left + right``, or with a sign of -1 ``left - right``.

    >>> from symbolic.language.printer import SOURCE, spell
    >>> a, b = n.Parameter("a"), n.Parameter("b")
    >>> spell(add(add(a, n.Negate(b)), number(0.0)), SOURCE), spell(add(number(1.0), a, -1), SOURCE)
    ('a - b', '1 - a')
    """
    if isinstance(left, n.Number) and isinstance(right, n.Number):
        return number(left.value + sign * right.value)
    pairs = [*_terms(left), *((term, sign * own) for term, own in _terms(right))]
    pairs = [(term, own) for term, own in pairs if term != n.Number(0)]
    if not pairs:
        return number(0)
    if len(pairs) == 1:
        return pairs[0][0] if pairs[0][1] > 0 else negative(pairs[0][0])
    return n.Add(tuple(term for term, _ in pairs), tuple(own for _, own in pairs))


def _terms(node: n.Node) -> list[tuple[n.Node, int]]:
    if isinstance(node, n.Add):
        return list(zip(node.terms, node.signs, strict=True))
    if isinstance(node, n.Negate):
        return [(term, -sign) for term, sign in _terms(node.value)]
    if isinstance(node, n.Number) and node.value < 0:
        return [(n.Number(-node.value), -1)]
    return [(node, 1)]


def negative(node: n.Node) -> n.Node:
    """``-a``."""
    if isinstance(node, n.Number):
        return number(-node.value)
    return node.value if isinstance(node, n.Negate) else n.Negate(node)


def multiply(left: n.Node, right: n.Node) -> n.Node:
    """``left * right``, element by element; a number comes first."""
    if isinstance(right, n.Number) and not isinstance(left, n.Number):
        left, right = right, left
    if isinstance(left, n.Number):
        if isinstance(right, n.Number):
            return number(left.value * right.value)
        if left.value in (0, 1, -1):
            return {0: left, 1: right, -1: negative(right)}[int(left.value)]
        if isinstance(right, n.Multiply) and isinstance(right.left, n.Number):
            return multiply(number(left.value * right.left.value), right.right)
    return n.Multiply(left, right)


def divide(left: n.Node, right: n.Node) -> n.Node:
    """``left / right``, element by element."""
    if isinstance(right, n.Number) and right.value:
        if isinstance(left, n.Number):
            return number(left.value / right.value)
        if right.value == 1:
            return left
    return left if left == n.Number(0) else n.Divide(left, right)


def product(left: n.Node, right: n.Node) -> n.Node:
    """``left @ right``."""
    if n.Number(0) in (left, right):
        return n.Number(0)
    if isinstance(left, n.Negate):
        return negative(product(left.value, right))
    if isinstance(left, n.Call) and left.name == "concat":
        # The language joins vectors alone.
        return n.Call("concat", tuple(product(part, right) for part in left.arguments), left.sizes)
    return n.Product(left, right)


def transpose(node: n.Node) -> n.Node:
    """The transpose, taken into sums and scalings and off another transpose."""
    match node:
        case n.Transpose():
            return node.value
        case n.Number():
            return node
        case n.Negate():
            return negative(transpose(node.value))
        case n.Multiply(left=n.Number()):
            return n.Multiply(node.left, transpose(node.right))
        case n.Call(name="diag"):
            return node
    return n.Transpose(node)


def call(name: str, *arguments: n.Node) -> n.Node:
    """An operation of the table."""
    return n.Call(name, arguments)


def power(base: n.Node, exponent: float) -> n.Node:
    """``a ** 2``; a half is a root, and one below zero divides."""
    if exponent == 0.5:
        return call("sqrt", base)
    if exponent == 1:
        return base
    if exponent < 0:
        return divide(number(1), power(base, -exponent))
    if float(exponent).is_integer() and 0 < exponent <= 16:
        return number(base.value ** int(exponent)) if isinstance(base, n.Number) else n.Power(base, int(exponent))
    return call("exp", multiply(number(exponent), call("log", base)))


def is_elementwise(name: str) -> bool:
    """Whether an operation takes its arguments element by element, a declared activation included."""
    row = OPERATIONS.get(name)
    return row is None or (row.shape is OPERATIONS["sigmoid"].shape and name not in NEIGHBOURS)


NEIGHBOURS = frozenset({"softmax", "cumax", "layernorm", "mean", "deviation", "tailsum"})
"""Operations of the shape of their argument, in which each element depends on all."""
