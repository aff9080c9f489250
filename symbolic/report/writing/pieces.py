"""The words, numbers and formulas of an answer, in the letters and digits of a notation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from symbolic.language.latex_names import size_latex
from symbolic.language.sizes.size import Size
from symbolic.report.writing.notation import OWN_NOTATION, Notation, grouped
from symbolic.report.writing.polynomials import Maths, maths
from symbolic.report.writing.typeset import formula

Piece = str | int | Size | Maths
"""Words, a number, a count, or a formula that is written out."""
WRITTEN_SIZES = re.compile(r"[A-Za-z]\w* = \d+(?:, [A-Za-z]\w* = \d+)*")
FORMULA_SIGN = re.compile(r"\\(?:mathrm|text|operatorname)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]")
Writer = Callable[[Iterable[Piece]], str]


def piece_writer(
    math: Callable[[str], str],
    plain: Callable[[str], str],
    digits: Callable[[int], str],
    pieces: Iterable[Piece] = (),
    notation: Notation = OWN_NOTATION,
) -> Writer:
    """How pieces are written beside each other: formulas by ``math``, words by ``plain``, numbers by ``digits``.

    ``pieces`` are all that stand together: a size whose letter in the notation is another's there keeps its own.
    Sizes that are a text of their own, ``n = 4096, m = 256``, are formulas.

    >>> from symbolic.report.writing.notation import find_notation
    >>> write = piece_writer("${}$".format, str, str, (), find_notation("greff"))
    >>> write(["at ", Size.letter("n") * 4]), write(["n = 4096, m = 2"])
    ('at $4 M$', '$M = 4{,}096$, $N = 2$')
    >>> write(["by powers of m"])
    'by powers of $N$'
    """
    letters = _letters(pieces, notation.sizes)
    alone = re.compile(rf"(?<![\w.=-])({'|'.join(letters)})(?![\w.=-])") if letters else None

    def latex(text: str) -> str:
        return math(formula(FORMULA_SIGN.sub(lambda sign: letters.get(sign[0], sign[0]), text) if letters else text))

    def sized(text: str) -> str:
        pairs = (part.split(" = ") for part in text.split(", "))
        return ", ".join(latex(f"{size_latex(letter)} = {grouped(int(size), notation)}") for letter, size in pairs)

    def words(text: str) -> str:
        # A size within a sentence is called as it is in the formulas.
        parts = alone.split(text) if alone else [text]
        return "".join(latex(part) if place % 2 else plain(part) if part else "" for place, part in enumerate(parts))

    def piece_text(piece: Piece) -> str:
        if isinstance(piece, str):
            return sized(piece) if WRITTEN_SIZES.fullmatch(piece) else words(piece)
        return digits(piece) if isinstance(piece, int) else latex(maths_of(piece).latex)

    return lambda together: "".join(map(piece_text, together))


def maths_of(piece: Size | Maths) -> Maths:
    """A count or a formula in both ways of writing."""
    return maths(piece) if isinstance(piece, Size) else piece


def _letters(pieces: Iterable[Piece], sizes: Mapping[str, str]) -> dict[str, str]:
    """What the notation calls the sizes, by the letters that stand in formulas."""
    if not sizes:
        return {}
    used = {
        sign
        for piece in pieces
        if isinstance(piece, Size | Maths)
        for sign in FORMULA_SIGN.findall(maths_of(piece).latex)
    }
    kept = used - set(sizes)
    return {letter: written for letter, written in sizes.items() if not kept & set(FORMULA_SIGN.findall(written))}
