"""Scripts behind what is not a single symbol: powers, transposes, elements of a vector, members of a family."""

from __future__ import annotations

import re

from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.function_names import UNKNOWN_FUNCTION, read_time
from symbolic.latex.printed.ranges import read_ranges
from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.symbols import read_scripts, script_texts
from symbolic.latex.printed.syntax import (
    Component,
    Figure,
    Fraction,
    Function,
    Group,
    Joined,
    Printed,
    Raised,
    Range,
    Symbol,
    Total,
    Transposed,
)
from symbolic.limits import LARGEST_EXPONENT
from symbolic.record import replace

TRANSPOSES = frozenset({"T", "top", "intercal", "tr", "transp", "transpose", "dagger", "mathsfT"})


def with_scripts(reader: TokenReader, value: Printed) -> Printed:
    r"""The value with the scripts that follow, which are taken; ``{h_t}^\top`` is a symbol in braces.

    Raises `LatexError` for a script that means nothing there.
    """
    if isinstance(value, Group) and value.bracket == "{" and isinstance(value.parts[0], Symbol):
        symbol = value.parts[0]
        if reader.token.kind not in ("sub", "sup", "prime"):
            return _at_a_step(reader, symbol)
        if reader.token.kind != "sup" or not _is_power(reader):
            scripted = split_transpose(read_scripts(reader, symbol))
            return with_scripts(reader, _at_a_step(reader, scripted) if isinstance(scripted, Symbol) else scripted)
    while reader.token.kind in ("sup", "sub", "prime") and not isinstance(value, Symbol):
        token = reader.take()
        if token.kind == "prime":
            raise fault(reader.source, "a prime on something that is not a symbol", token.start, token.end)
        group = reader.group()
        text = "".join(script_texts(group))
        at = {"start": value.start, "end": reader.at(-1).end}
        if text == "+":
            parts = value.parts if isinstance(value, Group) else (value,)
            value = Function("relu", parts, start=value.start, end=at["end"])
        elif token.kind == "sub" and text == "2" and isinstance(value, Function) and value.name == "abs":
            squared = Function("dot", value.arguments * 2, start=value.start, end=at["end"])
            value = Function("sqrt", (squared,), start=value.start, end=at["end"])
        elif token.kind == "sub":
            ranges = read_ranges("".join(part.text for part in group if part.kind not in ("open", "close")))
            if ranges:
                value = _family(value, ranges, at["end"])
            elif re.fullmatch("[a-zA-Z]", text):
                value = Component(value, text, **at)
            else:
                raise fault(reader.source, "a subscript on something that is not a symbol", token.start, at["end"])
        elif text in TRANSPOSES:
            value = Transposed(value, **at)
        elif text.isdigit() and 1 <= int(text[:4]) <= LARGEST_EXPONENT:
            value = Raised(value, int(text), **at)
        elif text == "-1" and _is_number_and_more(value):
            value = Fraction(Figure(1, **at), value, **at)
        elif re.fullmatch(r"\(?[a-z]\)?", text):
            value = Component(value, text.strip("()"), **at)
        else:
            raise fault(reader.source, f"the power {text[:20]} is not known here", token.start, at["end"])
    return value


def _at_a_step(reader: TokenReader, symbol: Symbol) -> Symbol:
    r"""``{\bf h}(t)``: a symbol in braces with the step behind them."""
    time = "" if symbol.time else read_time(reader)
    return replace(symbol, time=time, end=reader.at(-1).end) if time else symbol


def split_transpose(symbol: Symbol) -> Printed:
    """The symbol without the sign of a transpose among its scripts, in a transpose."""
    kept = tuple(text for text in symbol.above if text not in TRANSPOSES)
    if len(kept) == len(symbol.above):
        return symbol
    return Transposed(replace(symbol, above=kept), start=symbol.start, end=symbol.end)


def _is_number_and_more(value: Printed) -> bool:
    """Whether it is a sum with a number, ``(1 + e^{-a})``: its power -1 is taken element by element."""
    inner = value.parts[0] if isinstance(value, Group) and len(value.parts) == 1 else value
    terms = inner.terms if isinstance(inner, Total) else ()
    functions = [term for term in terms if isinstance(term, Function)]
    return len(functions) + 1 == len(terms) and any(isinstance(term, Figure) for term in terms)


def _is_power(reader: TokenReader) -> bool:
    """Whether the superscript that stands here is a whole number or a transpose."""
    place = reader.place
    reader.take()
    text = "".join(script_texts(reader.group()))
    reader.place = place
    return text in TRANSPOSES or text.isdigit()


def _family(value: Printed, ranges: tuple[Range, ...], end: int) -> Printed:
    """``[h^{(l)}]_{0 <= l < N}``: all members of a family."""
    name, body = "concat", value
    if isinstance(value, Function) and len(value.arguments) == 1:
        name, body = value.name.removeprefix(UNKNOWN_FUNCTION), value.arguments[0]
    elif isinstance(value, Group) and len(value.parts) == 1:
        body = value.parts[0]
    for span in reversed(ranges):
        body = Joined(span, body, name, start=value.start, end=end)
    return body
