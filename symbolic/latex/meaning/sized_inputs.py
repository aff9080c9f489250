r"""Inputs whose size is given by another way: ``E y_{t-1}`` with ``E \in \mathbb{R}^{d \times V}``, "the scalar x"."""

from __future__ import annotations

from itertools import pairwise

from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.syntax import Chain, Symbol, walk_printed


def size_of_columns(block: StatementBlock, key: SymbolKey) -> str:
    """How many columns the kernel has that is applied to a signal, where no signal is declared with so many entries.

    Empty where no kernel says so, and for letters of states, of which the equation may have been forgotten. An output
    that is fed back, y, may well be as long as what it is drawn from.
    """
    if key in block.assigned or key[0] in ("h", "s", "c"):
        return ""
    declared = [shape.dims for shape in block.prose.shapes if len(shape.dims) == 1]
    signals = set(declared) if key[0] != "y" else set()
    for statement in block.statements:
        for node in walk_printed(statement.right):
            factors = node.factors if isinstance(node, Chain) else ()
            for kernel, symbol in pairwise(factors):
                if not (isinstance(kernel, Symbol) and isinstance(symbol, Symbol) and block.is_kernel(kernel)):
                    continue
                name = block.read(symbol)
                shape = block.shape_of(block.read(kernel).key) if name.key == key and name.timed else None
                if shape and len(shape) == 2 and shape[1:] not in signals:
                    return shape[1]
    return ""


def is_scalar_input(block: StatementBlock, key: SymbolKey) -> bool:
    """Whether the text calls an input one number, and declares no shape of it."""
    called = block.called(block.prose.scalar_signals, key) and not block.called(block.prose.vectors, key)
    return called and key not in block.assigned and block.shape_of(key) is None
