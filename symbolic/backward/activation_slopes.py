"""Derivatives of elementwise functions, by SymPy: in the language, and in their own output where they can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import sympy
from sympy.polys.domains import QQ
from sympy.polys.fields import field

from symbolic.backward.products import ONE, Term, add, term_of
from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.parser import parse
from symbolic.record import Record, replace

INPUT, OUTPUT = n.Parameter("u"), n.Parameter("y")


class Slope(Record):
    """The derivative of a function, as a product in its argument ``u`` or in its own output ``y``."""

    term: Term

    @property
    def is_flat(self) -> bool:
        return self.term.value == 0

    @property
    def needs_input(self) -> bool:
        return any(part == INPUT for part in n.walk(self.term.node))

    def at(self, argument: n.Node, output: n.Node) -> n.Node:
        """The derivative where the function takes ``argument`` and gives ``output``."""
        return _put(self.term.signed, {INPUT: argument, OUTPUT: output})


def slope(name: str, activations: Mapping[str, n.Node]) -> Slope:
    """The derivative of an activation, of the table or of a cell's own.

    >>> from symbolic.language.printer import SOURCE, spell
    >>> [spell(slope(name, {}).term.node, SOURCE) for name in ("sigmoid", "tanh", "softplus")]
    ['y * (1 - y)', '1 - y ** 2', 'sigmoid(u)']
    """
    if name in activations:
        (letter,) = {node.name for node in n.walk(activations[name]) if isinstance(node, n.Parameter)}
        return _slope(_put(activations[name], {n.Parameter(letter): INPUT}))
    return _of_table(name)


@cache
def _of_table(name: str) -> Slope:
    return _slope(_formula(name))


@cache
def _formula(name: str) -> n.Node:
    text = OPERATIONS[name].derivative
    if not isinstance(text, str):
        raise DerivativeError(f"{name} has no derivative rule of one argument")
    return parse(f"y[t] = {text}").equations[0].value


@cache
def _slope(formula: n.Node) -> Slope:
    return Slope(_by_exponentials(formula) or _by_sympy(formula))


# A quotient of polynomials in u and exp(u) is differentiated in the field of those, in little time.
FIELD, U, E = field("u, E", QQ)
POINTS, X, Y = field("u, y", QQ)


def _by_exponentials(formula: n.Node) -> Term | None:
    """The derivative where it is a polynomial in the function's own output, or in a logistic function."""
    value = _quotient(formula)
    if value is not None:
        slope = _differentiated(value)
        found = _polynomial(slope, value, OUTPUT)
        if found is None and value != SIGMOID:
            found = _polynomial(slope, SIGMOID, n.Call("sigmoid", (INPUT,)))
        return found
    if isinstance(formula, n.Call) and formula.name == "log":
        inner = _quotient(formula.arguments[0])
        if inner is not None:
            return _polynomial(_differentiated(inner) / inner, SIGMOID, n.Call("sigmoid", (INPUT,)))
    return None


def _differentiated(value: Any) -> Any:
    return value.diff(U) + E * value.diff(E)


def _quotient(node: n.Node) -> Any:
    """A formula as a quotient of polynomials in ``u`` and ``exp(u)``, or None where it is none."""
    match node:
        case n.Number(value=int()):
            return FIELD(node.value)
        case n.Parameter():
            return U
        case n.Add():
            parts = [_quotient(term) for term in node.terms]
            return None if None in parts else sum(p * sign for p, sign in zip(parts, node.signs, strict=True))
        case n.Multiply() | n.Divide():
            left, right = _quotient(node.left), _quotient(node.right)
            if left is None or right is None:
                return None
            return left * right if isinstance(node, n.Multiply) else left / right
        case n.Power():
            base = _quotient(node.base)
            return None if base is None else base**node.exponent
        case n.Call(name="exp"):
            if node.arguments == (INPUT,):
                return E
            return 1 / E if node.arguments == (n.Negate(INPUT),) else None
        case n.Call(name="sigmoid", arguments=(n.Parameter(),)):
            return SIGMOID
    return None


