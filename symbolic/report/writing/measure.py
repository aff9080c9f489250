"""How wide a formula in LaTeX is, by the widths of Computer Modern, in quads: the em of the type that it is set in."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.language.braces import group_at

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
THOUSANDTHS = """529 429 433 520 466 597 513 576 345 469 552 318 878 600 485 503 482 479 469 361 572 521 743 572 526
    509 750 809 786 856 796 782 786 912 518 651 921 681 1079 912 791 781 791 767 671 723 792 806 1083 907 803 754"""
ITALIC = dict(zip(LETTERS, map(int, THOUSANDTHS.split()), strict=True))
"""The widths of letters in thousandths of a quad."""
SHARES = {"fijlrst": 390, "aceogvz": 500, "_": 420, "mwMW": 900, ".,;:'!": 278, "\\": 0}
UPRIGHT = {sign: share for signs, share in SHARES.items() for sign in signs}
ROMAN, GREEK, CAPITAL = 556, 580, 790
SCRIPT = 0.8
"""A letter of a script beside one of the line: those of small type are wider for their height."""
BOLD = 1.16
THIN, MEDIUM, THICK = 167, 222, 278
BINARY = {"odot", "cdot", "ast", "star", "otimes", "circ", "times", "oplus", "bullet"}
RELATIONS = {"le", "ge", "to", "in", "approx"}
NARROW = {"cdot": 278, "ast": 500, "star": 500, "circ": 500, "langle": 389, "rangle": 389, "vert": 278, "top": 778}
SPACES = {"quad": 1000, "qquad": 2000, ",": THIN, ";": THICK, ":": MEDIUM, "!": -THIN, " ": 333}
OVER = ("tilde", "hat", "bar", "check", "breve", "acute", "dot", "ddot", "vec", "overline", "overleftarrow")
FONTS = ("mathrm", "text", "mathsf", "mathtt", "texttt")
ITALICS = ("mathcal", "mathit", "mathbb", "mathfrak", "widetilde", "widehat")
WITHOUT = ("left", "right", "Bigl", "Bigr", "displaystyle")
COMMAND = re.compile(r"\\([A-Za-z]+|.)\s*", re.DOTALL)


def measure(latex: str) -> float:
    r"""The width of a formula in quads.

    >>> measure("W_{i} x_{t}") < measure("W_{i} x_{t} + b_{i}") < 6
    True
    >>> round(measure(r"\frac{a}{a + a}"), 2) == round(measure("a + a") + 0.24, 2)
    True
    """
    return _width(latex, 1.0) / 1000


@lru_cache(maxsize=16384)
def _width(latex: str, scale: float, display: bool = True) -> float:
    """In thousandths: the scripts and arguments of formulas are few, and the same ones over and over."""
    return _Measure(latex, scale, display).total()


def text_width(text: str) -> float:
    """The width of words in quads, with formulas between ``$``."""
    parts = text.split("$")
    return sum(measure(part) if place % 2 else _words(part) / 1000 for place, part in enumerate(parts))


def _words(text: str) -> float:
    plain = COMMAND.sub(lambda match: "" if match[1].isalpha() else match[1], text).replace("{", "").replace("}", "")
    return sum(333 if sign == " " else UPRIGHT.get(sign, CAPITAL if sign.isupper() else 510) for sign in plain)


class _Measure:
    def __init__(self, latex: str, scale: float, display: bool = True):
        self.latex, self.scale, self.place, self.display = latex, scale, 0, display

    def total(self) -> float:
        width, before = 0.0, True
        while self.place < len(self.latex):
            width += self.next(before)
            if self.latex[self.place - 1 : self.place] not in (" ", "&"):
                before = False
        return width

    def next(self, first: bool) -> float:
        """The width of what stands next, with its scripts."""
        sign = self.latex[self.place]
        if sign in " &~\n":
            self.place += 1
            return 0
        if sign in "_^":
            return self.beside()
        width, kind = self.sign()
        if kind == "script-sized" or self.scale < 1:
            return width
        spaces = {"binary": 2 * MEDIUM, "relation": 2 * THICK, "comma": THIN, "function": THIN}.get(kind, 0)
        return width + (0 if first and kind == "binary" else spaces)

    def sign(self) -> tuple[float, str]:
        latex, scale = self.latex, self.scale
        sign = latex[self.place]
        if sign == "\\":
            return self.command()
        if sign == "{":
            inside, self.place = group_at(latex, self.place)
            return _width(inside, scale, self.display), ""
        self.place += 1
        if sign in ITALIC:
            return ITALIC[sign] * scale, ""
        if sign in "+-":
            return 778 * scale, "binary"
        if sign in "=<>":
            return 778 * scale, "relation"
        return {",": 278, "(": 389, ")": 389, "[": 278, "]": 278, "'": 280, ".": 278, "|": 278}.get(
            sign, 500
        ) * scale, "comma" if sign == "," else ""

    def command(self) -> tuple[float, str]:
        match = COMMAND.match(self.latex, self.place)
        name = match[1] if match else ""
        self.place = match.end() if match else len(self.latex)
        scale = self.scale
        if name in SPACES:
            return SPACES[name] * scale, ""
        if name in WITHOUT:
            # Brackets that grow are wider.
            return (0 if name == "displaystyle" else 360 * scale), ""
        if name == "frac":
            above, below = self.argument(), self.argument()
            return max(_width(part, scale, False) for part in (above, below)) + 240 * scale, ""
        if name == "sqrt":
            return _width(self.argument(), scale) + 900 * scale, ""
        if name == "sum":
            return self.limits(1444 * scale), "function"
        if name == "boldsymbol" or name == "mathbf":
            return _width(self.argument(), scale) * BOLD, ""
        if name in OVER or name in ITALICS:
            return _width(self.argument(), scale), ""
        if name in FONTS:
            return sum(UPRIGHT.get(sign, CAPITAL if sign.isupper() else ROMAN) for sign in self.argument()) * scale, ""
        if name in BINARY:
            return NARROW.get(name, 778) * scale, "binary"
        if name in RELATIONS:
            return 778 * scale, "relation"
        if name in ("tanh", "exp", "log", "max", "min", "sin", "cos"):
            return 520 * len(name) * scale, "function"
        if name.isalpha():
            return NARROW.get(name, CAPITAL if name[:1].isupper() else GREEK) * scale, ""
        return 500 * scale, ""

    def limits(self, width: float) -> float:
        """A sum with its limits, which stand above and below it."""
        widest = width
        if not self.display:
            return 1056 * self.scale + self.beside()
        while self.latex[self.place : self.place + 1] in ("_", "^"):
            self.place += 1
            widest = max(widest, _width(self.argument(), self.scale * SCRIPT))
        return widest

    def beside(self) -> float:
        """The scripts behind a letter, one above the other."""
        widest = 0.0
        while self.latex[self.place : self.place + 1] in ("_", "^"):
            self.place += 1
            widest = max(widest, _width(self.argument(), self.scale * SCRIPT) + 50)
        return widest

    def argument(self) -> str:
        """What a command or a script takes: a group, a command or one sign."""
        while self.latex[self.place : self.place + 1] == " ":
            self.place += 1
        if self.latex[self.place : self.place + 1] == "{":
            inside, self.place = group_at(self.latex, self.place)
            return inside
        match = COMMAND.match(self.latex, self.place)
        self.place = match.end() if match else self.place + 1
        return match[0] if match else self.latex[self.place - 1 : self.place]
