"""What a text says of the parameters of its layer norms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symbolic.latex.meaning.hedges import is_hedged

_NORM_NAME = r"\b(?:layer[- ]?norm(?:ali[sz]ations?|s)?|LN|norms?|normali[sz]ations?|RMSNorm)\b"
_NORM_SUBJECT = rf"{_NORM_NAME}(?: layers?| operators?)?"
_NORM_TRAINED = r"(?:trained|learned|learnt|learnable|trainable|affine|elementwise affine)"
_GAIN_AND_BIAS = (
    r"(?:gains?|scales?|gamma|weights?)(?: parameters?| vectors?)? and (?:an? |its own |an own )?"
    r"(?:bias(?:es)?|offsets?|shifts?|beta)\b(?! of)"
)
_NORM_WITHOUT = re.compile(
    rf"{_NORM_SUBJECT}[^.;]{{0,40}}\b(?:no|without(?: any)?) (?:{_NORM_TRAINED} )?"
    r"(?:parameters|weights|affine|gains?\b)"
    rf"|\b(?:parameter|affine)-free {_NORM_SUBJECT}",
    re.I,
)
_NORM_WITH_BOTH = re.compile(
    rf"{_NORM_SUBJECT}[^.;]{{0,30}}\b(?:has|have|with|includes?|uses?|contains?)"
    rf" (?:(?:an?|its own|their own|separate|{_NORM_TRAINED}) )*{_GAIN_AND_BIAS}",
    re.I,
)
_OTHER_NORM = re.compile(r"\b(?:batch|group|instance|weight|spectral|gradient|input|data)[- ]?norm", re.I)
_GAIN_ALONE = re.compile(
    r"\b(?:no|without(?: any)?) (?:[a-z]+ )?gains?\b(?!(?:,? (?:and|or|nor|no))+ (?:bias|offset|shift))"
    r".*\b(?:bias|offset|shift)"
    r"|\b(?:bias|offset|shift)\w*\b.*\b(?:no|without(?: any)?) (?:[a-z]+ )?gains?\b",
    re.I,
)
_OF_ONE_PART = re.compile(r"norm\w* (?:of|on|in|at|after|before) |\busually\b|\boften\b|\btypically\b", re.I)
_NORM_NEGATED = re.compile(r"\b(?:not|never|neither|nor|unless|except|only|some|if|when)\b", re.I)


def norm_parameters(sentences: Iterable[str]) -> str:
    """What each norm has: ``plain``, ``gain_offset``, or nothing where the text does not say one thing.

    >>> norm_parameters(["Each layer norm has a gain and a bias."])
    'gain_offset'
    >>> norm_parameters(["Layer normalisation has no trained parameters here."])
    'plain'
    """
    found: set[str] = set()
    for text in sentences:
        if _NORM_NEGATED.search(text) or _OTHER_NORM.search(text) or _GAIN_ALONE.search(text):
            continue
        for word, pattern in (("plain", _NORM_WITHOUT), ("gain_offset", _NORM_WITH_BOTH)):
            match = pattern.search(text)
            if match and not is_hedged(text, *match.span()) and not _OF_ONE_PART.search(text[: match.end()]):
                found.add(word)
    return found.pop() if len(found) == 1 else ""
