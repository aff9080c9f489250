"""A formula whose widest parts can be broken: quotients on one line, powers of what is in brackets without braces."""

from __future__ import annotations

import re

from symbolic.language.braces import group_at, last_group
from symbolic.report.writing.measure import measure

SIMPLE_LETTER = re.compile(r"\\?[A-Za-z0-9]+(_\{[^{}]*\}|\^\{[^{}]*\})*")
ENDS = re.compile(r"\s*($|[-+)\],]|\\right|&)")
TERM_START = re.compile(r"(^|[-+(\[,=]|&|\\left[(\[]|\}\}?)\s*$")


def loosened(latex: str, room: float) -> str:
    r"""The formula with no quotient and no group in braces that is wider than ``room``, in quads.

    >>> loosened(r"\frac{a + b}{c}", 2), loosened(r"{(a + b)}^{2} d", 2), loosened(r"\frac{a + b}{c} d", 2)
    ('(a + b) / c', '(a + b)^{2} d', '((a + b) / c) d')
    >>> loosened(r"{W_{a}^{(j)}}^{\top} b", 1)
    '{W_{a}^{(j)}}^{\\top} b'
    """
    place = 0
    while place < len(latex):
        if latex.startswith(r"\frac{", place):
            above, middle = group_at(latex, place + len(r"\frac"))
            below, end = group_at(latex, middle)
            if measure(latex[place:end]) > room:
                quotient = f"{_bracketed(above)} / {_bracketed(below)}"
                if not (TERM_START.search(latex[:place]) and ENDS.match(latex, end)):
                    quotient = f"({quotient})"
                latex = latex[:place] + quotient + latex[end:]
                continue
        elif latex[place] == "{" and _stands_alone(latex, place):
            inside, end = group_at(latex, place)
            if measure(inside) > room and not _has_script(inside, latex[end : end + 1]):
                latex = latex[:place] + inside.removesuffix("{}") + latex[end:]
                continue
        elif latex[place] == "{":
            _, place = group_at(latex, place)
            continue
        place += 1
    return latex


def _stands_alone(latex: str, place: int) -> bool:
    """Whether braces are not the argument of a command or of a script."""
    return place == 0 or latex[place - 1] in " (["


def _has_script(latex: str, sign: str) -> bool:
    """Whether it ends in a script of this kind, of which TeX refuses a second."""
    latex = latex.removesuffix("{}")
    while latex.endswith("}"):
        start = last_group(latex)
        if latex[start - 1 : start] not in ("^", "_"):
            return False
        if latex[start - 1] == sign:
            return True
        latex = latex[: start - 1]
    return False


def _bracketed(latex: str) -> str:
    return latex if SIMPLE_LETTER.fullmatch(latex) else f"({latex})"
