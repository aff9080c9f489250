r"""``H(v_t - 1)`` and ``\Theta(v_t - \vartheta)``: the step function of a signal less a threshold, or a kernel."""

from __future__ import annotations

from symbolic.latex.meaning.context import Context
from symbolic.latex.printed.syntax import Applied, Figure, Printed, Symbol, Total
from symbolic.latex.printed.words import GREEKS

_STEP_LETTERS = ("H", "Theta")


def is_step_letter(context: Context, node: Applied) -> bool:
    """Whether a letter before brackets is the step function, which is asked where a kernel would do as well."""
    block, symbol = context.block, node.symbol
    if symbol.base not in _STEP_LETTERS or symbol.below or symbol.above or symbol.time or len(node.group.parts) != 1:
        return False
    inner, key = node.group.parts[0], block.read(symbol).key
    if not (isinstance(inner, Total) and inner.signs == (1, -1)) or key in block.assigned:
        return False
    signal, threshold = inner.terms
    timed = isinstance(signal, Symbol) and block.read(signal).timed
    if not timed or not _is_threshold(context, threshold) or block.shape_of(key) is not None:
        return False
    letter = block.naming.called(key)
    word = context.ask(
        letter,
        symbol,
        ("step", f"{letter} is the step function, 1 above the threshold"),
        ("kernel", f"{letter} is a kernel"),
    )
    return word == "step"


def _is_threshold(context: Context, node: Printed) -> bool:
    if isinstance(node, Figure):
        return True
    small = isinstance(node, Symbol) and not context.block.read(node).timed
    return small and isinstance(node, Symbol) and (node.base in GREEKS or node.base in ("v", "u"))
