"""A product with a kernel and the bias beside it, which some frameworks compute at once."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.language import nodes as n


def find_affine(node: n.Add, rank: Callable[[n.Node], int]) -> tuple[int, int] | None:
    """The places of a kernel's product with a vector and of a bias among the terms of a sum; None where there are none.

    >>> from symbolic.language.parser import parse
    >>> value = parse("h[t] = U @ h[t-1] + a * x[t] + b").equations[0].value
    >>> find_affine(value, lambda node: 2 if node == n.Parameter("U") else 1)
    (0, 2)
    """
    if rank(node) != 1:
        return None
    products = [place for place, term in enumerate(node.terms) if _is_product(term, rank)]
    biases = [place for place, term in enumerate(node.terms) if isinstance(term, n.Parameter) and rank(term) == 1]
    products, biases = ([place for place in row if node.signs[place] == 1] for row in (products, biases))
    return (products[0], biases[0]) if products and biases else None


def _is_product(node: n.Node, rank: Callable[[n.Node], int]) -> bool:
    return (
        isinstance(node, n.Product)
        and isinstance(node.left, n.Parameter)
        and rank(node.left) == 2
        and rank(node.right) == 1
    )
