"""The count as a function in another language, exact there too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from symbolic.answers.subject import Subject, find_subject
from symbolic.errors import UnknownName
from symbolic.record import Record


class Language(Record):
    """How a language is written.

    ``number`` writes a whole number, ``letter`` a size by its name or by the column that it stands in,
    ``quotient`` an exact division, ``frame`` the function around a formula: its name, its letters and the formula.
    ``folds`` says that ``N`` is ``n`` there.
    """

    number: str
    letter: str
    quotient: str
    frame: Callable[[str, Sequence[str], str], str]
    folds: bool = False


def _python(name: str, letters: Sequence[str], formula: str) -> str:
    return f"def {name}({', '.join(letters)}):\n    return {formula}\n"


def _numpy(name: str, letters: Sequence[str], formula: str) -> str:
    lines = [f"    {letter} = numpy.asarray({letter}, dtype=object)" for letter in letters]
    head = ["import numpy", "", "", f"def {name}({', '.join(letters)}):"]
    return "\n".join([*head, "    # Python's own integers do not overflow.", *lines, f"    return {formula}", ""])


def _c(name: str, letters: Sequence[str], formula: str) -> str:
    arguments = ", ".join(f"unsigned __int128 {letter}" for letter in letters) or "void"
    comment = "/* Exact up to 2^128 - 1; unsigned __int128 is of GCC and Clang. */"
    return f"{comment}\nunsigned __int128 {name}({arguments})\n{{\n    return {formula};\n}}\n"


def _javascript(name: str, letters: Sequence[str], formula: str) -> str:
    lines = "".join(f"  {letter} = BigInt({letter});\n" for letter in letters)
    return f"function {name}({', '.join(letters)}) {{\n{lines}  return {formula};\n}}\n"


def _julia(name: str, letters: Sequence[str], formula: str) -> str:
    return f"{name}({', '.join(f'{letter}::Integer' for letter in letters)}) = {formula}\n"


def _excel(name: str, letters: Sequence[str], formula: str) -> str:
    rows = [[*letters, name], [*("1" for _ in letters), f"={formula}"]]
    return "".join("\t".join(row) + "\n" for row in rows)


def _sql(name: str, letters: Sequence[str], formula: str) -> str:
    return f"{formula} AS {name}\n"


LANGUAGES: dict[str, Language] = {
    "python": Language("{}", "{name}", "({})//({})", _python),
    "numpy": Language("{}", "{name}", "({})//({})", _numpy),
    "c": Language("{}", "{name}", "({})/({})", _c),
    "javascript": Language("{}n", "{name}", "({})/({})", _javascript),
    "julia": Language("{}", "big({name})", "div({}, {})", _julia),
    "excel": Language("{}", "{column}2", "({})/({})", _excel),
    "sql": Language("{}", "CAST({name} AS HUGEINT)", "({})//({})", _sql, folds=True),
}


def export(subject: Subject | str, language: str) -> str:
    """The count as text in ``language``, a function of its letters; sums and products of whole numbers alone.

    Python, NumPy, JavaScript and Julia are exact at every size, C and SQL (DuckDB's HUGEINT; write NUMERIC for
    it elsewhere) up to 38 digits, a spreadsheet up to 15. For a spreadsheet it is two rows to paste at A1. Raises
    `UnknownName`.

    >>> print(export("lstm", "python"), end="")
    def lstm_count(n, m):
        return 4*m*(m + n + 1)
    """
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES, f"known: {', '.join(LANGUAGES)}")
    from symbolic.answers.code_printer import RESERVED_WORDS, printed

    subject = find_subject(subject)
    written = LANGUAGES[language]
    letters = _names(subject.counted_letters, written, RESERVED_WORDS)
    places = {
        letter: written.letter.format(name=name, column=chr(ord("A") + place))
        for place, (letter, name) in enumerate(zip(subject.counted_letters, letters, strict=True))
    }
    return written.frame(
        function_name(subject), letters, printed(subject.size, written.number, written.quotient, places)
    )


def function_name(subject: Subject) -> str:
    """``lstm_bias_double_count``: letters, digits and underscores."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in subject.label)
    plain = "_".join(part for part in kept.split("_") if part) or "cell"
    return f"{plain}_count" if not plain[0].isdigit() else f"cell_{plain}_count"


def _names(letters: Iterable[str], written: Language, reserved: Collection[str]) -> list[str]:
    """The letters, with an underscore where the language would take one for something else."""
    names: list[str] = []
    for letter in letters:
        taken = written.folds and letter.lower() in map(str.lower, names)
        names.append(f"{letter}_" if taken or letter in reserved else letter)
    return names
