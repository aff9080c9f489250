"""A softmax of one number for each member, ``\\alpha_{t,i} = softmax(e_{t,i})``, goes over all members."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size


def softmax_over_members(equations: list[n.Equation]) -> tuple[list[n.Equation], set[str]]:
    """Equations in which such a softmax is a vector, what reads a member of it reads an element; the vectors' names.

    >>> from symbolic.language.parser import parse
    >>> from symbolic.language.printer import SOURCE, spell_program
    >>> text = "for i in N: a[t, i] = softmax(dot(q[t], k[t, i]))\\ny[t] = sum(a[t, i] * k[t, i] for i in N)"
    >>> equations, _ = softmax_over_members([*parse(text).equations])
    >>> print(spell_program(n.Program(tuple(equations)), SOURCE))
    a[t] = softmax(dot(q[t], k[t, i]) for i in N)
    y[t] = sum(element(a[t], i) * k[t, i] for i in N)
    """
    numbers = _names_of_numbers(equations)
    starts: dict[str, Size] = {}
    changed = []
    for equation in equations:
        score = _score(equation, numbers)
        if score is not None:
            members = n.Family("concat", score, equation.loops[-1:], at=score.at)
            starts[equation.name] = equation.loops[-1].start
            target = n.Signal(equation.name, index=equation.target.index[:-1], at=equation.target.at)
            value = n.Call("softmax", (members,), at=equation.value.at)
            equation = n.Equation(target, value, equation.loops[:-1])
        changed.append(equation)
    read = [n.Equation(part.target, _with_elements(part.value, starts), part.loops) for part in changed]
    return read, {*starts}


def _names_of_numbers(equations: list[n.Equation]) -> set[str]:
    """The signals that are one number for each member, in whichever order they are written."""
    numbers: set[str] = set()
    while found := {part.name for part in equations if part.name not in numbers and _is_number(part.value, numbers)}:
        numbers |= found
    return numbers


def _score(equation: n.Equation, numbers: set[str]) -> n.Node | None:
    """The number of which each member is the softmax, where it is one of its own."""
    value, index = equation.value, equation.target.index
    if not isinstance(value, n.Call) or value.name != "softmax" or not equation.loops or not index:
        return None
    own = index[-1] == Size.letter(equation.loops[-1].index)
    return value.arguments[0] if own and _is_number(value.arguments[0], numbers) else None


def _is_number(node: n.Node, numbers: set[str]) -> bool:
    """Whether it can be nothing but one number: a dot product, or what is made of such element by element."""
    match node:
        case n.Signal():
            return node.name in numbers
        case n.Call(name="dot"):
            return True
        case n.Add() | n.Multiply() | n.Divide() | n.Negate() | n.Power() | n.Call():
            if isinstance(node, n.Call) and len(node.arguments) != 1:
                return False
            parts = [part for part in n.children(node) if not isinstance(part, n.Number | n.Position)]
            return bool(parts) and all(_is_number(part, numbers) for part in parts)
    return False


def _with_elements(node: n.Node, starts: dict[str, Size]) -> n.Node:
    if isinstance(node, n.Signal) and node.name in starts and node.index:
        whole = n.Signal(node.name, node.lag, node.index[:-1], at=node.at)
        return n.Call("element", (whole,), (node.index[-1] - starts[node.name],), at=node.at)
    return n.rebuild(node, lambda part: _with_elements(part, starts))
