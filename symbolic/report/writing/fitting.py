"""About how wide a formula in LaTeX is, and boxes for what is wider than its cell of a table."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.language.braces import group_at

STRUT = r"\rule[-1.4ex]{0pt}{4ex}"
WIDTHLESS_COMMANDS = re.compile(r"\\(left|right|mathrm|boldsymbol|tilde|hat|bar|[,;!])")
OPERATOR = re.compile(r" [-+=*] |\\(?:cdot|odot|circ|ast|otimes|times)\b")
LETTER_COMMAND = re.compile(r"\\[A-Za-z]+")
WITHOUT_WIDTH = re.compile(r"[{}^_&\s]")


@lru_cache(maxsize=8192)
def visible(latex: str) -> int:
    r"""About how many characters wide a reader sees it; of a fraction, the wider half.

    >>> visible(r"\sigma\left(W_{i} x_{t}\right)"), visible(r"\frac{a + b}{2}")
    (7, 4)
    """
    place = latex.find(r"\frac{")
    if place >= 0:
        above, after = group_at(latex, place + len(r"\frac"))
        below, end = group_at(latex, after)
        return visible(latex[:place]) + max(visible(above), visible(below)) + visible(latex[end:])
    words = WIDTHLESS_COMMANDS.sub("", latex)
    return len(WITHOUT_WIDTH.sub("", LETTER_COMMAND.sub("x", words))) + len(OPERATOR.findall(words))


def fitted(latex: str, most: int, width: str) -> str:
    """A formula in a table: on one line up to ``most`` characters, else in a box of ``width``."""
    if not latex:
        return ""
    # The rows of a table leave no room for fractions.
    return boxed(f"${latex}$", most, width) + (STRUT if r"\frac" in latex else "")


def boxed(text: str, most: int, width: str) -> str:
    """Text with formulas, in a box of ``width`` where it has more than ``most`` characters."""
    return text if visible(text) - 2 <= most else rf"\parbox[t]{{{width}}}{{\raggedright {text}\strut}}"
