r"""Kernels that the text defines in the line, ``where $W = P Q^\top$``, ``$D = \mathrm{diag}(d)$``."""

from __future__ import annotations

import re

from symbolic.latex.meaning.hedges import is_hedged
from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.printed.syntax import Figure, Function, Statement, Symbol, Total, symbols_in, walk_printed
from symbolic.latex.printed.words import DIAGONALS

_OTHERWISE_KNOWN = re.compile(r"\b(?:decompos\w*|factori[sz]ations?|SVD|approximat\w*|spectr\w*|eigen\w*)\b", re.I)
"""What is no definition: each matrix can be written so."""


def defines_kernel(text: str, left: Symbol, statement: Statement) -> bool:
    """Whether an equation in the line gives a kernel by other parameters, and not by a number."""
    if not is_capital(left.base) or left.below or left.above or left.time or left.primes:
        return False
    # The sentence on its two sides; "et al." does not end one.
    before = re.split(r"(?<!\bal)\.\s|;|\\\]|\\end\{", text[max(0, statement.start - 120) : statement.start])[-1]
    after = re.split(r"[.;]\s", text[statement.end : statement.end + 60])[0]
    if is_hedged(before + after, len(before), len(before)) or _OTHERWISE_KNOWN.search(before):
        return False
    nodes = list(walk_printed(statement.right))
    computed = any(isinstance(node, Function) and node.name in DIAGONALS for node in nodes)
    kernels = [symbol for symbol in symbols_in(statement.right) if is_capital(symbol.base)]
    sums = [node for node in nodes if isinstance(node, Total)]
    plain = not any(isinstance(term, Figure) for node in sums for term in node.terms)
    return (computed or (bool(kernels) and len(nodes) > 1)) and plain and left not in kernels
