"""Expressions as text and as LaTeX, in the order in which they were put to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from sympy import Expr, Symbol
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from symbolic.language.typesetting import latex_name

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def text_of(value: Expr) -> str:
    """For a terminal: ``4·m·(m + n + 1)``, ``m²``.

    >>> from sympy.abc import m, n
    >>> from symbolic.derive.algebra import as_read
    >>> text_of(as_read(4 * m**2 + n))
    '4·m² + n'
    """
    text = StrPrinter({"order": "none"}).doprint(value)
    text = re.sub(r"\*\*(\d+)", lambda found: found[1].translate(SUPERSCRIPTS), text)
    return text.replace("*", "·")


def latex_of(value: Expr, names: Mapping[str, str] | None = None) -> str:
    """In LaTeX, each letter as ``names`` has it, else by the plain rule of `latex_name`.

    Brackets are plain: those of a polynomial need not grow, and TeX may break a line inside them.

    >>> from sympy.abc import m, n
    >>> from symbolic.derive.algebra import as_read
    >>> latex_of(as_read(4 * m * (m + n + 1)))
    '4 m (m + n + 1)'
    """
    letters = tuple((symbol, latex_name(symbol.name, names)) for symbol in value.atoms(Symbol))
    return _printed(value, letters)


@lru_cache(maxsize=8192)
def _printed(value: Expr, letters: tuple[tuple[Symbol, str], ...]) -> str:
    settings = {"order": "none", "symbol_names": dict(letters), "fold_short_frac": False}
    return LatexPrinter(settings).doprint(value).replace(r"\left(", "(").replace(r"\right)", ")")


def with_commas(number: int) -> str:
    """``4,457,472``."""
    return f"{number:,}"
