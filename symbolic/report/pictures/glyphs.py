r"""A short formula in LaTeX as runs of signs, each with its style and its height: ``h_{t-1}`` as h, then t-1 below."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from symbolic.report.writing.formula_parts import ACCENT_MARKS, FormulaPart, parts_of
from symbolic.report.writing.spelled import COMMAND_CHARACTERS

UPRIGHT_FONTS = ("mathrm", "text", "mathsf", "mathtt")
OTHER_GLYPHS = {
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
OTHER_GLYPHS |= {name: name for name in ("tanh", "exp", "log", "sin", "cos", "max", "min")}
SCRIPT_SCALE = 0.72
GLYPH_WIDTHS = [("ijlt,.;:|'()[]1/ ", 0.36), ("mwMWσ%", 0.82), ("ABCDEFGHKLNOPQRSUVXYZ−+=×÷≤<", 0.7)]


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


def _read(latex: str, upright: bool, bold: bool, level: int, runs: list[GlyphRun]) -> None:
    for place, part in enumerate(parts_of(latex)):
        if part.sign == "\\":
            _command(part, upright, bold, level, runs)
        elif part.sign in ("_", "^"):
            _read(part.arguments[0], upright, bold, 1 if part.sign == "^" else -1, runs)
        elif part.sign == "{":
            _read(part.arguments[0], upright, bold, level, runs)
        else:
            sign = {"'": "′", "-": "−"}.get(part.sign, part.sign)
            if sign in "+=<" and place and not level:
                runs.append(GlyphRun(f" {sign} ", False, bold, level))
            elif not sign.isspace() or upright:
                runs.append(GlyphRun(sign, sign.isalpha() and not upright, bold, level))


def _command(part: FormulaPart, upright: bool, bold: bool, level: int, runs: list[GlyphRun]) -> None:
    name = part.name
    if part.arguments:
        style = upright or name in UPRIGHT_FONTS, bold or name in ("boldsymbol", "mathbf"), level
        inner: list[GlyphRun] = []
        _read(part.arguments[0], *style, inner)
        if name == "frac":
            below: list[GlyphRun] = []
            _read(part.arguments[1], *style, below)
            slash = GlyphRun("/", False, bold, level)
            inner = [*_bracketed(inner, slash, str.isalnum), slash, *_bracketed(below, slash, str.isdigit)]
        if name in ACCENT_MARKS and inner:
            inner[0] = inner[0]._replace(
                text=normalize("NFC", inner[0].text[:1] + ACCENT_MARKS[name] + inner[0].text[1:])
            )
        if name == "sqrt":
            runs.append(GlyphRun("√", False, bold, level))
        runs += inner
    elif not name.isalpha():
        if name in ",;: ":
            runs.append(GlyphRun(" ", False, bold, level))
    else:
        text = OTHER_GLYPHS.get(name, COMMAND_CHARACTERS.get(name, name))
        runs.append(GlyphRun(text, len(text) == 1 and text.islower() and not upright, bold, level))


def _bracketed(runs: list[GlyphRun], slash: GlyphRun, is_bare: Callable[[str], bool]) -> list[GlyphRun]:
    """One side of a quotient, in brackets unless it is one sign or ``is_bare``; scripts do not count."""
    base = "".join(run.text for run in runs if run.level == slash.level)
    if len(base) == 1 or is_bare(base):
        return runs
    return [slash._replace(text="("), *runs, slash._replace(text=")")]


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
    return next((width for signs, width in GLYPH_WIDTHS if sign in signs), 0.53)
