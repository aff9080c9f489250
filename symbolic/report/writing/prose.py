"""A note of the catalogue: English with formulas between ``$``, and with code between backquotes."""

from __future__ import annotations

import re

from symbolic.language.braces import are_closed
from symbolic.report.writing.escape import latex_text
from symbolic.report.writing.spelled import spelled
from symbolic.report.writing.typeset import COMMAND, COMMANDS, ESCAPED_SIGNS

MARKED = re.compile(r"\$(?P<latex>[^$`]+)\$|`(?P<code>[^$`]+)`")
# What is special to TeX outside a formula, and what a Markdown page or a browser would take for its own.
ODD = re.compile(r"[^ -~]|\^\^|(?<!\\)[%#&~]")


def prose(text: str) -> list[dict[str, str]]:
    r"""The pieces of a note: ``text``, ``latex`` and ``code``, in their order.

    Text between dollars that is not a formula, or that does more than typeset, stays text.

    >>> prose("The decay is $e^{-w}$; see `gru`.")[1:]
    [{'latex': 'e^{-w}'}, {'text': '; see '}, {'code': 'gru'}, {'text': '.'}]
    >>> prose("$5 for $10, or `x")
    [{'text': '$5 for $10, or `x'}]
    """
    pieces: list[dict[str, str]] = []
    plain, end = "", 0
    for match in MARKED.finditer(text):
        plain += text[end : match.start()]
        end = match.end()
        if match["code"] or _is_formula(match["latex"]):
            pieces += [{"text": plain}] if plain else []
            pieces.append({"code": match["code"]} if match["code"] else {"latex": match["latex"]})
            plain = ""
        else:
            plain += match[0]
    plain += text[end:]
    return [*pieces, *([{"text": plain}] if plain else [])]


def prose_text(text: str) -> str:
    r"""A note for a terminal.

    >>> prose_text(r"The decay is $\exp(-e^{w_h})$, in `rwkv4_timemix`.")
    'The decay is exp(-e^(w_h)), in rwkv4_timemix.'
    """
    pieces = [entry for piece in prose(text) for entry in piece.items()]
    return "".join(spelled(value) if kind == "latex" else value for kind, value in pieces)


def prose_latex(text: str) -> str:
    r"""A note without code for LaTeX.

    >>> prose_latex("At $d_{m} = 3$, that is 50%.")
    'At $d_{m} = 3$, that is 50\\%.'
    """
    pieces = [entry for piece in prose(text) for entry in piece.items()]
    return "".join(f"${value}$" if kind == "latex" else latex_text(value) for kind, value in pieces)


def _is_formula(latex: str) -> bool:
    """Whether this is a formula that is safe in any document; a price between two dollars is none."""
    if latex[0] == " " or latex[-1] in " \\" or ODD.search(latex) or not are_closed(re.sub(r"\\.", "", latex)):
        return False
    return all(command in COMMANDS or command in ESCAPED_SIGNS for command in COMMAND.findall(latex))
