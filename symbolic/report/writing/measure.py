"""How wide a formula in LaTeX is, by the widths of Computer Modern, in quads: the em of the type that it is set in."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.language.braces import BRACED_COMMAND, argument_at, group_at

LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
THOUSANDTHS = """529 429 433 520 466 597 513 576 345 469 552 318 878 600 485 503 482 479 469 361 572 521 743 572 526
    509 750 809 786 856 796 782 786 912 518 651 921 681 1079 912 791 781 791 767 671 723 792 806 1083 907 803 754"""
ITALIC = dict(zip(LATIN_LETTERS, map(int, THOUSANDTHS.split()), strict=True))
"""The widths of letters in thousandths of a quad."""
SHARES = {"fijlrst": 390, "aceogvz": 500, "_": 420, "mwMW": 900, ".,;:'!": 278, "\\": 0}
UPRIGHT_SHARES = {sign: share for signs, share in SHARES.items() for sign in signs}
ROMAN, GREEK_WIDTH, CAPITAL_WIDTH = 556, 580, 790
SCRIPT = 0.8
"""A letter of a script beside one of the line: those of small type are wider for their height."""
BOLD_SHARE = 1.16
THIN, MEDIUM, THICK = 167, 222, 278
BINARY = {"odot", "cdot", "ast", "star", "otimes", "circ", "times", "oplus", "bullet"}
RELATION_COMMANDS = {"le", "ge", "to", "in", "approx"}
NARROW_SIGNS = {
    "cdot": 278,
    "ast": 500,
    "star": 500,
    "circ": 500,
    "langle": 389,
    "rangle": 389,
    "vert": 278,
    "top": 778,
}
SPACE_UNITS = {"quad": 1000, "qquad": 2000, ",": THIN, ";": THICK, ":": MEDIUM, "!": -THIN, " ": 333}
OVER = ("tilde", "hat", "bar", "check", "breve", "acute", "dot", "ddot", "vec", "overline", "overleftarrow")
FONTS = ("mathrm", "text", "mathsf", "mathtt", "texttt")
ITALICS = ("mathcal", "mathit", "mathbb", "mathfrak", "widetilde", "widehat")
WIDTHLESS = ("left", "right", "Bigl", "Bigr", "displaystyle")
SIMPLE_SCRIPTS = re.compile(r"(?:[_^](?:\{[^{}]*\}|\\[A-Za-z]+\s*|[^\s{}\\]))+")
"""Scripts without groups in them; the same few stand behind most letters."""
SIGN_WIDTHS = {sign: (width, "") for sign, width in ITALIC.items()}
SIGN_WIDTHS |= dict.fromkeys("+-", (778, "binary")) | dict.fromkeys("=<>", (778, "relation")) | {",": (278, "comma")}
SIGN_WIDTHS |= {sign: (width, "") for signs, width in {"()": 389, "[].|": 278, "'": 280}.items() for sign in signs}
UPRIGHT_FUNCTIONS = ("tanh", "exp", "log", "max", "min", "sin", "cos")
SPACE_AROUND = {"binary": 2 * MEDIUM, "relation": 2 * THICK, "comma": THIN, "function": THIN, "": 0}
"""The space around a sign of each kind, which scripts do not have."""


@lru_cache(maxsize=16384)
def measure(latex: str) -> float:
    r"""The width of a formula in quads.

    >>> measure("W_{i} x_{t}") < measure("W_{i} x_{t} + b_{i}") < 6
    True
    >>> round(measure(r"\frac{a}{a + a}"), 2) == round(measure("a + a") + 0.24, 2)
    True
    """
    return _row(latex, 1.0, True) / 1000


def with_more(width: float, latex: str, first: bool) -> float:
    """The width in thousandths of a quad of a line with one more part behind it, or with its ``first`` one.

    A part is whole: a command and what it takes stand in the same one.
    """
    return _row(latex, 1.0, True, width, first)


def text_width(text: str) -> float:
    """The width of words in quads, with formulas between ``$``."""
    parts = text.split("$")
    return sum(measure(part) if place % 2 else _words(part) / 1000 for place, part in enumerate(parts))


def _words(text: str) -> float:
    plain = (
        BRACED_COMMAND.sub(lambda match: "" if match[1].isalpha() else match[1], text).replace("{", "").replace("}", "")
    )
    return sum(
        333 if sign == " " else UPRIGHT_SHARES.get(sign, CAPITAL_WIDTH if sign.isupper() else 510) for sign in plain
    )


def _row(latex: str, scale: float, display: bool, width: float = 0.0, first: bool = True) -> float:
    """The width in thousandths; ``width`` is that of what stands before, and ``first`` says that nothing does."""
    place = 0
    while place < len(latex):
        sign = latex[place]
        if sign in " &~\n":
            place += 1
            continue
        kind = ""
        if sign == "\\":
            more, kind, place = _command(latex, place, scale, display)
        elif sign in "_^":
            more, place = _scripts(latex, place, scale)
        elif sign == "{":
            inner, place = group_at(latex, place)
            more = _row(inner, scale, display)
        else:
            more, kind = SIGN_WIDTHS.get(sign, (500, ""))
            more, place = more * scale, place + 1
        width += more
        if kind and scale == 1 and not (first and kind == "binary"):
            width += SPACE_AROUND[kind]
        first = False
    return width


def _command(latex: str, place: int, scale: float, display: bool) -> tuple[float, str, int]:
    """The width of a command with what it takes, its kind, and the place after it."""
    match = BRACED_COMMAND.match(latex, place)
    if match is None:
        return 500 * scale, "", len(latex)
    name, place = match[1], match.end()
    if name in SPACE_UNITS:
        return SPACE_UNITS[name] * scale, "", place
    if name in WIDTHLESS:
        # Brackets that grow are wider.
        return (0 if name == "displaystyle" else 360 * scale), "", place
    if name == "frac":
        above, place = _argument(latex, place, scale, False)
        below, place = _argument(latex, place, scale, False)
        return max(above, below) + 240 * scale, "", place
    if name in ("sum", "prod"):
        width, place = _limits(latex, place, scale, display)
        return width, "function", place
    if name in OVER or name in ITALICS or name in ("sqrt", "boldsymbol", "mathbf"):
        width, place = _argument(latex, place, scale, True)
        if name == "sqrt":
            return width + 900 * scale, "", place
        return width * (1 if name in OVER or name in ITALICS else BOLD_SHARE), "", place
    if name in FONTS:
        words, place = argument_at(latex, place)
        return (
            sum(UPRIGHT_SHARES.get(sign, CAPITAL_WIDTH if sign.isupper() else ROMAN) for sign in words) * scale,
            "",
            place,
        )
    if name in BINARY:
        return NARROW_SIGNS.get(name, 778) * scale, "binary", place
    if name in RELATION_COMMANDS:
        return 778 * scale, "relation", place
    if name in UPRIGHT_FUNCTIONS:
        return 520 * len(name) * scale, "function", place
    if name.isalpha():
        return NARROW_SIGNS.get(name, CAPITAL_WIDTH if name[:1].isupper() else GREEK_WIDTH) * scale, "", place
    return 500 * scale, "", place


def _limits(latex: str, place: int, scale: float, display: bool) -> tuple[float, int]:
    """A sum with its limits, which stand above and below it in display."""
    if not display:
        width, place = _scripts(latex, place, scale)
        return 1056 * scale + width, place
    widest = 1444 * scale
    while latex[place : place + 1] in ("_", "^"):
        width, place = _argument(latex, place + 1, scale * SCRIPT, True)
        widest = max(widest, width)
    return widest, place


def _scripts(latex: str, place: int, scale: float) -> tuple[float, int]:
    """The scripts behind a letter, one above the other."""
    simple = SIMPLE_SCRIPTS.match(latex, place)
    if simple and latex[simple.end() : simple.end() + 1] not in ("_", "^"):
        return _simple_scripts(simple[0], scale), simple.end()
    return _each_script(latex, place, scale)


@lru_cache(maxsize=4096)
def _simple_scripts(scripts: str, scale: float) -> float:
    return _each_script(scripts, 0, scale)[0]


def _each_script(latex: str, place: int, scale: float) -> tuple[float, int]:
    widest = 0.0
    while latex[place : place + 1] in ("_", "^"):
        width, place = _argument(latex, place + 1, scale * SCRIPT, True)
        widest = max(widest, width + 50)
    return widest, place


def _argument(latex: str, place: int, scale: float, display: bool) -> tuple[float, int]:
    """What a command or a script takes: a group, a command or one sign."""
    while latex[place : place + 1] == " ":
        place += 1
    argument, end = argument_at(latex, place)
    return _row(argument, scale, display), end
