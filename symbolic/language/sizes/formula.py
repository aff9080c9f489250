"""A formula for a count, as a user writes it: ``4*(n*m + n**2)``, ``4((n+1)m + m²)``, ``4(nm + n^2)``.

Python's spelling, that of a calculator or simple LaTeX; the sign of a product may be left out. Nothing is evaluated:
the text is read token by token into a polynomial.
"""

from __future__ import annotations

import re
from typing import NoReturn

from symbolic.errors import FormulaError, SizeError
from symbolic.language.sizes.size import Size
from symbolic.limits import DEEPEST_NESTING, FORMULA_BYTES, LARGEST_EXPONENT

WORDS = (
    *("input", "inputs", "hidden", "units", "projection", "output", "features", "width", "size", "batch", "steps"),
    *("timesteps", "length", "dim", "cells", "neurons", "embedding", "channels"),
)
"""Words of the field: any other run of letters without ``_`` is a product of single letters."""

GREEK = "alpha beta gamma delta lambda mu nu rho sigma tau phi psi omega"
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
TOKEN = re.compile(
    r"""(?P<blank>\s+ | \\[,;:!\ ] | \\(?:left|right|big|Big)(?![A-Za-z]) | [~$])
      | (?P<number>\d{1,3}(?:,\d{3})+(?!\d) | \d+(?:\.\d+)?)
      | (?P<power>\*\*|\^)
      | (?P<times>\*|·|×|⋅|\\cdot(?![A-Za-z])|\\times(?![A-Za-z]))
      | (?P<plus>\+) | (?P<minus>-|−) | (?P<over>/|÷)
      | (?P<open>[(\[{]) | (?P<close>[)\]}])
      | (?P<frac>\\frac(?![A-Za-z]))
      | (?P<wrapped>\\(?:mathrm|mathit|text|operatorname)\{(?P<inside>[A-Za-z][A-Za-z0-9_ \\]*)\})
      | (?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<name>\\?[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:_(?:\{[A-Za-z0-9,]+\}|\w+))*\d*)
    """,
    re.VERBOSE,
)


def parse_formula(text: str, known: tuple[str, ...] = ()) -> Size:
    """The polynomial in the names as they are written; ``known`` are names of several letters that it may hold.

    Text up to an equals sign is skipped, ``P(n, m) = ...``. Raises `FormulaError` with the place.

    >>> str(parse_formula("4((n+1)m + m²)")), str(parse_formula("4(nm + n^2)"))
    ('4*m*n + 4*m + 4*m**2', '4*m*n + 4*n**2')
    """
    if len(text.encode("utf-8", "replace")) > FORMULA_BYTES:
        raise FormulaError(f"a formula is at most {FORMULA_BYTES // 1024} KiB long", text[:100], 0, 1)
    start = text.rfind("=") + 1
    reader = _Reader(text, _tokens(text, start, known))
    size = reader.sum()
    if reader.kind != "end":
        reader.fail("a closing bracket without an opening one" if reader.kind == "close" else "unexpected here")
    return size


def is_word(name: str) -> bool:
    """Whether a run of letters is one name: a word of the field, or one with an underscore or a digit."""
    return len(name) == 1 or "_" in name or name[-1].isdigit() or name.lower() in WORDS or name in GREEK.split()


Token = tuple[str, str, int, int]


def _tokens(text: str, start: int, known: tuple[str, ...]) -> list[Token]:
    tokens: list[Token] = []
    place = start
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise FormulaError(f"unexpected character {text[place]!r} in formula", text, place, place + 1)
        kind = str(match.lastgroup) if match.lastgroup != "inside" else "wrapped"
        end = match.end()
        if kind == "wrapped":
            name = re.sub(r"\s+", "_", match["inside"].replace("\\_", "_").strip())
            tokens.append(("name", name, place, end))
        elif kind == "name":
            tokens += _names(match[0], place, known)
            if match[0][0] == "\\" and len(tokens[-1][1]) == 1:
                raise FormulaError(f"unknown command {match[0][:40]} in formula", text, place, end)
        elif kind != "blank":
            tokens.append((kind, match[0], place, end))
        place = end
    return [*tokens, ("end", "", len(text), len(text) + 1)]


