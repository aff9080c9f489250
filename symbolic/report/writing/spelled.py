r"""A formula in LaTeX as a terminal shows it: ``\sigma(W x_t)`` as ``σ(W x_t)``."""

from __future__ import annotations

import re
from unicodedata import normalize

from symbolic.language.braces import group_at
from symbolic.report.writing.escape import GREEK_NAMES_IN_TEX

_SIGNS = """
cdot=· odot=⊙ otimes=⊗ circ=∘ times=× top=ᵀ prime=′ infty=∞ le=≤ ge=≥ to=→ sum=Σ partial=∂ nabla=∇ ell=ℓ vert=| ast=∗
star=⋆ langle=⟨ rangle=⟩ left= right= Bigl= Bigr=
"""
COMMAND_CHARACTERS = {word.partition("=")[0]: word.partition("=")[2] for word in _SIGNS.split()} | {
    name: letter for letter, name in GREEK_NAMES_IN_TEX.items()
}
COMBINING_ACCENTS = {
    "tilde": "\u0303",
    "hat": "\u0302",
    "bar": "\u0304",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
COMBINING_ACCENTS |= {"widetilde": "\u0303", "widehat": "\u0302", "overline": "\u0304"}
SUPERSCRIPT_SIGNS = str.maketrans("0123456789+-nT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ")
COMMAND = re.compile(r"\\([A-Za-z]+|.)\s*")


def spelled(latex: str) -> str:
    r"""The formula in signs and letters.

    >>> spelled(r"\tilde{h}_t = \frac{a + 1}{b^{2}}"), spelled(r"4 (m n + m^2)"), spelled(r"\mathrm{ReLU}(x_{t-1})")
    ('h̃_t = (a + 1) / b²', '4 (m n + m²)', 'ReLU(x_(t-1))')
    """
    text, place = "", 0
    while place < len(latex):
        sign = latex[place]
        if sign == "\\":
            written, place = _command(latex, place)
        elif sign in "_^":
            script, place = argument_at(latex, place + 1)
            written = _script(sign, script)
        elif sign == "{":
            inner, place = group_at(latex, place)
            written = spelled(inner)
        else:
            written, place = sign, place + 1
        text += written
    return normalize("NFC", text)


def _command(latex: str, place: int) -> tuple[str, int]:
    """What a command and its arguments say, and the place after them."""
    match = COMMAND.match(latex, place)
    name = match[1] if match else ""
    end = match.end() if match else place + 1
    if name in COMBINING_ACCENTS or name.startswith("math") or name in ("boldsymbol", "text", "sqrt"):
        argument, end = argument_at(latex, end)
        inner = spelled(argument)
        if name == "sqrt":
            return f"√{_bracketed(inner)}", end
        return (inner[:1] + COMBINING_ACCENTS[name] + inner[1:] if name in COMBINING_ACCENTS else inner), end
    if name == "frac":
        above, end = argument_at(latex, end)
        below, end = argument_at(latex, end)
        return f"{_bracketed(spelled(above))} / {_bracketed(spelled(below))}", end
    if not name.isalpha():
        return {"{": "{", "}": "}", "|": "‖"}.get(name, " " if name in ",;: " else ""), end
    if name in COMMAND_CHARACTERS:
        blank = match is not None and match[0].endswith(" ") and name not in ("left", "right")
        return COMMAND_CHARACTERS[name] + (" " if blank else ""), end
    return name, end


def argument_at(latex: str, place: int) -> tuple[str, int]:
    """What a command or a script takes: a group, a command or one sign."""
    if latex[place : place + 1] == "{":
        return group_at(latex, place)
    match = COMMAND.match(latex, place)
    return (match[0], match.end()) if match else (latex[place : place + 1], place + 1)


def _script(sign: str, script: str) -> str:
    inner = spelled(script).strip()
    if sign == "^":
        raised = inner.translate(SUPERSCRIPT_SIGNS)
        return raised if not set(inner) & set(raised) else inner if inner in "′ᵀ∗⋆" else f"^{_bracketed(inner)}"
    return f"_{_bracketed(inner)}"


def _bracketed(text: str) -> str:
    """The text, in brackets unless it is one word or number, raised perhaps."""
    return text if re.fullmatch(r"[^\W_]+[′⁰¹²³⁴⁵⁶⁷⁸⁹]?", text) else f"({text})"
