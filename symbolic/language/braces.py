"""Braces in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

BRACE, SCRIPT_SIGNS = re.compile("[{}]"), re.compile("[{}_^]")


def are_closed(latex: str) -> bool:
    """Whether every brace that opens closes again, and none closes first.

    >>> are_closed("W_{xi}"), are_closed("}{"), are_closed("{{}")
    (True, False, False)
    """
    depths = [depth for _, depth in _depths(latex, 0)]
    return min(depths, default=0) >= 0 and depths[-1:] in ([], [0])


def group_at(latex: str, start: int) -> tuple[str, int]:
    r"""The text inside the braces that open at ``start``, and the place after them.

    >>> group_at(r"\frac{a_{1}}{b}", 5)
    ('a_{1}', 12)
    """
    end = next((place for place, depth in _depths(latex, start) if depth == 0), len(latex))
    return latex[start + 1 : end], min(end + 1, len(latex))


def split_scripts(latex: str) -> tuple[str, str]:
    r"""A letter with its accents, and the scripts after it.

    >>> split_scripts(r"\tilde{c}_{t}^{\prime}"), split_scripts("h")
    (('\\tilde{c}', '_{t}^{\\prime}'), ('h', ''))
    """
    depth = 0
    for match in SCRIPT_SIGNS.finditer(latex):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth == 0:
            return latex[: match.start()], latex[match.start() :]
    return latex, ""


def _depths(latex: str, start: int) -> Iterator[tuple[int, int]]:
    """The place of each brace, and how many are open behind it."""
    depth = 0
    for match in BRACE.finditer(latex, start):
        depth += 1 if match[0] == "{" else -1
        yield match.start(), depth