SIGMOID = _quotient(parse(f"y[t] = {OPERATIONS['sigmoid'].derivative}").equations[0].value)


def _polynomial(slope: Any, value: Any, output: n.Node) -> Term | None:
    """A slope as a polynomial in ``u`` and in ``output``, of which the value is known, or None where it is none."""
    above, below = value.numer, value.denom
    powers = {power for poly in (above, below) for place, power in poly.monoms() if power}
    if len(powers) != 1 or any(place for poly in (above, below) for place, _ in poly.monoms()):
        return None
    (power,) = powers
    a, b = (above.get((0, k), 0) for k in (power, 0))
    c, d = (below.get((0, k), 0) for k in (power, 0))
    # above/below = y is linear in E**power: a E + b = y (c E + d).
    solved = (b - Y * d) / (Y * c - a)
    top, bottom = (_composed(poly, power, solved) for poly in (slope.numer, slope.denom))
    if top is None or bottom is None or not (top / bottom).denom.is_ground:
        return None
    found = top / bottom
    if not found:
        return Term(0, ONE)
    scale = found.denom.coeff(1)
    parts: dict[int, dict[int, Any]] = {}
    for (place, k), coefficient in found.numer.terms():
        parts.setdefault(place, {})[k] = coefficient / scale
    terms = [_one(place, coefficients, output) for place, coefficients in sorted(parts.items())]
    return terms[0] if len(terms) == 1 else Term(1, add(terms))


def _one(place: int, coefficients: Mapping[int, Any], output: n.Node) -> Term:
    """A power of ``u`` times a polynomial in the output, whose own power stands in front."""
    lowest = min(coefficients)
    terms = [Term(_number(c), ONE, _power(output, k - lowest)) for k, c in sorted(coefficients.items())]
    rest = terms[0] if len(terms) == 1 else Term(1, ONE, (add(terms),))
    return Term(rest.value, ONE, (*_power(INPUT, place), *_power(output, lowest), *rest.factors))


def _power(base: n.Node, exponent: int) -> tuple[n.Node, ...]:
    return () if not exponent else (base,) if exponent == 1 else (n.Power(base, exponent),)


def _composed(poly: Any, power: int, value: Any) -> Any:
    total = POINTS(0)
    for (place, k), c in poly.terms():
        if k % power:
            return None
        total += c * X**place * value ** (k // power)
    return total


def _by_sympy(formula: n.Node) -> Term:
    u, y = sympy.Symbol("u", real=True), sympy.Symbol("y", real=True)
    value = _expression(formula, u)
    found = value.diff(u)
    through = found.subs(value, y)
    if found.has(u) and not through.has(u):
        found = through
    elif found.has(sympy.Heaviside) and _same_at(found, value, u):
        found = found.subs(u, y)
    return term_of(_node(found))


def _same_at(slope: Any, value: Any, u: Any) -> bool:
    """Whether the slope at the function's output is that at its input, above zero and below, as it is for ReLU."""
    positive = sympy.Symbol("p", positive=True)
    slope = slope.replace(sympy.Heaviside, lambda *arguments: _heaviside(arguments[0]))
    pairs = [(slope.subs(u, value.subs(u, side)), slope.subs(u, side)) for side in (positive, -positive)]
    return all(through == direct and direct.is_number for through, direct in pairs)


def _heaviside(value: Any) -> Any:
    """The step as the language has it, 0 at 0."""
    return cast("Callable[..., Any]", sympy.Heaviside)(value, 0)


class _Named(sympy.Function):
    """A function of the table that SymPy does not have, with the derivative that was found for it."""

    def fdiff(self, argindex: int = 1) -> Any:
        name, (argument,) = type(self).__name__, self.args
        output = _of_table(name).at(INPUT, OUTPUT)
        return _expression(output, argument, self)


@cache
def _named(name: str) -> type:
    return type(name, (_Named,), {})


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "erf": sympy.erf,
    "max": sympy.Max,
    "min": sympy.Min,
    "heaviside": _heaviside,
    "identity": lambda value: value,
}


