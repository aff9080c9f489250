"""Expressions as text and as LaTeX, in the order in which they were put to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from symbolic.language.latex_names import size_latex

RAISED_DIGITS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def expression_text(value: Expr) -> str:
    """For a terminal: ``4·m·(m + n + 1)``, ``m²``.

    >>> from sympy.abc import m, n
    >>> from symbolic.derive.expressions import as_read
    >>> expression_text(as_read(4 * m**2 + n))
    '4·m² + n'
    """
    text = StrPrinter({"order": "none"}).doprint(value)
    text = re.sub(r"\*\*(\d+)", lambda match: match[1].translate(RAISED_DIGITS), text)
    return text.replace("*", "·")


def expression_latex(value: Expr, names: Mapping[str, str] | None = None) -> str:
    """In LaTeX, each letter as ``names`` has it, else by the plain rule of `size_latex`.

    Brackets are plain: those of a polynomial need not grow, and TeX may break a line inside them. A quotient
    inside brackets or in another is ``m/H``, which keeps to its line.

    >>> from sympy.abc import H, m, n
    >>> from symbolic.derive.expressions import as_read
    >>> expression_latex(as_read(4 * m * (m + n + 1))), expression_latex(as_read(m * n / H))
    ('4 m (m + n + 1)', '\\\\frac{m n}{H}')
    >>> expression_latex(as_read(m * (n + m / H)))
    'm (n + m/H)'
    """
    return _printed(value, tuple((name, size_latex(name, names)) for name in _letters(value)))


@lru_cache(maxsize=8192)
def _letters(value: Expr) -> tuple[str, ...]:
    return tuple(symbol.name for symbol in value.atoms(Symbol))


@lru_cache(maxsize=8192)
def _printed(value: Expr, letters: tuple[tuple[str, str], ...]) -> str:
    return _FormulaPrinter(dict(letters)).doprint(value).replace(r"\left(", "(").replace(r"\right)", ")")


class _FormulaPrinter(LatexPrinter):
    """SymPy's printer, with products as people write them."""

    def __init__(self, letters: dict[str, str]):
        super().__init__({"order": "none"})
        self.letters, self.flat = letters, False

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        return self.letters[expr.name]

    def _print_Add(self, expr: Add, order: str | None = None) -> str:
        written = ""
        for term in expr.args:
            text = self._bracketed(term) if isinstance(term, Add) else self._print(term)
            if not written:
                written = text
            else:
                written += f" - {text[1:].lstrip()}" if text.startswith("-") else f" + {text}"
        return written

    def _print_Pow(self, expr: Pow) -> str:
        return self._print_Mul(expr) if expr.exp.is_negative else super()._print_Pow(expr)

    def _print_Mul(self, expr: Expr) -> str:
        above: list[Expr] = []
        below: list[Expr] = []
        for factor in Mul.make_args(expr):
            if isinstance(factor, Rational):
                above.append(Integer(factor.p))
                below.append(Integer(factor.q))
            elif isinstance(factor, Pow) and factor.exp.is_negative:
                below.append(factor.base if factor.exp == -1 else Pow(factor.base, -factor.exp, evaluate=False))
            else:
                above.append(factor)
        sign = ""
        if above and isinstance(above[0], Integer) and above[0] < 0:
            sign, above[0] = "- ", -above[0]
        above = [factor for factor in above if factor != 1] or [Integer(1)]
        below = [factor for factor in below if factor != 1]
        return sign + (self._quotient(above, below) if below else self._product(above))

    def _quotient(self, above: list[Expr], below: list[Expr]) -> str:
        if not self.flat and any(isinstance(factor, Add) for factor in above) and all(q.is_Integer for q in below):
            # What is in brackets would come out small: half of it reads better than it over two.
            number, rest = (above[0], above[1:]) if above[0].is_Integer else (Integer(1), above)
            return f"{self._quotient([number], below)} {self._product(rest)}"
        if self.flat:
            bottom = self._product(below)
            return f"{self._product(above)}/" + (f"({bottom})" if len(below) > 1 else bottom)
        self.flat = True
        top, bottom = (self._print(part[0]) if len(part) == 1 else self._product(part) for part in (above, below))
        self.flat = False
        return rf"\frac{{{top}}}{{{bottom}}}"

    def _product(self, factors: list[Expr]) -> str:
        """Side by side, with a dot before a number."""
        written = ""
        for factor in factors:
            text = self._bracketed(factor) if isinstance(factor, Add | Mul) else self._print(factor)
            written += (r" \cdot " if text[0].isdigit() else " ") + text if written else text
        return written

    def _bracketed(self, value: Expr) -> str:
        flat, self.flat = self.flat, True
        text = f"({self._print(value)})"
        self.flat = flat
        return text
