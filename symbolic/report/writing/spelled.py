r"""A formula in LaTeX as a terminal shows it: ``\sigma(W x_t)`` as ``σ(W x_t)``."""

from __future__ import annotations

import re
from unicodedata import normalize

from symbolic.report.writing.escape import GREEK_NAMES_IN_TEX
from symbolic.report.writing.formula_parts import ACCENT_MARKS, FormulaPart, parts_of

_SIGN_LIST = """
cdot=· odot=⊙ otimes=⊗ circ=∘ times=× top=ᵀ prime=′ infty=∞ le=≤ ge=≥ to=→ sum=Σ partial=∂ nabla=∇ ell=ℓ vert=| ast=∗
star=⋆ langle=⟨ rangle=⟩ left= right= Bigl= Bigr=
"""
COMMAND_CHARACTERS = {word.partition("=")[0]: word.partition("=")[2] for word in _SIGN_LIST.split()} | {
    name: letter for letter, name in GREEK_NAMES_IN_TEX.items()
}
SUPERSCRIPT_SIGNS = str.maketrans("0123456789+-nT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ")


def spelled(latex: str) -> str:
    r"""The formula in signs and letters.

    >>> spelled(r"\tilde{h}_t = \frac{a + 1}{b^{2}}"), spelled(r"4 (m n + m^2)"), spelled(r"\mathrm{ReLU}(x_{t-1})")
    ('h̃_t = (a + 1) / b²', '4 (m n + m²)', 'ReLU(x_(t-1))')
    """
    return normalize("NFC", "".join(map(_spelled_part, parts_of(latex))))


def _spelled_part(part: FormulaPart) -> str:
    if part.sign == "\\":
        return _spelled_command(part)
    if part.sign in ("_", "^"):
        return _script(part.sign, part.arguments[0])
    return spelled(part.arguments[0]) if part.sign == "{" else part.sign


def _spelled_command(part: FormulaPart) -> str:
    name, inner = part.name, [spelled(argument) for argument in part.arguments]
    if name == "sqrt":
        return f"√{_bracketed(inner[0])}"
    if name == "frac":
        return " / ".join(map(_bracketed, inner))
    if inner:
        return inner[0][:1] + ACCENT_MARKS.get(name, "") + inner[0][1:]
    if not name.isalpha():
        return {"{": "{", "}": "}", "|": "‖"}.get(name, " " if name in ",;: " else "")
    if name in COMMAND_CHARACTERS:
        return COMMAND_CHARACTERS[name] + (" " if part.blank and name not in ("left", "right") else "")
    return name


def _script(sign: str, script: str) -> str:
    inner = spelled(script).strip()
    if sign == "^":
        raised = inner.translate(SUPERSCRIPT_SIGNS)
        return raised if not set(inner) & set(raised) else inner if inner in "′ᵀ∗⋆" else f"^{_bracketed(inner)}"
    return f"_{_bracketed(inner)}"


def _bracketed(text: str) -> str:
    """The text, in brackets unless it is one word or number, raised perhaps."""
    return text if re.fullmatch(r"[^\W_]+[′⁰¹²³⁴⁵⁶⁷⁸⁹]?", text) else f"({text})"