def _names(word: str, place: int, known: tuple[str, ...]) -> list[Token]:
    """One name, or a letter each: ``nm`` is a product, ``units`` is not."""
    name = word.removeprefix("\\").replace("{", "").replace("}", "").replace(",", "_")
    if name in known or is_word(name):
        return [("name", name, place, place + len(word))]
    return [("name", letter, place + offset, place + offset + 1) for offset, letter in enumerate(word)]


class _Reader:
    """Sums of products of powers, one token after the other."""

    def __init__(self, text: str, tokens: list[Token]):
        self.text, self.tokens, self.place, self.depth = text, tokens, 0, 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0]

    def take(self) -> Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def fail(self, problem: str, token: Token | None = None) -> NoReturn:
        _, _, start, end = token or self.tokens[self.place]
        raise FormulaError(problem, self.text, start, end)

    def sum(self) -> Size:
        sign = -1 if self.kind == "minus" else 1
        if self.kind in ("plus", "minus"):
            self.take()
        value = self.product() * sign
        while self.kind in ("plus", "minus"):
            token = self.take()
            value = self.bounded(token, value, "minus" if token[0] == "minus" else "plus", self.product())
        return value

    def product(self) -> Size:
        value = self.power()
        while self.kind in ("times", "over", "number", "name", "open", "frac"):
            token = self.tokens[self.place]
            if token[0] in ("times", "over"):
                self.take()
            elif token[0] == "number":
                self.fail("a number after another factor needs a sign between them")
            value = self.bounded(token, value, "over" if token[0] == "over" else "times", self.power())
        return value

    def power(self) -> Size:
        token = self.tokens[self.place]
        value = self.atom()
        while self.kind in ("power", "raised"):
            sign = self.take()
            exponent = self.exponent() if sign[0] == "power" else int("".join(SUPERSCRIPTS[c] for c in sign[1]))
            if exponent > LARGEST_EXPONENT:
                self.fail(f"an exponent is at most {LARGEST_EXPONENT}", sign)
            whole, value = value, Size.of(1)
            for _ in range(exponent):
                value = self.bounded(token, value, "times", whole)
        return value

    def exponent(self) -> int:
        wrapped = self.kind == "open"
        if wrapped:
            self.take()
        if self.kind != "number" or "." in self.tokens[self.place][1]:
            self.fail(f"an exponent is a whole number from 0 to {LARGEST_EXPONENT}")
        digits = self.take()[1]
        if wrapped:
            self.close()
        return int(digits.replace(",", ""))

    def atom(self) -> Size:
        if self.kind == "number":
            return self.number()
        if self.kind == "name":
            return Size.letter(self.take()[1])
        if self.kind == "frac":
            token = self.take()
            return self.bounded(token, self.bracket(), "over", self.bracket())
        if self.kind == "open":
            return self.bracket()
        return self.fail("expected a number, a size or an opening bracket here")

    def number(self) -> Size:
        token = self.take()
        whole, _, decimals = token[1].replace(",", "").partition(".")
        try:
            return Size({(): int(whole + decimals)}, 10 ** len(decimals))
        except SizeError as error:
            self.fail(error.problem, token)

    def bracket(self) -> Size:
        if self.kind != "open":
            self.fail("expected an opening bracket here")
        opened = self.take()
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            self.fail(f"brackets are nested at most {DEEPEST_NESTING} deep", opened)
        value = self.sum()
        if self.kind == "end":
            self.fail("this bracket is not closed", opened)
        self.close()
        self.depth -= 1
        return value

    def close(self) -> None:
        if self.kind != "close":
            self.fail("expected a closing bracket here")
        self.take()

    def bounded(self, token: Token, left: Size, sign: str, right: Size) -> Size:
        try:
            if sign == "over" and not right.terms:
                self.fail("a division by zero", token)
            return {
                "plus": left.__add__,
                "minus": left.__sub__,
                "times": left.__mul__,
                "over": left.__truediv__,
            }[sign](right)
        except SizeError as error:
            self.fail(error.problem, token)
