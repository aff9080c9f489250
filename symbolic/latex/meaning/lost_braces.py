"""Braces that were lost when a formula was copied: ``K_xa x_t`` for ``K_{xa} x_t``."""

from __future__ import annotations

from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.syntax import Chain, Symbol


def refuse_lost_braces(block: StatementBlock, node: Chain) -> None:
    """``K_xa x_t``: a letter without time between a symbol with one script and a signal."""
    if not block.naming.time:
        return
    bases = {key[0] for key in block.assigned}
    for before, factor in zip(node.factors, node.factors[1:], strict=False):
        if (
            not (isinstance(factor, Symbol) and isinstance(before, Symbol))
            or factor.below
            or factor.above
            or factor.time
        ):
            continue
        if factor.base in bases and before.end == factor.start and before.below and len(before.below[-1]) == 1:
            slip = f"{before.base}_{{{before.below[-1]}{factor.base}}}"
            message = (
                f"{factor.base} has no time here, though {factor.base} is a signal: are the braces of {slip} lost?"
            )
            raise fault(block.source, message, before.start, factor.end, "undefined")
