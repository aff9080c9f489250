"""How equations are written for a terminal and in LaTeX: two tables for the one printer."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from symbolic.language import nodes as n
from symbolic.language.braces import split_scripts
from symbolic.language.lags import time_text
from symbolic.language.latex_names import latex_name
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.printer import SOURCE, TIGHT, Style, compact
from symbolic.language.sizes.size import Size
from symbolic.record import replace
from symbolic.report.writing.notation import OWN_NOTATION, TIME_STYLES, Notation
from symbolic.report.writing.polynomials import latex_of
from symbolic.report.writing.scalars import scalar_test

RAISING_SIGNS = "^'"
INFIX = frozenset(name for name, row in OPERATIONS.items() if "{1}" in row.latex)


def _text_call(name: str, arguments: list[str], sizes: list[str]) -> str:
    row = OPERATIONS.get(name)
    inner = ", ".join([*arguments, *sizes])
    pattern = row.text if row else name
    if "{1}" in pattern:
        return pattern.format(*arguments)
    if _is_pattern(pattern):
        return pattern.format(inner, value=", ".join(arguments), sizes=", ".join(sizes))
    return f"{pattern}({inner})"


def _is_pattern(written: str) -> bool:
    """Whether an operation is written around its arguments, not as a name before them."""
    return "{0}" in written or "{value}" in written


def _text_over(name: str, body: str, loops: tuple[n.Loop, ...]) -> str:
    ranges = ", ".join(
        loop.index if loop.index == n.TIME else f"{loop.index} = {loop.start}..{loop.stop - 1}" for loop in loops
    )
    if name in ("sum", "prod"):
        return f"{'Σ' if name == 'sum' else 'Π'}({ranges}) {body}"
    return f"{name}({ranges}: {body})"


TEXT_STYLE = replace(
    SOURCE,
    call=_text_call,
    over=_text_over,
    hadamard="{0} ⊙ {1}",
    product="{0} {1}",
    power=lambda base, exponent: f"{base}^{compact(exponent)}",
    transpose="{0}ᵀ".format,
    scale="{0}·{1}",
    scalar="{0}·{1}",
    is_scalar=scalar_test(()),
    infix=INFIX,
)


def latex_style(names: Mapping[str, str], notation: Notation = OWN_NOTATION, scalars: Collection[str] = ()) -> Style:
    """LaTeX with each name as the author has it; subscripts are times, superscripts members.

    ``scalars`` are the names that stand for a number.
    """
    writer = _LatexWriter(names, TIME_STYLES[notation.time])
    return Style(
        parameter=writer.parameter,
        signal=writer.signal,
        number=_latex_number,
        size=writer.size,
        call=writer.call,
        over=writer.over,
        divide=lambda above, below: (rf"\frac{{{above}}}{{{below}}}", TIGHT),
        hadamard=_between(notation.hadamard),
        product=_between(notation.product) if notation.product else "{0} {1}",
        plus=" + ",
        minus=" - ",
        power=lambda base, exponent: f"{_apart(base)}^{{{exponent}}}",
        transpose=lambda value: rf"{_apart(value)}^{{\top}}",
        brackets=_bracketed,
        equals="{0} &= {1}",
        scale=r"{0} \cdot {1}",
        scalar="{0} {1}",
        is_scalar=scalar_test(scalars),
        infix=INFIX,
    )


class _LatexWriter:
    """Names, calls and loops in LaTeX; ``at_step`` is where the time stands behind a letter."""

    def __init__(self, names: Mapping[str, str], at_step: str):
        self.names, self.at_step = names, at_step

    def size(self, value: Size) -> str:
        return latex_of(value, self.names, flat=True)

    def parameter(self, name: str, parts: tuple[Size, ...]) -> str:
        text = latex_name(name, self.names)
        return _braced(text, RAISING_SIGNS) + self._index(parts) if parts else text

    def signal(self, name: str, lag: n.Lag, parts: tuple[Size, ...]) -> str:
        time = time_text(lag) if isinstance(lag, int) else self.size(Size.letter(n.TIME) - lag)
        if self.at_step.startswith("^"):
            # Where a step has no brackets its members have some, to be told from it.
            bare = "(" in self.at_step or not parts
            member = [*map(self.size, parts)] if bare else [f"({', '.join(map(self.size, parts))})"]
            written = self.at_step[1:].format(", ".join([time, *member]))
            return f"{_braced(latex_name(name, self.names), RAISING_SIGNS)}^{{{written}}}"
        time = self.at_step[1:].format(time)
        if name in self.names and not self._subscript(name):
            return f"{_braced(self.names[name], '_' + RAISING_SIGNS)}_{{{time}}}{self._index(parts)}"
        timed = self._timed(name, time)
        return (_braced(timed, RAISING_SIGNS) if parts else timed) + self._index(parts)

    def _subscript(self, name: str) -> re.Match[str] | None:
        """The author's name where a time can stand behind its subscript."""
        return re.fullmatch(r"([^_^']*)_(?:\{([^{}]*)\}|(\w))(\^\{(?:\\prime ?)+\})?", self.names[name])

    def _timed(self, name: str, time: str) -> str:
        if name in self.names and (match := self._subscript(name)):
            return f"{match[1]}{match[4] or ''}_{{{match[2] or match[3]},{time}}}"
        text = latex_name(name)
        return f"{text[:-1]},{time}}}" if text.endswith("}") and "_{" in text else f"{text}_{{{time}}}"

    def _index(self, parts: tuple[Size, ...]) -> str:
        return f"^{{({', '.join(map(self.size, parts))})}}" if parts else ""

    def call(self, name: str, arguments: list[str], sizes: list[str]) -> str:
        row = OPERATIONS.get(name)
        inner = ", ".join([*arguments, *sizes])
        if name not in self.names and row and _is_pattern(row.latex):
            if "{1}" in row.latex:
                return row.latex.format(*arguments)
            return row.latex.format(inner, value=", ".join(arguments), sizes=", ".join(sizes))
        word = row.latex if row else rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
        return self.names.get(name, word) + _bracketed(inner)

    def over(self, name: str, body: str, loops: tuple[n.Loop, ...]) -> str:
        if name in ("sum", "prod"):
            return f"{''.join(self._sign(name, loop) for loop in loops)} {body}"
        below = ", ".join(loop_range(loop, self.size) for loop in loops)
        row = OPERATIONS.get(name)
        if row and row.gathers:
            return rf"{self.names.get(name, row.latex)}_{{{below}}}{_bracketed(body)}"
        return rf"{self.call(name, [body], [])}_{{{below}}}"

    def _sign(self, name: str, loop: n.Loop) -> str:
        if loop.index == n.TIME:
            return r"\sum_{t}"
        first, last = self.size(loop.start), self.size(loop.stop - 1)
        return rf"\{name}_{{{self.size(Size.letter(loop.index))}={first}}}^{{{last}}}"