def _expression(node: n.Node, u: Any, y: Any = None) -> Any:
    match node:
        case n.Number():
            return sympy.Rational(str(node.value))
        case n.Parameter():
            return y if node == OUTPUT else u
        case n.Add():
            parts = [_expression(term, u, y) * sign for term, sign in zip(node.terms, node.signs, strict=True)]
            return sympy.Add(*parts)
        case n.Multiply():
            return _expression(node.left, u, y) * _expression(node.right, u, y)
        case n.Divide():
            return _expression(node.left, u, y) / _expression(node.right, u, y)
        case n.Power():
            return _expression(node.base, u, y) ** node.exponent
        case n.Negate():
            return -_expression(node.value, u, y)
        case n.Call():
            function = FUNCTIONS.get(node.name) or _named(node.name)
            return function(*(_expression(argument, u, y) for argument in node.arguments))
    raise DerivativeError("a formula is made of numbers, its one name and functions, element by element")


NAMES = {sympy.Abs: "abs", sympy.Max: "max", sympy.Min: "min", sympy.sign: "sign"}


def _node(value: Any) -> n.Node:
    if value.is_Rational:
        return _fraction(value)
    if value.is_number:
        return n.Number(float(value))
    if value.is_Symbol:
        return OUTPUT if value.name == "y" else INPUT
    if value.is_Add:
        return add([term_of(_node(term)) for term in value.as_ordered_terms()])
    if value.is_Mul:
        number, rest = value.as_independent(*value.free_symbols, as_Add=False)
        above, below = rest.as_numer_denom()
        top = Term(1, ONE).times(*(_node(factor) for factor in above.as_ordered_factors()))
        if number.is_Rational:
            top, bottom = top.signed_by(int(number.p)), sympy.Integer(number.q) * below
            decimal = number.p / number.q
            if number.q != 1 and sympy.Rational(str(decimal)) == number:
                top, bottom = replace(top, value=decimal), below
        else:
            top, bottom = top.signed_by(float(number)), below
        whole = top if bottom == 1 else term_of(top.signed).over(_node(bottom))
        return add([whole])
    if value.is_Pow:
        return _root(value.base, value.exp)
    if isinstance(value, sympy.Heaviside):
        return _step(value.args[0])
    name = NAMES.get(value.func, value.func.__name__)
    if name not in OPERATIONS:
        raise DerivativeError(f"the derivative holds {name}, which the language does not have")
    return n.Call(name, tuple(map(_node, value.args)))


def _step(value: Any) -> n.Node:
    """The function that is 1 above zero; of a negative, what is left of it, so that the two sides add up to 1."""
    if value.could_extract_minus_sign():
        return n.Add((ONE, n.Call("heaviside", (_node(-value),))), (1, -1))
    return n.Call("heaviside", (_node(value),))


def _root(base: Any, exponent: Any) -> n.Node:
    if base is sympy.E:
        return n.Call("exp", (_node(exponent),))
    if exponent.is_negative:
        return n.Divide(ONE, _root(base, -exponent))
    if exponent.is_Integer:
        return _node(base) if exponent == 1 else n.Power(_node(base), int(exponent))
    if exponent == sympy.Rational(1, 2):
        return n.Call("sqrt", (_node(base),))
    return n.Call("exp", (n.Multiply(_node(exponent), n.Call("log", (_node(base),))),))


def _number(value: Any) -> int | float:
    if value.denominator == 1:
        return int(value)
    return float(value.numerator) / float(value.denominator)


def _fraction(value: Any) -> n.Node:
    decimal = value.p / value.q
    if value.q == 1 or sympy.Rational(str(decimal)) == value:
        return n.Number(_number(value))
    return n.Divide(n.Number(int(value.p)), n.Number(int(value.q)))


def _put(node: n.Node, values: Mapping[n.Node, n.Node]) -> n.Node:
    return values[node] if node in values else n.rebuild(node, lambda part: _put(part, values))
