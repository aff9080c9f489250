"""What a text says of the parameters of its layer norms."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NORM_NAME = r"\b(?:layer[- ]?norm(?:ali[sz]ations?|s)?|LN|norms?|normali[sz]ations?|RMSNorm)\b"
_NORM_SUBJECT = rf"{_NORM_NAME}(?: layers?| operators?)?"
_NORM_TRAINED = r"(?:trained|learned|learnt|learnable|trainable|affine|elementwise affine)"
_GAIN_AND_BIAS = (
    r"(?:gains?|scales?|gamma|weights?)(?: parameters?| vectors?)? and (?:an? |its own |an own )?"
    r"(?:bias(?:es)?|offsets?|shifts?|beta)"
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
        if _NORM_NEGATED.search(text):
            continue
        found |= {
            word
            for word, pattern in (("plain", _NORM_WITHOUT), ("gain_offset", _NORM_WITH_BOTH))
            if pattern.search(text)
        }
    return found.pop() if len(found) == 1 else ""
