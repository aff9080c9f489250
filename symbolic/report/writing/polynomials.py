"""Counts as people write them, in a terminal and in LaTeX, straight from the polynomials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from math import prod
from types import MappingProxyType
from typing import Any

from symbolic.derive.formula import FactoredSize, Formula, Sum, is_sum, reading_order, stands_apart
from symbolic.derive.simplify import simplified
from symbolic.derive.step import NO_SIZES
from symbolic.language.latex_names import size_key, size_latex
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.record import Record

LetterNames = Mapping[str, str]
NO_NAMES: LetterNames = MappingProxyType({})
TO_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Maths(Record):
    """A formula in both ways of writing."""

    text: str
    latex: str


def terms_of(size: Size) -> list[dict[str, Any]]:
    """The terms of a size as plain data, which `size_of` reads.

    >>> terms_of(Size.letter("m") * (Size.letter("n") + 1) / 2)
    [{'over': 2, 'powers': {'m': 1, 'n': 1}, 'times': 1}, {'over': 2, 'powers': {'m': 1}, 'times': 1}]
    """
    return [
        {"over": size.denominator, "powers": dict(monomial), "times": times} for monomial, times in size.terms.items()
    ]


def size_of(terms: Iterable[Mapping[str, Any]], letters: LetterNames = NO_NAMES) -> Size:
    """The size that `terms_of` wrote down, with ``letters`` under other names.

    >>> str(size_of(terms_of(4 * Size.letter("m") * Size.letter("n")), {"m": "#1", "n": "#2"}))
    '4*#1*#2'
    """

    def power(letter: str, exponent: int) -> Size:
        named = Size.letter(letters.get(letter, letter))
        return prod([named] * exponent, start=ONE) if exponent > 0 else ONE / prod([named] * -exponent, start=ONE)

    return sum(
        (
            prod((power(*factor) for factor in term["powers"].items()), start=Size.of(term["times"])) / term["over"]
            for term in terms
        ),
        NO_SIZE,
    )


def maths(*sizes: Size, names: LetterNames = NO_NAMES) -> Maths:
    """A count, or a product of several, simplified; ``names`` are letters with their LaTeX, where not the plain one.

    >>> n, m = Size.letter("n"), Size.letter("m")
    >>> maths(4 * m * n + 4 * m * m + 4 * m)
    Maths(text='4·m·(m + n + 1)', latex='4 m (m + n + 1)')
    >>> maths(n - m * m).text, maths(2 * n - 2, 4 * m * m + 4 * m).text
    ('n - m²', '8·m·(m + 1)·(n - 1)')
    """
    formula = simplified(*sizes)
    return Maths(text_of(formula), latex_of(formula, names))


def text_of(formula: Formula, sizes: Mapping[str, int] = NO_SIZES) -> str:
    """For a terminal; ``sizes`` are numbers that stand in place of letters.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> text_of(simplified(m * m + m * n)), text_of(simplified(m * m + m * n), {"m": 256})
    ('m·(m + n)', '256·(256 + n)')
    """
    return _Text(sizes).formula(formula) if sizes else _plain_text(formula)


@lru_cache(maxsize=4096)
def _plain_text(formula: Formula) -> str:
    return _Text(NO_SIZES).formula(formula)


def formula_text(size: Size) -> str:
    """A count, simplified, in Python's spelling.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> formula_text(m * m * m + m * m * n)
    'm**2*(m + n)'
    """
    return _Python(NO_SIZES).formula(simplified(size))


def latex_of(
    formula: Formula, names: LetterNames = NO_NAMES, *, flat: bool = False, sizes: Mapping[str, int] = NO_SIZES
) -> str:
    r"""In LaTeX, each letter as ``names`` has it, else by the plain rule of `size_latex`.

    Brackets are plain: those of a polynomial need not grow, and TeX may break a line inside them. A quotient inside
    brackets, and with ``flat`` every one, is ``m/H``, which keeps to its line.

    >>> m, n, H = map(Size.letter, "mnH")
    >>> latex_of(simplified(m * m * n / H)), latex_of(simplified(m * n + m * m / H)), latex_of(m / (2 * H), flat=True)
    ('\\frac{m^{2} n}{H}', 'm (n + m/H)', 'm/(2 H)')
    """
    if isinstance(formula, Size) and not sizes:
        # Most are a letter or two, written many times on a page.
        return _size_latex(formula, tuple([size_latex(letter, names) for letter in formula.letters]), flat)
    return _Latex(names, sizes, flat).formula(formula)


@lru_cache(maxsize=4096)
def _size_latex(size: Size, signs: tuple[str, ...], flat: bool) -> str:
    names = {size_key(letter): sign for letter, sign in zip(size.letters, signs, strict=True)}
    return _Latex(names, NO_SIZES, flat).formula(size)


def with_commas(number: int) -> str:
    """``4,457,472``."""
    return f"{number:,}"


class _Text:
    """How the parts of a formula are put together in a terminal."""

    times = "·"

    def __init__(self, sizes: Mapping[str, int]):
        self.sizes = sizes

    def formula(self, formula: Formula) -> str:
        if isinstance(formula, FactoredSize):
            return self.product(formula.factors)
        if isinstance(formula, Sum):
            return self.sum(self.factor(part) if is_sum(part) else self.formula(part) for part in formula.terms)
        return self.sum(self.product((term,)) for term in reading_order(formula))

    def sum(self, terms: Iterable[str]) -> str:
        first, *rest = [*terms] or ["0"]
        return first + "".join(f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in rest)

    def product(self, factors: Iterable[Formula]) -> str:
        sign, above, below, brackets = "", [], [], False
        for place, (factor, same) in enumerate(groupby(factors)):
            times = len(list(same))
            if isinstance(factor, Size) and not stands_apart(place, factor):
                monomial, c = next(iter(factor.terms.items()), ((), 0))
                if c < 0 and times % 2:
                    sign = "" if sign else "-"
                above += [str(abs(c))] * times if abs(c) != 1 else []
                below += [str(factor.denominator)] * times if factor.denominator != 1 else []
                for letter, power in monomial:
                    (above if power > 0 else below).append(self.power(letter, abs(power) * times))
            else:
                brackets = True
                above.append(self.raised(self.factor(factor), times))
        return sign + self.quotient(above, below, brackets)

    def factor(self, formula: Formula) -> str:
        return f"({self.formula(formula)})"

    def quotient(self, above: list[str], below: list[str], brackets: bool) -> str:
        top, bottom = self.beside(above or ["1"]), self.beside(below)
        return top if not below else f"{top}/({bottom})" if len(below) > 1 else f"{top}/{bottom}"

    def beside(self, factors: list[str]) -> str:
        return self.times.join(factors)

    def power(self, letter: str, power: int) -> str:
        return self.raised(self.letter(letter), power)

    def letter(self, letter: str) -> str:
        return str(self.sizes.get(letter, letter))

    def raised(self, base: str, power: int) -> str:
        return base if power == 1 else base + str(power).translate(TO_SUPERSCRIPT)


class _Python(_Text):
    """The same as Python spells it."""

    times = "*"

    def raised(self, base: str, power: int) -> str:
        return base if power == 1 else f"{base}**{power}"


class _Latex(_Text):
    """The same in LaTeX."""

    times = " "

    def __init__(self, names: LetterNames, sizes: Mapping[str, int], flat: bool):
        super().__init__(sizes)
        self.names, self.flat = names, flat

    def factor(self, formula: Formula) -> str:
        return f"({_Latex(self.names, self.sizes, True).formula(formula)})"

    def quotient(self, above: list[str], below: list[str], brackets: bool) -> str:
        if not below or self.flat:
            return super().quotient(above, below, brackets)
        if brackets and all(factor.isdigit() for factor in below):
            # What is in brackets would come out small: half of it reads better than it over two.
            number, rest = (above[0], above[1:]) if above[0].isdigit() else ("1", above)
            return self.beside([rf"\frac{{{number}}}{{{self.beside(below)}}}", *rest])
        return rf"\frac{{{self.beside(above or ['1'])}}}{{{self.beside(below)}}}"

    def beside(self, factors: list[str]) -> str:
        """With a dot before a number."""
        if len(factors) == 1:
            return factors[0]
        return "".join(
            (r" \cdot " if factor[0].isdigit() else " ") * bool(place) + factor for place, factor in enumerate(factors)
        )

    def letter(self, letter: str) -> str:
        return str(self.sizes[letter]) if letter in self.sizes else size_latex(letter, self.names)

    def raised(self, base: str, power: int) -> str:
        if power == 1:
            return base
        return f"({base})^{{{power}}}" if not base.startswith("(") and ("^" in base) else f"{base}^{{{power}}}"
