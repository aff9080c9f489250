r"""Kernels that the text defines in the line, ``where $W = P Q^\top$``, ``$D = \mathrm{diag}(d)$``."""

from __future__ import annotations

import re

from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.printed.syntax import Figure, Function, Statement, Symbol, Total, symbols_in, walk_printed
from symbolic.latex.printed.words import DIAGONALS

_NOT_OF_THE_CELL = re.compile(
    r"\b(?:(?:re-?)?initial\w*|decompos\w*|factori[sz]ations?|SVD|approximat\w*|at first|before training"
    r"|start(?:s|ing)?|if|when|suppose|assum\w+|unless|special case|could|may|might|can|consider|e\.g)\b[^.;]*\Z",
    re.I,
)
"""What stands before an equation that is not one of the cell: of the start of training, a case, a possibility."""


def defines_kernel(text: str, left: Symbol, statement: Statement) -> bool:
    """Whether an equation in the line gives a kernel by other parameters, and not by a number."""
    if not is_capital(left.base) or left.below or left.above or left.time or left.primes:
        return False
    before = text[max(0, statement.start - 120) : statement.start]
    nodes = list(walk_printed(statement.right))
    computed = any(isinstance(node, Function) and node.name in DIAGONALS for node in nodes)
    kernels = [symbol for symbol in symbols_in(statement.right) if is_capital(symbol.base)]
    sums = [node for node in nodes if isinstance(node, Total)]
    plain = not any(isinstance(term, Figure) for node in sums for term in node.terms)
    return (computed or (bool(kernels) and len(nodes) > 1)) and plain and not _NOT_OF_THE_CELL.search(before)
