"""Equations as text: one printer, with a table of how each thing is written."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.language import nodes as n
from symbolic.language.lags import time_text
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.size import Size
from symbolic.record import Record, replace

SUM, TERM, SIGN, TIGHT, NUMBER, ATOM = range(6)


class Style(Record):
    """How equations are written; the printer itself contains no symbols.

    ``scale`` is a product with a written number, or with one behind it, ``scalar`` one with a number in front, as
    ``is_scalar`` says.
    The ``static`` names are written without a time.
    Patterns hold ``{0}``, ``{1}``; ``call`` and ``over`` get the operation's name and the text of
    its arguments, ``brackets`` the text inside them.
    """

    parameter: Callable[[str, tuple[Size, ...]], str]
    signal: Callable[[str, n.Lag, tuple[Size, ...]], str]
    number: Callable[[int | float], str]
    size: Callable[[Size], str]
    call: Callable[[str, list[str], list[str]], str]
    over: Callable[[str, str, tuple[n.Loop, ...]], str]
    divide: Callable[[str, str], tuple[str, int]]
    hadamard: str
    product: str
    plus: str
    minus: str
    power: Callable[[str, str], str]
    transpose: Callable[[str], str]
    brackets: Callable[[str], str]
    equals: str
    scale: str
    scalar: str
    is_scalar: Callable[[n.Node], bool]
    infix: frozenset[str] = frozenset()
    static: frozenset[str] = frozenset()


def spell(node: n.Node, style: Style) -> str:
    """The node as text.

    >>> from symbolic.language.parser import parse
    >>> spell(parse("h[t] = (1 - z[t]) * h[t-1]").equations[0].value, SOURCE)
    '(1 - z[t]) * h[t-1]'
    """
    return _spell(node, style)[0]


def spell_equation(equation: n.Equation, style: Style) -> str:
    """``target = value`` without its loops."""
    return style.equals.format(spell(equation.target, style), spell(equation.value, style))


def spell_program(program: n.Program, style: Style) -> str:
    """The program as source text that reads back to the same syntax."""
    lines: list[str] = []
    above: tuple[n.Loop, ...] = ()
    style = replace(style, static=program.static) if program.static else style
    for equation in program.equations:
        shared = 0
        while shared < min(len(above), len(equation.loops)) and above[shared] == equation.loops[shared]:
            shared += 1
        for depth in range(shared, len(equation.loops)):
            lines.append("    " * depth + f"for {loop_text(equation.loops[depth])}:")
        lines.append("    " * len(equation.loops) + spell_equation(equation, style))
        above = equation.loops
    return "\n".join(lines)


def loop_text(loop: n.Loop) -> str:
    """``k in N`` or ``k in range(i, N)``."""
    over = str(loop.stop) if loop.start == Size.of(0) else f"range({loop.start}, {loop.stop})"
    if loop.start == Size.of(0) and n.TIME in loop.stop.letters:
        over = f"range({loop.stop})"
    return f"{loop.index} in {over}"


def _spell(node: n.Node, style: Style) -> tuple[str, int]:
    match node:
        case n.Number():
            return style.number(node.value), NUMBER if node.value >= 0 else SIGN
        case n.Position():
            return style.size(node.value), _level(node.value)
        case n.Parameter():
            return style.parameter(node.name, node.index), ATOM
        case n.Signal() if node.name in style.static:
            return style.parameter(node.name, node.index), ATOM
        case n.Signal():
            return style.signal(node.name, node.lag, node.index), ATOM
        case n.Add():
            return _sum(node, style), SUM
        case n.Multiply():
            pattern = style.scale if style.is_scalar(node.right) else style.hadamard
            if style.is_scalar(node.left) and not isinstance(node.left, n.Number):
                pattern = style.scalar
            elif isinstance(node.left, n.Number):
                pattern = style.scale
            return pattern.format(_at(node.left, TERM, style), _at(node.right, SIGN, style)), TERM
        case n.Divide():
            # Each side is written once, as what is nested would double at every level.
            left, right = _spell(node.left, style), _spell(node.right, style)
            text, level = style.divide(_held(left, TERM, style), _held(right, SIGN, style))
            return style.divide(left[0], right[0]) if level > TERM else (text, level)
        case n.Product():
            level = TERM if style.product.strip() else SIGN
            left = TERM if isinstance(node.left, n.Product) else SIGN
            return style.product.format(_at(node.left, left, style), _at(node.right, SIGN, style)), level
        case n.Negate():
            # A sum over a family reaches to the end, with a sign in front of it too.
            level = SUM if isinstance(node.value, n.Family) else SIGN
            return style.minus.strip() + _at(node.value, level, style), SIGN
        case n.Power():
            exponent = style.size(node.exponent) if isinstance(node.exponent, Size) else str(node.exponent)
            return style.power(_at(node.base, NUMBER, style), exponent), TIGHT
        case n.Transpose():
            return style.transpose(_at(node.value, ATOM, style)), ATOM
        case n.Call(arguments=(n.Family(name="concat") as members,)) if _gathers(node.name):
            return style.over(node.name, _at(members.body, TERM, style), members.loops), ATOM
        case n.Call():
            infix = node.name in style.infix
            arguments = [_at(argument, SIGN if infix else SUM, style) for argument in node.arguments]
            sizes = [style.size(size) for size in node.sizes]
            return style.call(node.name, arguments, sizes), TERM if infix else ATOM
        case n.Family():
            level = SUM if node.name in ("sum", "prod") and style is not SOURCE else ATOM
            return style.over(node.name, _at(node.body, TERM, style), node.loops), level
    raise TypeError(node)


def _level(size: Size) -> int:
    """How tightly a size holds together as it is written."""
    if len(size.terms) != 1 or size.denominator != 1:
        return SUM
    ((monomial, factor),) = size.terms.items()
    return ATOM if factor == 1 and len(monomial) < 2 else TERM


def compact(exponent: str) -> str:
    """An exponent on the line, in brackets where it is more than a number or a letter."""
    return exponent if exponent.isalnum() else f"({exponent})"


def _gathers(name: str) -> bool:
    return name in OPERATIONS and OPERATIONS[name].gathers


def _sum(node: n.Add, style: Style) -> str:
    words: list[str] = []
    for sign, term in zip(node.signs, node.terms, strict=True):
        # A sign in front of a product would read as the sign of its first factor.
        text = _at(term, SIGN if sign < 0 and not words else TERM, style)
        if not words:
            words.append(text if sign > 0 else style.minus.strip() + text)
        else:
            words.append((style.plus if sign > 0 else style.minus) + text)
    return "".join(words)


def _at(node: n.Node, level: int, style: Style) -> str:
    return _held(_spell(node, style), level, style)


def _held(spelled: tuple[str, int], level: int, style: Style) -> str:
    """A text in brackets where it does not hold together so tightly."""
    text, binding = spelled
    return text if binding >= level else style.brackets(text)


def _index(parts: tuple[Size, ...]) -> str:
    return "[" + ", ".join(str(part) for part in parts) + "]" if parts else ""


def source_signal(name: str, lag: n.Lag, index: tuple[Size, ...]) -> str:
    """``h[t-1, k]``."""
    return f"{name}[" + ", ".join([time_text(lag), *map(str, index)]) + "]"


def _source_over(name: str, body: str, loops: tuple[n.Loop, ...]) -> str:
    return f"{name}({body} " + " ".join(f"for {loop_text(loop)}" for loop in loops) + ")"


SOURCE = Style(
    parameter=lambda name, index: name + _index(index),
    signal=source_signal,
    number=repr,
    size=str,
    call=lambda name, arguments, sizes: f"{name}(" + ", ".join([*arguments, *sizes]) + ")",
    over=_source_over,
    divide=lambda above, below: (f"{above} / {below}", TERM),
    hadamard="{0} * {1}",
    product="{0} @ {1}",
    plus=" + ",
    minus=" - ",
    power=lambda base, exponent: f"{base} ** {compact(exponent)}",
    transpose="{0}.T".format,
    brackets="({0})".format,
    equals="{0} = {1}",
    scale="{0} * {1}",
    scalar="{0} * {1}",
    is_scalar=lambda node: False,
)
