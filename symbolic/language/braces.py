"""Braces in LaTeX, and what a command or a script takes. Behind a backslash a brace is a sign like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator

BRACE, SCRIPT_SIGNS = re.compile(r"\\.|[{}]", re.DOTALL), re.compile(r"\\.|[{}_^]", re.DOTALL)
BRACED_COMMAND = re.compile(r"\\([A-Za-z]+|.)\s*", re.DOTALL)


def are_closed(latex: str) -> bool:
    r"""Whether every brace that opens closes again, and none closes first.

    >>> are_closed("W_{xi}"), are_closed("}{"), are_closed("{{}"), are_closed(r"\{")
    (True, False, False, True)
    """
    depths = [depth for _, depth in _depths(latex, 0)]
    return min(depths, default=0) >= 0 and depths[-1:] in ([], [0])


def closing_brace(latex: str, start: int) -> int | None:
    r"""The place of the brace that closes the one at ``start``; None where nothing closes it.

    >>> closing_brace(r"{a \\}", 0), closing_brace(r"{a \}", 0)
    (5, None)
    """
    return next((place for place, depth in _depths(latex, start) if depth == 0), None)


def group_at(latex: str, start: int) -> tuple[str, int]:
    r"""The text inside the braces that open at ``start``, and the place after them.

    >>> group_at(r"\frac{a_{1}}{b}", 5)
    ('a_{1}', 12)
    """
    end = closing_brace(latex, start)
    return (latex[start + 1 :], len(latex)) if end is None else (latex[start + 1 : end], end + 1)


def last_group(latex: str) -> int:
    r"""Where the group begins that a text in balanced braces ends in.

    >>> last_group(r"W_{a}^{(j_{1})}")
    6
    """
    start, before = 0, 0
    for place, depth in _depths(latex, 0):
        if before == 0:
            start = place
        before = depth
    return start


def argument_at(latex: str, place: int) -> tuple[str, int]:
    r"""What a command or a script takes at a place, and the place after it: a group, a command or one sign.

    >>> argument_at(r"h_{t-1}", 2), argument_at(r"h^\top x", 2)
    (('t-1', 7), ('\\top ', 7))
    """
    if latex[place : place + 1] == "{":
        return group_at(latex, place)
    match = BRACED_COMMAND.match(latex, place)
    return (match[0], match.end()) if match else (latex[place : place + 1], place + 1)


def split_scripts(latex: str) -> tuple[str, str]:
    r"""A letter with its accents, and the scripts after it.

    >>> split_scripts(r"\tilde{c}_{t}^{\prime}"), split_scripts("h")
    (('\\tilde{c}', '_{t}^{\\prime}'), ('h', ''))
    """
    depth = 0
    for match in SCRIPT_SIGNS.finditer(latex):
        if match[0] in ("{", "}"):
            depth += 1 if match[0] == "{" else -1
        elif depth == 0 and match[0] in ("_", "^"):
            return latex[: match.start()], latex[match.start() :]
    return latex, ""


def _depths(latex: str, start: int) -> Iterator[tuple[int, int]]:
    """The place of each brace, and how many are open behind it."""
    depth = 0
    for match in BRACE.finditer(latex, start):
        if match[0] in ("{", "}"):
            depth += 1 if match[0] == "{" else -1
            yield match.start(), depth
