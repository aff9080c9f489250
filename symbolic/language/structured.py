"""Matrices that are zero but for a diagonal or for blocks, by the way they are written."""

from __future__ import annotations

from symbolic.language import nodes as n

STRUCTURED = ("blockdiag", "blocks", "diag")


def is_structured(node: n.Node) -> bool:
    """Whether a node is such a matrix, or one transposed.

    >>> from symbolic.language.parser import parse
    >>> product = parse("h[t] = diag(a[t]).T @ h[t-1]").equations[0].value
    >>> is_structured(product.left), is_structured(product.right)
    (True, False)
    """
    while isinstance(node, n.Transpose):
        node = node.value
    return isinstance(node, n.Family | n.Call) and node.name in STRUCTURED
