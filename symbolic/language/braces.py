"""Braces in LaTeX."""

from __future__ import annotations

from itertools import accumulate

STEPS = {"{": 1, "}": -1}


def are_closed(latex: str) -> bool:
    """Whether every brace that opens closes again, and none closes first.

    >>> are_closed("W_{xi}"), are_closed("}{"), are_closed("{{}")
    (True, False, False)
    """
    depths = _depths(latex)
    return min(depths, default=0) >= 0 and depths[-1:] in ([], [0])


def group_at(latex: str, start: int) -> tuple[str, int]:
    r"""The text inside the braces that open at ``start``, and the place after them.

    >>> group_at(r"\frac{a_{1}}{b}", 5)
    ('a_{1}', 12)
    """
    end = next((place for place, depth in enumerate(_depths(latex[start:]), start) if depth == 0), len(latex))
    return latex[start + 1 : end], min(end + 1, len(latex))


def split_scripts(latex: str) -> tuple[str, str]:
    r"""A letter with its accents, and the scripts after it.

    >>> split_scripts(r"\tilde{c}_{t}^{\prime}"), split_scripts("h")
    (('\\tilde{c}', '_{t}^{\\prime}'), ('h', ''))
    """
    for place, depth in enumerate(_depths(latex)):
        if depth == 0 and latex[place] in "_^":
            return latex[:place], latex[place:]
    return latex, ""


def _depths(latex: str) -> list[int]:
    """How many braces are open after each character."""
    return list(accumulate(STEPS.get(character, 0) for character in latex))
