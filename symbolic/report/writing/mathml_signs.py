"""What the commands of a formula are among the characters: letters, signs, accents, alphabets."""

from __future__ import annotations

from symbolic.report.writing.escape import GREEK_NAMES_IN_TEX


def _pairs(names: str, signs: str) -> dict[str, str]:
    return dict(zip(names.split(), signs.split(), strict=True))


SIGN_TEXTS = {"-": "−", "*": "∗"}
LIMITED = (r"\sum", r"\prod", r"\max", r"\min", r"\bigcup")
"""What has its bounds below and above, not beside it."""
GREEK_CHARACTERS = {name: letter for letter, name in GREEK_NAMES_IN_TEX.items()} | _pairs(
    "varepsilon epsilon varphi phi vartheta varpi varrho varsigma Upsilon ell hbar", "ε ϵ φ ϕ ϑ ϖ ϱ ς Υ ℓ ℏ"
)
OPERATOR_CHARACTERS = {"-": ""} | _pairs(
    r"""odot otimes oplus times cdot circ ast star dagger partial nabla infty prime top perp sum prod le leq ge geq to
    vert Vert langle rangle in neq approx ldots cdots dots { } | _ rightarrow leftarrow mapsto colon div surd""",
    """⊙ ⊗ ⊕ × ⋅ ∘ ∗ ⋆ † ∂ ∇ ∞ ′ ⊤ ⊥ ∑ ∏ ≤ ≤ ≥ ≥ →
    | ‖ ⟨ ⟩ ∈ ≠ ≈ … ⋯ … { } ‖ _ → ← ↦ : ÷ √""",
)
SPACE_WIDTHS = {
    ",": ".17em",
    ":": ".22em",
    ";": ".28em",
    "!": "",
    " ": ".25em",
    "quad": "1em",
    "qquad": "2em",
    "\\": "1em",
}
MATHML_ACCENTS = _pairs(
    "hat widehat tilde widetilde bar overline underline vec dot ddot check breve acute grave overleftarrow",
    "^ ^ ~ ~ ¯ ¯ _ → ˙ ¨ ˇ ˘ ´ ` ←",
)
ALPHABETS = {
    "mathrm": (0, 0),
    "mathbf": (0x1D400, 0x1D41A),
    "boldsymbol": (0x1D468, 0x1D482),
    "mathit": (0x1D434, 0x1D44E),
    "mathsf": (0x1D5A0, 0x1D5BA),
    "mathtt": (0x1D670, 0x1D68A),
    "mathcal": (0x1D49C, 0x1D4B6),
    "mathbb": (0x1D538, 0x1D552),
    "mathfrak": (0x1D504, 0x1D51E),
}
"""Where the capitals and the small letters of each alphabet begin."""
OLDER_LETTERS = {
    chr(code): letter
    for code, letter in zip(
        (
            *(0x1D49D, 0x1D4A0, 0x1D4A1, 0x1D4A3, 0x1D4A4, 0x1D4A7, 0x1D4A8, 0x1D4AD, 0x1D4BA, 0x1D4BC, 0x1D4C4),
            *(0x1D53A, 0x1D53F, 0x1D545, 0x1D547, 0x1D548, 0x1D549, 0x1D551),
            *(0x1D506, 0x1D50B, 0x1D50C, 0x1D515, 0x1D51D, 0x1D455),
        ),
        "ℬℰℱℋℐℒℳℛℯℊℴ" + "ℂℍℕℙℚℝℤ" + "ℭℌℑℜℨℎ",
        strict=True,
    )
}
"""Letters that have an older place among the characters."""
