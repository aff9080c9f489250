"""LaTeX of a name: as its author writes it, one formula whose commands only typeset, or by a plain rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

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


SIZE_PREFIX = "size "
SCRIPT_WORD = re.compile(r"(?=.*[aeiou])[A-Za-z]{3,}")
"""What in a script is a word, and not the letters of several signals side by side."""
GREEK_LETTERS = """alpha beta gamma delta epsilon zeta eta theta iota kappa lamda mu nu xi pi rho sigma tau upsilon phi
    chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"""
GREEK = {word: word.replace("lamda", "lambda") for word in GREEK_LETTERS.split()}
"""Letters by their names; ``lambda`` is a word of Python, so that it is spelled as SymPy spells it."""
ACCENT_TEMPLATES = {word: rf"\{word}{{{{{{}}}}}}" for word in ("tilde", "hat", "bar", "dot", "vec")} | {
    "prime": "{}'",
    "star": r"{}^{{\ast}}",
}


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
    r"""What the author says, or by a plain rule.

    What follows ``_`` is a subscript, what follows ``__`` a superscript; ``tilde``, ``hat``, ``bar``, ``dot``, ``vec``,
    ``prime`` and ``star`` are accents of the word before them. A Greek letter is spelled out, in scripts with more
    than two letters (``W_xi`` goes from x to i); any other word of several letters is upright, in scripts one of more
    than two with a vowel (``W_zxh`` goes from x and h to z).

    >>> latex_name("W_xi"), latex_name("alpha_1"), latex_name("word"), latex_name("alpha", {"alpha": "a"})
    ('W_{xi}', '\\alpha_{1}', '\\mathrm{word}', 'a')
    >>> latex_name("h_tilde"), latex_name("c_prime_1"), latex_name("W_h_hat"), latex_name("W_x__i")
    ('\\tilde{h}', "c'_{1}", 'W_{\\hat{h}}', 'W^{i}_{x}')
    >>> latex_name("h_last"), latex_name("W_zxh")
    ('h_{\\mathrm{last}}', 'W_{zxh}')
    """
    return names[name] if names and name in names else _plain(name)


def size_latex(letter: str, names: Mapping[str, str] | None = None) -> str:
    """A size or an index, which may have a name apart from that of a signal with the same letter.

    >>> size_latex("m", {"m": "m_{t}", size_key("m"): "d_{m}"}), size_latex("n", {})
    ('d_{m}', 'n')
    """
    return (names or {}).get(size_key(letter)) or latex_name(letter, names)


def size_key(letter: str) -> str:
    """Where the LaTeX of a size stands among that of names, where a signal or a parameter has its sign.

    >>> size_key("m")
    'size m'
    """
    return f"{SIZE_PREFIX}{letter}"


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    below, *above = name.split("__")
    head, *subscripts = _words(below) or [""]
    superscripts = [script for part in above for script in _words(part)]
    pairs = (("^", superscripts), ("_", subscripts))
    scripts = "".join(f"{sign}{{{','.join(words)}}}" for sign, words in pairs if words)
    return f"{{{head}}}{scripts}" if superscripts and "'" in head else head + scripts


def _words(text: str) -> list[str]:
    """The words between underscores, each with the accents that follow it; the first one may be upright."""
    words: list[str] = []
    for word in filter(None, text.split("_")):
        if word in ACCENT_TEMPLATES and words:
            words[-1] = ACCENT_TEMPLATES[word].format(words[-1])
        elif word in GREEK and (len(word) > 2 or not words):
            words.append(rf"\{GREEK[word]}")
        else:
            upright = SCRIPT_WORD.fullmatch(word) if words else len(word) > 1
            words.append(rf"\mathrm{{{word}}}" if upright else word)
    return words
