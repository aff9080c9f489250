"""The count as a function in another language, exact there too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sympy import Integer, Pow, Symbol
from sympy.printing.pycode import PythonCodePrinter

from symbolic.answers.subject import Subject
from symbolic.catalog import cell as find
from symbolic.derive.algebra import as_read, expression
from symbolic.derive.simplify import simplified
from symbolic.errors import UnknownName
from symbolic.language.record import Record
from symbolic.language.sizes import Size

if TYPE_CHECKING:
    from collections.abc import Sequence


class Language(Record):
    """How a language is written.

    ``number`` writes a whole number, ``letter`` a size, ``quotient`` an exact division, ``frame`` the function
    around a formula: its name, its letters and the formula.
    """

    number: str
    letter: str
    quotient: str
    frame: Callable[[str, Sequence[str], str], str]


def _python(name: str, letters: Sequence[str], formula: str) -> str:
    return f"def {name}({', '.join(letters)}):\n    return {formula}\n"


def _numpy(name: str, letters: Sequence[str], formula: str) -> str:
    lines = [f"    {letter} = numpy.asarray({letter}, dtype=object)" for letter in letters]
    head = ["import numpy", "", "", f"def {name}({', '.join(letters)}):"]
    return "\n".join([*head, "    # Python's own integers do not overflow.", *lines, f"    return {formula}", ""])


def _c(name: str, letters: Sequence[str], formula: str) -> str:
    arguments = ", ".join(f"unsigned long long {letter}" for letter in letters) or "void"
    comment = "/* Exact up to 2^128 - 1; unsigned __int128 is of GCC and Clang. */"
    return f"{comment}\nunsigned __int128 {name}({arguments})\n{{\n    return {formula};\n}}\n"


def _javascript(name: str, letters: Sequence[str], formula: str) -> str:
    lines = "".join(f"  {letter} = BigInt({letter});\n" for letter in letters)
    return f"function {name}({', '.join(letters)}) {{\n{lines}  return {formula};\n}}\n"


def _julia(name: str, letters: Sequence[str], formula: str) -> str:
    return f"{name}({', '.join(f'{letter}::Integer' for letter in letters)}) = {formula}\n"


def _excel(name: str, letters: Sequence[str], formula: str) -> str:
    return f"=LAMBDA({', '.join([*letters, formula])})\n"


def _sql(name: str, letters: Sequence[str], formula: str) -> str:
    return f"{formula} AS {name}\n"


LANGUAGES: dict[str, Language] = {
    "python": Language("{}", "{}", "({})//({})", _python),
    "numpy": Language("{}", "{}", "({})//({})", _numpy),
    "c": Language("(unsigned __int128){}", "(unsigned __int128){}", "({})/({})", _c),
    "javascript": Language("{}n", "{}", "({})/({})", _javascript),
    "julia": Language("{}", "big({})", "div({}, {})", _julia),
    "excel": Language("{}", "{}", "({})/({})", _excel),
    "sql": Language("{}", "CAST({} AS HUGEINT)", "({})//({})", _sql),
}


def export(subject: Subject | str, language: str) -> str:
    """The count as text in ``language``, a function of its letters; sums and products of whole numbers alone.

    Python, NumPy, JavaScript and Julia are exact at every size, C and SQL (DuckDB's HUGEINT; write NUMERIC for
    it elsewhere) up to 38 digits, Excel up to 15. Raises `UnknownName`.

    >>> print(export("lstm", "python"), end="")
    def lstm_count(n, m):
        return 4*m*(m + n + 1)
    """
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES, f"known: {', '.join(LANGUAGES)}")
    subject = find(subject) if isinstance(subject, str) else subject
    written = LANGUAGES[language]
    letters = subject.counted_letters
    return written.frame(function_name(subject), letters, _formula(subject.size, written))


def function_name(subject: Subject) -> str:
    """``lstm_bias_double_count``: letters, digits and underscores."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in subject.label)
    plain = "_".join(part for part in kept.split("_") if part) or "cell"
    return f"{plain}_count" if not plain[0].isdigit() else f"cell_{plain}_count"


def _formula(size: Size, written: Language) -> str:
    printer = _Printer(written)
    top, bottom = size.at(Size.letter)
    if bottom == 1 or bottom == Size.of(1):
        return printer.doprint(as_read(simplified(expression(size))))
    above, below = (expression(part if isinstance(part, Size) else Size.of(part)) for part in (top, bottom))
    return written.quotient.format(*(printer.doprint(as_read(simplified(part.expand()))) for part in (above, below)))


class _Printer(PythonCodePrinter):
    """SymPy's printer of sums and products, with powers as products: a power of floats would not be exact."""

    def __init__(self, written: Language):
        super().__init__({"order": "none"})
        self.written = written

    def _print_Integer(self, expr: Integer) -> str:
        return self.written.number.format(int(expr))

    def _print_Symbol(self, expr: Symbol) -> str:
        return self.written.letter.format(expr.name)

    def _print_Pow(self, expr: Pow, rational: bool = False, sqrt: Any = None) -> str:
        base = self.parenthesize(expr.base, 100)
        return "*".join([base] * int(expr.exp))
