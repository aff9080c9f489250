"""Text made safe for LaTeX and for Markdown: one pass, so that nothing is escaped twice."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"\symbol{34}",
    "×": r"$\times$",
    "·": r"$\cdot$",
}
_LETTERS = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
GREEK_NAMES_IN_TEX = dict(zip(_LETTERS, _NAMES.split(), strict=True))
"""What TeX calls each Greek letter."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|$~&^])")
# What would make a list, or a rule, of a line: "- ", "1. ", "---".
_LIST_START = re.compile(r"^(\s*\d*)([-+.)])")
# What TeX's fonts would join to one sign: "--" to a dash.
_LIGATURE = re.compile(r"([-',])(?=\1)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@lru_cache(maxsize=4096)
def latex_text(text: str) -> str:
    r"""Plain text for LaTeX.

    >>> latex_text("50% of {a_b} & C:\\x")
    '50\\% of \\{a\\_b\\} \\& C:\\textbackslash{}x'
    """
    escaped = "".join(_latex_sign(sign) for sign in normalize("NFC", one_line(text)))
    # Behind the \\ of a row, a bracket or a star would be read as what belongs to it.
    return re.sub(r"^[\[*]", r"{}\g<0>", _LIGATURE.sub(r"\1{}", escaped))


def _latex_sign(sign: str) -> str:
    """One sign; what a plain TeX has no letter for is named by its number."""
    if sign in _LATEX:
        return _LATEX[sign]
    if sign in GREEK_NAMES_IN_TEX:
        return f"$\\{GREEK_NAMES_IN_TEX[sign]}$"
    return sign if sign < "\u0180" or sign in "–—‘’“”…" else f"[U+{ord(sign):04X}]"


@lru_cache(maxsize=4096)
def markdown_text(text: str) -> str:
    r"""Plain text for Markdown; signs that would start markup are escaped.

    >>> markdown_text("a_b *c* <d>")
    'a\\_b \\*c\\* \\<d\\>'
    """
    return _LIST_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", one_line(text)))


def html_text(text: str) -> str:
    """Text for HTML.

    >>> html_text("a < b & c")
    'a &lt; b &amp; c'
    """
    # The library knows two thousand names of signs; only a page of HTML waits for them.
    from html import escape

    return escape(one_line(text))


def verbatim_html(text: str) -> str:
    r"""Several lines of text for HTML, with their line ends and blanks.

    >>> verbatim_html("a <  b\nc")
    'a &lt;  b\nc'
    """
    from html import escape

    return escape(_CONTROL.sub(" ", text))


def comment_text(text: str) -> str:
    """Plain text inside a comment of either format: nothing that would end it.

    >>> comment_text("a --> b")
    'a - -> b'
    """
    return re.sub("-(?=-)", "- ", one_line(text))


def one_line(text: str) -> str:
    """Text without line ends, and without the signs that no document can hold."""
    return _SPACE.sub(" ", text)


def latex_math(latex: str) -> str:
    """A formula in a line of LaTeX; nothing for none.

    >>> latex_math("m^{2}"), latex_math("")
    ('$m^{2}$', '')
    """
    return f"${latex}$" if latex else ""
