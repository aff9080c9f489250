"""The terminal that an answer is printed on: how wide it is, and which characters it can show."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from io import TextIOWrapper
from typing import TextIO

WITHOUT_TERMINAL = 88
"""The width of what goes to a file or a pipe, where ``COLUMNS`` does not say another."""
NARROWEST = 20
"""In a narrower terminal lines are this long all the same."""

MATHEMATICS = "·²⁴⊙σδΣ→ᵀ∂"
"""What an encoding has to hold for formulas to be written in it."""
ASCII_SIGNS = {
    **dict.fromkeys("·⋅⊙∘∗⋆", "*"),
    "×": "x",
    "⊗": "(x)",
    "÷": "/",
    "−": "-",
    "→": "->",
    "←": "<-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "∈": "in",
    "∞": "inf",
    "√": "sqrt",
    "∂": "d",
    "∇": "grad ",
    "′": "'",
    "\u0303": "~",
    "¯": "~",
    "Σ": "sum",
    "Π": "prod",
    "ᵀ": "^T",
    "λ": "lambda",
    "Λ": "Lambda",
    "ς": "sigma",
    "⟨": "<",
    "⟩": ">",
    "─": "-",
    "│": "|",
}
"""Signs of formulas, where Greek letters and powers are not told by their names."""
TYPOGRAPHIC = {
    **dict.fromkeys("–—‐‑", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”„", '"'),
    "…": "...",
    "⁄": "/",
    "\xa0": " ",
    "ß": "ss",
}
RAISED_RUN = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")
LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "+-0123456789n")
GREEK_BOUNDARY = re.compile(r"(?<=[^\W_])(?=[α-ωΑ-ΡΤ-Ω])|(?<=[α-ωΑ-ΡΤ-Ω])(?=[^\W_])")
"""Where a Greek letter and another stand side by side, which are two words once it is spelled out."""


def columns() -> int:
    """The width of ``COLUMNS``, else of the terminal; `WITHOUT_TERMINAL` where standard output is none."""
    return known_columns(sys.stdout) or WITHOUT_TERMINAL


def known_columns(stream: TextIO | None) -> int | None:
    """The width of ``COLUMNS``, else of the terminal behind a stream; None where there is neither."""
    words = os.environ.get("COLUMNS", "")
    width = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
    if not width and stream is not None and stream.isatty():
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            width = 0
    return max(width, NARROWEST) if width else None


def set_plain() -> None:
    """Have the standard streams take plain ASCII alone, as they do where the encoding of the terminal is that."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="ascii", errors=stream.errors)


def legible(text: str, encoding: str | None = None) -> str:
    """The text in characters that standard output, or an ``encoding``, can show: formulas wholly in ASCII or not.

    >>> legible("δh[t] = Uᵀ δz[t] ⊙ m²", "ascii"), legible("4·m·(m + 1) → Jürgen Kočiský", "cp1252")
    ('delta_h[t] = U^T delta_z[t] * m^2', '4*m*(m + 1) -> Jürgen Kociský')
    """
    if text.isascii():
        return text
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    if not _holds(MATHEMATICS, encoding):
        text = RAISED_RUN.sub(lambda run: f"^{run[0].translate(LOWERED)}", text)
        text = "".join(
            ASCII_SIGNS.get(sign) or (_named(sign) if "Α" <= sign <= "ω" else sign)
            for sign in GREEK_BOUNDARY.sub("_", text)
        )
    return "".join(sign if sign.isascii() or _holds(sign, encoding) else spelled_out(sign) for sign in text)


def spelled_out(text: str) -> str:
    r"""Each character in ASCII: as a sign of the same meaning, a name, a letter without its accent, or by its number.

    >>> spelled_out("ω²"), spelled_out("Łukasz"), spelled_out("张")
    ('omega^2', 'Lukasz', '\\u5f20')
    """
    import unicodedata

    def plain(sign: str) -> str:
        if sign.isascii() or unicodedata.combining(sign):
            return sign if sign.isascii() else ""
        return ASCII_SIGNS.get(sign) or TYPOGRAPHIC.get(sign) or _named(sign) or sign

    text = RAISED_RUN.sub(lambda run: f"^{run[0].translate(LOWERED)}", text)
    text = "".join(map(plain, text))
    text = text if text.isascii() else "".join(map(plain, unicodedata.normalize("NFKD", text)))
    return text.encode("ascii", "backslashreplace").decode("ascii")


@cache
def _holds(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@cache
def _named(sign: str) -> str:
    """What a Greek or Latin letter is called without its accents; nothing for another sign."""
    import unicodedata

    match = re.match(r"(?:LATIN|GREEK) (SMALL|CAPITAL) LETTER (\w+)(?: WITH .*)?$", unicodedata.name(sign, ""))
    if not match:
        return ""
    return match[2].lower() if match[1] == "SMALL" else match[2].capitalize()
