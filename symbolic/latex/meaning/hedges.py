"""Words beside a claim by which a text speaks of a case, of other work or of what is not so."""

from __future__ import annotations

import re

_CASE_BEFORE = re.compile(
    r"\b(?:unlike|if|when|whenever|whether|suppose|assum\w+|instead|rather|without|not|never|no|neither|nor|unless"
    r"|except|could|may|might|can|would|should|case|variants?|versions?|examples?|instance|e\.g|consider\w*"
    r"|(?:re-?)?initiali\w*|at first|(?:before|after|start of|start with) training|previous\w*|prior|earlier|others?"
    r"|et al|contrary|contrast|compar\w+|than|whereas|restrict\w*|originals?|originally|baselines?|usual\w*|typical\w*"
    r"|often|sometimes|some|only|setting|choosing|taking|recover\w*|teacher|student|encoder|decoder|discriminator|critic)\b"
    r"|\bfor\s*\Z",
    re.I,
)
_NAMED_BEFORE = re.compile(r"\b[Ii]n (?:the )?(?:[A-Z]\w*[A-Z0-9]\w*\b|[A-Z][a-z]+(?: et|,? and| &|,? \(|,? \[|'s))")
_CASE_AFTER = re.compile(
    r"\b(?:ours?|but|while|whereas|gives?|yields?|recovers?|would|could|might|may|instead|otherwise|however|failed"
    r"|tried|initially|at first|(?:to|at the) (?:start|begin)\w*|or)\b",
    re.I,
)


def is_hedged(sentence: str, start: int, end: int) -> bool:
    """Whether a sentence leaves open that what it says from ``start`` to ``end`` is so of this cell.

    >>> is_hedged("Unlike in S4D, where A is diagonal, we train a full matrix.", 21, 34)
    True
    >>> is_hedged("where A is diagonal, and b is a bias.", 6, 19)
    False
    """
    before, after = sentence[:start], sentence[end:]
    return bool(_CASE_BEFORE.search(before) or _NAMED_BEFORE.search(before) or _CASE_AFTER.search(after))
