r"""Indices of elements whose range nothing gives: ``k`` of the outputs ``y_k = \sum_j v_{kj} h_j``."""

from __future__ import annotations

from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.syntax import Statement, Summed, Symbol, symbols_in, walk_printed


def refuse_open_index(block: StatementBlock, statement: Statement) -> None:
    """Raise `LatexError` for a signal element by element of which nothing says how many elements it has."""
    left = statement.left
    if not isinstance(left, Symbol) or block.read(left).index:
        return
    letters = {text for text in _letters(left) if len(text) == 1 and text != block.naming.time}
    for node in walk_printed(statement.right):
        if not isinstance(node, Summed):
            continue
        for symbol in symbols_in(node.body):
            both = "".join(_letters(symbol))
            letter = next((letter for letter in letters if {*both} == {letter, node.range.index}), None)
            if letter and len(both) == 2:
                problem = (
                    f"how many elements {left.base}_{letter} has is not said; write it, such as {letter} = 1, ..., q"
                )
                raise fault(block.source, problem, left.start, left.end, "shape")


def _letters(symbol: Symbol) -> list[str]:
    return [text.strip("()[]{}<>") for part in (*symbol.below, *symbol.above) for text in part.split(",")]
