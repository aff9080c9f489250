"""Dropout in prose: a letter that is the function, its rate, or its mask; none of them is trained."""

from __future__ import annotations

import re

from symbolic.latex.meaning.sentences import Sentences
from symbolic.latex.printed.syntax import Symbol

RATES = (
    r"(?:(?:(?:drop-?out|drop|zone-?out|keep|keeping|retention|retain) (?:rates?|probabilit(?:y|ies)|prob\.?|ratio))"
    r"|(?:random |binary |bernoulli |drop-?out |zone-?out |variational )*masks?|noise)"
)
"""Words for what is drawn or set, and not trained."""
_WORD = r"(?:drop-?out|zone-?out|drop-?connect)"
_IS = r"(?:is|are|be|denotes?|means?|stands? for|represents?|refers? to|being|indicates?|performs?|applies)"
_WHAT = r"(?:operators?|operations?|functions?|layers?|applications?)"
_KIND = r"(?:an?|the|standard|usual|ordinary|variational|recurrent|inverted|some)"
_LIST = r"(?P<list>⟦\d+⟧(?:(?:,| and|, and) ⟦\d+⟧)*)"
_FUNCTION = (
    rf"(?i){_LIST}\)?,? {_IS} (?:{_KIND} )*{_WORD}(?! (?:rates?|probabilit|prob|ratio|masks?|vectors?|matri))",
    rf"(?i)\b{_WORD} {_WHAT} {_LIST}",
)


def dropout_functions(sentences: Sentences) -> tuple[Symbol, ...]:
    """The letters that are said to be dropout, ``where $D$ is dropout``; they change no shape and are not trained."""
    said = [text for text in sentences.marked if re.search(_WORD, text, re.I)]
    lists = [match["list"] for text in said for pattern in _FUNCTION for match in re.finditer(pattern, text)]
    numbers = [int(number) for text in lists for number in re.findall(r"\d+", text)]
    return tuple(symbol for number in numbers for symbol in sentences.symbols(number))