def _braced(text: str, signs: str) -> str:
    """A base kept together where it has a script already: TeX refuses a second of the same kind."""
    return f"{{{text}}}" if any(sign in text for sign in signs) else text


def _apart(latex: str) -> str:
    r"""In braces, before another script; of an accented letter alone TeX takes the braces off, but for ``{}`` in them.

    >>> _apart("h_{t}"), _apart(r"\bar{h}_{t}^{(j)}")
    ('{h_{t}}', '{\\bar{h}_{t}^{(j)}{}}')
    """
    accented = latex.startswith("\\") and "^" in split_scripts(latex)[1]
    return f"{{{latex}{{}}}}" if accented else f"{{{latex}}}"


def _bracketed(latex: str) -> str:
    """Brackets that grow only where they have to: those that may grow stand apart from a function's name."""
    tall = r"\frac" in latex or r"\sum" in latex
    return rf"\left({latex}\right)" if tall else f"({latex})"


def _latex_number(value: int | float) -> str:
    digits, _, exponent = repr(value).partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def loop_range(loop: n.Loop, size: Callable[[Size], str]) -> str:
    r"""``0 \le k < N``; up to ``N + 1`` it is ``1 \le k \le N``."""
    last = loop.stop - 1
    end = rf"\le {size(last)}" if len(last.terms) < len(loop.stop.terms) else f"< {size(loop.stop)}"
    return rf"{size(loop.start)} \le {size(Size.letter(loop.index))} {end}"


def _between(sign: str) -> str:
    """The pattern of two operands with a sign between them, whose braces are its own."""
    return "{0} " + sign.replace("{", "{{").replace("}", "}}") + " {1}"
