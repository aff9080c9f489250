"""A count as text of sums and products, by SymPy's printer, for languages that agree on what these mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Integer, Pow, Symbol
from sympy.printing.c import C99CodePrinter
from sympy.printing.pycode import PythonCodePrinter

from symbolic.derive.expressions import as_written
from symbolic.derive.simplify import simplified
from symbolic.language.sizes.size import ONE, Size

RESERVED_WORDS = {
    *C99CodePrinter().reserved_words,
    *("begin", "end", "function", "global", "let", "local", "module", "new", "this", "typeof", "var"),
    *("from", "group", "order", "select", "where"),
}
"""Names that a size cannot have in one of the languages."""


def printed(size: Size, number: str, quotient: str, letters: Mapping[str, str]) -> str:
    """The polynomial with whole numbers and letters as they are written, one exact division where one is needed.

    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> printed(m * m * n / 2, "{}n", "({})/({})", {"m": "m", "n": "BigInt(n)"})
    '(m*m*BigInt(n))/(2n)'
    """
    printer = _CodePrinter(number, letters)
    parts = [part if isinstance(part, Size) else Size.of(part) for part in size.evaluate(Size.letter)]
    above, below = (str(printer.doprint(as_written(simplified(part)))) for part in parts)
    return above if parts[1] == ONE else quotient.format(above, below)


class _CodePrinter(PythonCodePrinter):
    """SymPy's printer of sums and products, with powers as products: a power of floats would not be exact."""

    def __init__(self, number: str, letters: Mapping[str, str]):
        super().__init__({"order": "none"})
        self.number, self.letters = number, letters

    def _print_Integer(self, expr: Integer) -> str:
        return self.number.format(int(expr))

    def _print_Symbol(self, expr: Symbol) -> str:
        return self.letters[expr.name]

    def _print_Pow(self, expr: Pow, rational: bool = False, sqrt: Any = None) -> str:
        base = self.parenthesize(expr.base, 100)
        return "*".join([base] * int(expr.exp))
