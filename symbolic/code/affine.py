"""A product with a kernel and the bias beside it, which some frameworks compute at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from symbolic.language import nodes as n


class Affine(NamedTuple):
    """The places of the product and of the bias among the terms, the kernel and what it is applied to."""

    product: int
    bias: int
    kernel: n.Node
    read: n.Node


def find_affine(node: n.Add, rank: Callable[[n.Node], int]) -> Affine | None:
    """A kernel's product with a vector and a bias among the terms of a sum; None where there are none.

    >>> from symbolic.language.parser import parse
    >>> value = parse("h[t] = U @ h[t-1] + a * x[t] + b").equations[0].value
    >>> find_affine(value, lambda node: 2 if node == n.Parameter("U") else 1)[:2]
    (0, 2)
    """
    if rank(node) != 1:
        return None
    rows = [(place, term) for place, term in enumerate(node.terms) if node.signs[place] == 1]
    biases = [place for place, term in rows if isinstance(term, n.Parameter) and rank(term) == 1]
    products = [(place, term) for place, term in rows if isinstance(term, n.Product)]
    for place, term in products if biases else ():
        if isinstance(term.left, n.Parameter) and (rank(term.left), rank(term.right)) == (2, 1):
            return Affine(place, biases[0], term.left, term.right)
    return None
