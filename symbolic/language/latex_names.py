"""LaTeX of a name: as its author writes it, one formula whose commands only typeset, or by a plain rule."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symbolic.errors import DefinitionError
from symbolic.language.braces import are_closed
from symbolic.limits import LATEX_NAME_LENGTH

# What typesets a letter and nothing else; TeX has too many ways to do other things to name those.
ALLOWED = frozenset(
    re.findall(
        r"\w+",
        """tilde hat bar vec dot ddot check breve acute grave widetilde widehat overline underline
        mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol langle rangle
        prime ast star dagger ell hbar nabla partial infty cdot circ odot otimes oplus times top perp vert Vert
        max min log exp tanh sin cos alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota
        kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
        Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega""",
    )
)


def check_latex(name: str, text: str) -> str:
    r"""The text, or `DefinitionError` where it is not a formula that is safe in a document.

    >>> check_latex("hc", r"\tilde{h}")
    '\\tilde{h}'
    """
    commands = set(re.findall(r"\\([A-Za-z]+)", text))
    plain = re.sub(r"\\.", "", text)
    odd = re.search(r"[^ -~]", text) or re.search(r"[%#&$~`]", plain) or "^^" in text
    if (
        not text.strip()
        or len(text) > LATEX_NAME_LENGTH
        or odd
        or commands - ALLOWED
        or text.endswith("\\")
        or not are_closed(plain)
    ):
        example = r"\tilde{h}"
        raise DefinitionError(
            f"latex of {name} must be one formula with balanced braces, such as {example}, not {text!r:.60}"
        )
    return text


def latex_name(name: str, names: Mapping[str, str] | None = None) -> str:
    """What the author says, or by a plain rule: ``W_xi`` is ``W_{xi}``, a word is upright.

    >>> latex_name("W_xi"), latex_name("alpha"), latex_name("alpha", {"alpha": r"\\\\alpha"})
    ('W_{xi}', '\\\\mathrm{alpha}', '\\\\\\\\alpha')
    """
    if names and name in names:
        return names[name]
    base, _, tail = name.partition("_")
    head = base if len(base) == 1 else rf"\mathrm{{{base}}}"
    return f"{head}_{{{tail.replace('_', ',')}}}" if tail else head
