"""Whether a text is worth a look as a printout, at no cost for the text of a network."""

from __future__ import annotations

import re

from symbolic.limits import PRINTOUT_BYTES

MARKS = re.compile(
    r"\n|^\[\s*\(\d|^(?:FrozenDict\()?\{|torch\.Size|Variable|size mismatch|(?<=[\w./])[ :]+[\[(]\s*\d[\d, ]*[\])]$"
)


def may_be_printout(text: str) -> bool:
    """Whether a text has several lines, or a mark of a list of shapes.

    >>> may_be_printout("lstm(m) > dense(V)"), may_be_printout("lstm.weight_ih_l0 (240, 81)")
    (False, True)
    """
    return len(text) <= PRINTOUT_BYTES and MARKS.search(text.strip()) is not None
