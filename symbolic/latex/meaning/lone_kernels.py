"""Sums of nothing but kernels, which no product applies to a vector."""

from __future__ import annotations

from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.syntax import Symbol, Total, Transposed


def refuse_lone_kernels(block: StatementBlock, node: Total) -> None:
    """Raise `LatexError` for ``A - A^T`` that is not read as matrices on a vector, as it would be a vector itself."""
    symbols = [term.value if isinstance(term, Transposed) else term for term in node.terms]
    kernels = all(map(block.is_kernel, node.terms)) and len(symbols) > 1
    shapes = [block.shape_of(block.read(symbol).key) for symbol in symbols if isinstance(symbol, Symbol)]
    turned = any(isinstance(term, Transposed) for term in node.terms)
    matrices = any(shape is not None and len(shape) == 2 for shape in shapes)
    if kernels and not block.rows and (turned or matrices):
        problem = "a sum of matrices is read right before a vector, with numbers or small Greek letters before it"
        raise fault(block.source, problem, node.start, node.end, "shape")
