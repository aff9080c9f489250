"""How a sign that a paper prints is written in the language of equations."""

from __future__ import annotations

import re
import unicodedata

OPERATOR_ADVICE = {
    **dict.fromkeys("⊙∘⊗•∗", "a product element by element is written *"),
    **dict.fromkeys("·×⋅", "a product is written *, element by element, or @, of matrices"),
    **dict.fromkeys("−–—", "a minus is written -"),
    **dict.fromkeys("′’'", "a prime is written in the name, h_prime"),
    **dict.fromkeys("←≔", "an assignment is written ="),
    **dict.fromkeys("ᵀ⊤", "a transpose is written .T, such as k[t].T"),
    "∑": "a sum over a family is written sum(... for k in N)",
    "Σ": "a sum over a family is written sum(... for k in N)",
    "σ": "the logistic function is written sigmoid, and the name of the letter sigma",
    "√": "a root is written sqrt(a)",
    "∈": "a range is written for k in range(1, N + 1)",
    "≤": "a range is written for k in range(1, N + 1)",
}
COMBINING_MARKS = {
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0307": "dot",
    "\u20d7": "vec",
}


def how_written(line: str, place: int) -> str:
    """What to write in place of the sign at a place of a line, or nothing where that is not known.

    >>> how_written("W_\u03b1 @ x[t]", 2), how_written("h\u0303[t]", 1), how_written("x[t]\u00b2", 4)
    ('this letter is written alpha', 'h with a tilde is written h_tilde', 'a power is written **, such as a[t] ** 2')
    >>> how_written("\u0125[t]", 0), how_written("h\u209c", 1), how_written("\u732b", 0)
    ('h with a hat is written h_hat', 'an index is written in brackets, such as h[t]', '')
    """
    sign = line[place]
    if sign in OPERATOR_ADVICE:
        return OPERATOR_ADVICE[sign]
    base, *marks = unicodedata.normalize("NFD", sign)
    if not marks and base in COMBINING_MARKS and place:
        base, marks = line[place - 1], [base]
    if marks and marks[0] in COMBINING_MARKS and base.isascii():
        word = COMBINING_MARKS[marks[0]]
        return f"{base} with a {word} is written {base}_{word}"
    name = unicodedata.name(sign, "")
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)", name)
    if greek:
        letter = greek[2].lower()
        return f"this letter is written {letter if greek[1] == 'SMALL' else letter.capitalize()}"
    if name.startswith("SUPERSCRIPT"):
        return "a power is written **, such as a[t] ** 2"
    return "an index is written in brackets, such as h[t]" if "SUBSCRIPT" in name else ""
