"""LaTeX of a name as its author writes it: one formula, whose commands only typeset."""

from __future__ import annotations

import re

from symbolic.errors import DefinitionError

LONGEST = 200
REFUSED = frozenset(
    [
        "input",
        "include",
        "write",
        "openout",
        "openin",
        "read",
        "immediate",
        "def",
        "edef",
        "gdef",
        "xdef",
        "let",
        "catcode",
        "csname",
        "special",
        "newcommand",
        "renewcommand",
        "usepackage",
        "loop",
        "repeat",
        "expandafter",
        "begin",
        "end",
        "par",
    ]
)


def check_latex(name: str, text: str) -> str:
    r"""The text, or `DefinitionError` where it is no formula that can stand in a document.

    >>> check_latex("hc", r"\tilde{h}")
    '\\tilde{h}'
    """
    commands = set(re.findall(r"\\([A-Za-z]+)", text))
    plain = re.sub(r"\\.", "", text)
    odd = re.search(r"[^ -~]|[%#&$~`]", plain)
    if (
        not text.strip()
        or len(text) > LONGEST
        or odd
        or commands & REFUSED
        or text.endswith("\\")
        or not _closed(plain)
    ):
        example = r"\tilde{h}"
        raise DefinitionError(f"latex of {name} is one formula with closed braces, such as {example}, not {text!r:.60}")
    return text


def _closed(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0
