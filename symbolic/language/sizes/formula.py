"""A formula for a count, as a user writes it: ``4*(n*m + n**2)``, ``4((n+1)m + m²)``, ``4(nm + n^2)``.

Python's spelling, that of a calculator or simple LaTeX; the sign of a product may be left out. Nothing is evaluated:
the text is read token by token into a polynomial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from symbolic.errors import FormulaError, SizeError
from symbolic.language.sizes.formula_tokens import FormulaToken, tokenizations
from symbolic.language.sizes.sides import with_sizes
from symbolic.language.sizes.size import Size
from symbolic.limits import DEEPEST_NESTING, FORMULA_BYTES, LARGEST_EXPONENT

SUPERSCRIPT_DIGITS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
BARS_AROUND = re.compile(r"\|(\s*\\?[^\W\d]\w*\s*)\|")
BAR_COMMAND = re.compile(r"\\[lr]vert(?![A-Za-z])|\\(?:left|right)\s*\|")
COUNTED_NOUN = re.compile(
    r"(?<=[\w)\]}²³])\s+(?:(?:trainable|total)\s+)?(?:parameters?|params?|weights?)(?:\s+(?:in\s+)?total)?[\s.!]*$",
    re.IGNORECASE,
)
"""What a formula counts, behind it."""
WIDE_SIGNS = dict(zip(map(ord, "（）＊＋－／＝［］，"), "()*+-/=[],", strict=True))


def parse_formula(text: str, known: tuple[str, ...] = ()) -> Size:
    """The polynomial in the names as they are written; ``known`` are names of several letters that it may hold.

    Text up to an equals sign is skipped, ``P(n, m) = ...``, and sizes behind it, ``..., where n = 4``. Raises
    `FormulaError` with the place.

    >>> str(parse_formula("4((n+1)m + m²)")), str(parse_formula("4(nm + n^2)"))
    ('4*m*n + 4*m + 4*m**2', '4*m*n + 4*n**2')
    """
    return next(formula_parses(text, known))


def formula_parses(text: str, known: tuple[str, ...] = ()) -> Iterator[Size]:
    """Every polynomial that the text may be, the likeliest first; raises `FormulaError` where there is none.

    >>> [str(size) for size in formula_parses("3*(hs*(hs+is)+hs)")]
    ['3*hs**2 + 3*hs*is + 3*hs', '3*h**2*s**2 + 3*h*i*s**2 + 3*h*s']
    """
    if len(text.encode("utf-8", "replace")) > FORMULA_BYTES:
        raise FormulaError(f"a formula is at most {FORMULA_BYTES // 1024} KiB long", text[:100], 0, 1)
    # Brackets of other scripts' keyboards; each stands for one sign, so that places stay.
    if (place := text.find("!=")) >= 0:
        raise FormulaError("!= says that its sides differ; write the formula after =", text, place, place + 2)
    written, _ = with_sizes(_plainly(text.translate(WIDE_SIGNS)))
    sizes: list[Size] = []
    problem: FormulaError | None = None
    for tokens in tokenizations(written, known):
        try:
            size = _parsed(text, tokens)
        except FormulaError as error:
            problem = problem or error
            continue
        if size not in sizes:
            sizes.append(size)
            yield size
    if problem and not sizes:
        raise problem


def _plainly(text: str) -> str:
    """The formula with blanks for bars around a size, ``|h|``, and for what it counts, behind it."""
    for pattern in (BAR_COMMAND, COUNTED_NOUN):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return BARS_AROUND.sub(lambda match: f" {match[1]} ", text)


def _parsed(text: str, tokens: list[FormulaToken]) -> Size:
    reader = _FormulaReader(text, tokens)
    size = reader.sum()
    if reader.kind != "end":
        reader.fail("a closing bracket without an opening one" if reader.kind == "close" else "unexpected here")
    return size


class _FormulaReader:
    """Sums of products of powers, one token after the other."""

    def __init__(self, text: str, tokens: list[FormulaToken]):
        self.text, self.tokens, self.place, self.depth = text, tokens, 0, 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0]

    def take(self) -> FormulaToken:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def fail(self, problem: str, token: FormulaToken | None = None) -> NoReturn:
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
            exponent = self.exponent() if sign[0] == "power" else int("".join(SUPERSCRIPT_DIGITS[c] for c in sign[1]))
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

    def bounded(self, token: FormulaToken, left: Size, sign: str, right: Size) -> Size:
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
