r"""A short formula in LaTeX as runs of signs, each with its style and its height: ``h_{t-1}`` as h, then t-1 below."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from symbolic.language.braces import group_at
from symbolic.report.writing.spelled import COMBINING_ACCENTS, COMMAND_CHARACTERS, argument_at

UPRIGHT = ("mathrm", "text", "mathsf", "mathtt")
MORE = {
    "ReLU": "ReLU",
    "Vert": "‖",
    "div": "÷",
    "times": "×",
    "dots": "…",
    "surd": "√",
    "oplus": "⊕",
    "dagger": "†",
    "quad": " ",
}
MORE |= {name: name for name in ("tanh", "exp", "log", "sin", "cos", "max", "min")}
TEX_COMMAND = re.compile(r"\\([A-Za-z]+|.)\s*")
SCRIPT_SCALE = 0.72
WIDTHS = [("ijlt,.;:|'()[]1/ ", 0.36), ("mwMWσ%", 0.82), ("ABCDEFGHKLNOPQRSUVXYZ−+=×÷≤<", 0.7)]


class GlyphRun(NamedTuple):
    """Signs in one style: ``level`` is 0 on the line, 1 above it, -1 below it."""

    text: str
    italic: bool
    bold: bool
    level: int


@lru_cache(maxsize=4096)
def runs(latex: str) -> tuple[GlyphRun, ...]:
    r"""The runs of a formula.

    >>> [(run.text, run.italic, run.level) for run in runs(r"\tilde{h}_{t-1}")]
    [('h̃', True, 0), ('t', True, -1), ('−1', False, -1)]
    """
    parts: list[GlyphRun] = []
    _read(latex, False, False, 0, parts)
    return tuple(_merged(parts))


def text_width(latex: str, size: int, plain: bool = False) -> int:
    """About how wide a formula comes out."""
    if plain:
        return round(size * sum(map(_width, latex)))
    return round(
        size * sum(_width(sign) * (SCRIPT_SCALE if run.level else 1) for run in runs(latex) for sign in run.text)
    )


def _read(latex: str, upright: bool, bold: bool, level: int, parts: list[GlyphRun]) -> None:
    place = 0
    while place < len(latex):
        sign = latex[place]
        if sign == "\\":
            place = _command(latex, place, upright, bold, level, parts)
        elif sign in "_^":
            script, place = argument_at(latex, place + 1)
            _read(script, upright, bold, 1 if sign == "^" else -1, parts)
        elif sign == "{":
            inner, place = group_at(latex, place)
            _read(inner, upright, bold, level, parts)
        else:
            if sign == "'":
                sign = "′"
            if sign in "+=<" and place and not level:
                parts.append(GlyphRun(f" {sign} ", False, bold, level))
            elif not sign.isspace() or upright:
                parts.append(GlyphRun("−" if sign == "-" else sign, sign.isalpha() and not upright, bold, level))
            place += 1


def _command(latex: str, place: int, upright: bool, bold: bool, level: int, parts: list[GlyphRun]) -> int:
    match = TEX_COMMAND.match(latex, place)
    if not match:
        return place + 1
    name, end = match[1], match.end()
    if name in COMBINING_ACCENTS or name.startswith("math") or name in ("boldsymbol", "text", "sqrt"):
        argument, end = argument_at(latex, end)
        inner: list[GlyphRun] = []
        _read(argument, upright or name in UPRIGHT, bold or name in ("boldsymbol", "mathbf"), level, inner)
        if name in COMBINING_ACCENTS and inner:
            inner[0] = inner[0]._replace(
                text=normalize("NFC", inner[0].text[:1] + COMBINING_ACCENTS[name] + inner[0].text[1:])
            )
        if name == "sqrt":
            parts.append(GlyphRun("√", False, bold, level))
        parts += inner
    elif not name.isalpha():
        if name in ",;: ":
            parts.append(GlyphRun(" ", False, bold, level))
    else:
        text = MORE.get(name, COMMAND_CHARACTERS.get(name, name))
        parts.append(GlyphRun(text, len(text) == 1 and text.islower() and not upright, bold, level))
    return end


def _merged(parts: list[GlyphRun]) -> list[GlyphRun]:
    kept: list[GlyphRun] = []
    for run in parts:
        if kept and kept[-1][1:] == run[1:]:
            kept[-1] = run._replace(text=kept[-1].text + run.text)
        elif run.text:
            kept.append(run)
    return kept


@lru_cache(maxsize=1024)
def _width(sign: str) -> float:
    if "\u0300" <= sign < "\u0370":
        return 0
    return next((width for signs, width in WIDTHS if sign in signs), 0.53)
