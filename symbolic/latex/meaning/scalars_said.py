"""Signals that a text calls numbers, not vectors of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symbolic.latex.meaning.hedges import is_hedged

_SCALAR_LIST = r"(?:⟦\d+⟧(?:, and | and |, )?)+"
_SCALAR_WORDS = r"(?:(?:single|real|real-valued|trained|learned|learnable|positive|mere) )*"
_NOT_FOR_EACH = r"(?!s? (?:for (?:each|every)|per|of|product|multipl|field|function|times))"
_OF_AN_ELEMENT = re.compile(
    r"\b(?:entry|entries|elements?|components?|coordinates?|dimensions?|values?|features?|parts?) (?:of|in) (?:the )?"
    r"(?:[a-z]+ )?\Z",
    re.I,
)
_CALLED_SCALAR = re.compile(
    rf"(?P<list>{_SCALAR_LIST}),? (?:is|are|being|be)(?: both| all| each)? (?:"
    rf"(?:an? |the |one )?{_SCALAR_WORDS}scalars?\b(?: (?:gates?|values?|inputs?|signals?))?{_NOT_FOR_EACH}"
    rf"|(?:an? |one ){_SCALAR_WORDS}number\b{_NOT_FOR_EACH})"
    rf"|\b(?:the|an?|with|of|one) (?:{_SCALAR_WORDS})scalar (?:(?!and |of |for |with )[a-z]+ ){{0,2}}(?P<after>⟦\d+⟧)",
    re.I,
)


def scalar_numbers(sentences: Iterable[str], *, hedged: bool = False) -> list[int]:
    """The numbers of the formulas that sentences call scalars; ``hedged`` are those of a case or of other work.

    >>> scalar_numbers(["The gate ⟦0⟧ is a scalar and ⟦1⟧ is a vector of real numbers, ⟦2⟧ is a scalar for each unit."])
    [0]
    >>> scalar_numbers(["Each entry of ⟦0⟧ is a scalar.", "In ACT ⟦1⟧ is a scalar."], hedged=True)
    [1]
    """
    found = [
        match
        for text in sentences
        for match in _CALLED_SCALAR.finditer(text)
        if is_hedged(text, *match.span()) is hedged and not _OF_AN_ELEMENT.search(text[: match.start()])
    ]
    return [int(number) for match in found for number in re.findall(r"⟦(\d+)⟧", match["list"] or match["after"])]
