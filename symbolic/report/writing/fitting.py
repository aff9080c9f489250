"""The width of a formula in LaTeX, and line breaks and smaller type where it is wider than a page."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.language import nodes as n
from symbolic.language.braces import group_at
from symbolic.language.printer import Style, spell

LINE = 78
STRUT = r"\rule[-1.4ex]{0pt}{4ex}"
GAP = 7
SIZES = ((82, ""), (90, r"\small"), (96, r"\footnotesize"), (116, r"\scriptsize"))
UNSEEN = re.compile(r"\\(left|right|mathrm|boldsymbol|tilde|hat|bar|[,;!])")
OPERATOR = re.compile(r" [-+=*] |\\(?:cdot|odot|circ|ast|otimes|times)\b")
COMMAND = re.compile(r"\\[A-Za-z]+")
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
    words = UNSEEN.sub("", latex)
    return len(WITHOUT_WIDTH.sub("", COMMAND.sub("x", words))) + len(OPERATOR.findall(words))


def fitted(latex: str, most: int, width: str) -> str:
    """A formula in a table: on one line up to ``most`` characters, else in a box of ``width``."""
    if not latex:
        return ""
    # The rows of a table leave no room for fractions.
    return boxed(f"${latex}$", most, width) + (STRUT if r"\frac" in latex else "")


def boxed(text: str, most: int, width: str) -> str:
    """Text with formulas, in a box of ``width`` where it has more than ``most`` characters."""
    return text if visible(text) - 2 <= most else rf"\parbox[t]{{{width}}}{{\raggedright {text}\strut}}"


def type_size(length: int) -> str:
    r"""The size of type in which a line of that many characters fits a page.

    >>> type_size(86)
    '\\small'
    """
    return next((size for most, size in SIZES if length <= most), r"\tiny")


def rows_size(rows: list[dict[str, str]]) -> str:
    """The size of type for the widest of the equations; ranges stand in a column behind all of them."""
    widest, behind = (max(visible(row[key]) for row in rows) for key in ("latex", "range_latex"))
    return type_size(widest + (behind + GAP if behind else 0))


def broken(equation: n.Equation, style: Style, terms: int = 0) -> list[str]:
    """The lines of an equation: a sum too long for one, or of more than ``terms``, goes on below, sign first."""
    whole = style.equals.format(spell(equation.target, style), spell(equation.value, style))
    before, value, after = _around(equation.value, style)
    if not isinstance(value, n.Add) or (visible(whole) <= LINE and not 0 < terms < len(value.terms)):
        return [whole]
    first, *rest = zip(value.terms, value.signs, strict=True)
    text = spell(n.Add((first[0],), (first[1],)), style)
    lines = [style.equals.format(spell(equation.target, style), before + text)]
    for place, (term, sign) in enumerate(rest, 1):
        # A sum that begins with 0 gives the term its sign and its brackets.
        text = spell(n.Add((n.Number(0), term), (1, sign)), style).removeprefix("0")
        if visible(lines[-1] + text) > LINE or (terms and place % terms == 0):
            lines.append(rf"&\quad {{}}{text}")
        else:
            lines[-1] += text
    return [*lines[:-1], lines[-1] + after]


def _around(value: n.Node, style: Style) -> tuple[str, n.Node, str]:
    r"""The sum that can be broken, and what stands around it: ``\sum_{t} \Bigl(`` and ``\Bigr)``."""
    sign = ""
    if isinstance(value, n.Negate):
        sign, value = style.minus.strip(), value.value
    if isinstance(value, n.Family) and isinstance(value.body, n.Add):
        return sign + style.over(value.name, r"\Bigl(", value.loops), value.body, r"\Bigr)"
    return ("", value, "") if not sign else ("", n.Negate(value), "")
