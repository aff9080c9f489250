"""Matrices that a text calls diagonal: of so many rows and columns, only the diagonal is trained."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symbolic.latex.meaning.hedges import is_hedged

_MATRIX_WORDS = r"(?:(?:real|complex|learned|learnable|trained|trainable|square) )*"
_DIAGONAL_LIST = r"(?P<list>(?:⟦\d+⟧(?:, and | and |, )?)+)"
_DIAGONAL_END = r"(?=\s*(?:[,.;:)]|$|with\b|and ⟦|whose\b|while\b|where\b|for each\b|in order\b|to\b))"
_CALLED_DIAGONAL = re.compile(
    rf"{_DIAGONAL_LIST},? (?:is|are|be|being|both|all|which is|which are) (?:an? |both |all )?{_MATRIX_WORDS}"
    rf"diagonal(?: matrix| matrices)?{_DIAGONAL_END}"
    rf"|\b(?:an?|the|with|of|where|and|using|by) {_MATRIX_WORDS}diagonal (?:[a-z]+ )?(?:matrix|matrices)"
    r" (?P<after>⟦\d+⟧)",
    re.I,
)


def diagonal_numbers(sentences: Iterable[str], *, hedged: bool = False) -> list[int]:
    """The numbers of the formulas that sentences call diagonal; ``hedged`` are those of a case or of other work.

    >>> diagonal_numbers(["⟦0⟧ is diagonal, and ⟦1⟧ is block diagonal.", "⟦2⟧ is diagonal plus low rank."])
    [0]
    >>> diagonal_numbers(["In S4D ⟦0⟧ is diagonal; ours is full."], hedged=True)
    [0]
    """
    found = [
        match
        for text in sentences
        for match in _CALLED_DIAGONAL.finditer(text)
        if is_hedged(text, *match.span()) is hedged
    ]
    return [int(each) for match in found for each in _numbers(match)]


def _numbers(match: re.Match[str]) -> list[str]:
    listed = re.findall(r"⟦(\d+)⟧", match["list"] or match["after"])
    # Of ``a and b is diagonal`` it is b alone.
    return listed[-1:] if " is " in match[0] else listed
