"""What a step computes once, however often it is written."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.operations.cost_rules import PRODUCT_COST_RULES
from symbolic.language.operations.table import OPERATIONS


def is_product_or_sum(node: n.Node) -> bool:
    """Whether a node consists of multiply-accumulates, or is a sum over a family.

    >>> from symbolic.language.parser import parse
    >>> (equation,) = parse("h[t] = tanh(W @ x[t])").equations
    >>> is_product_or_sum(equation.value), is_product_or_sum(equation.value.arguments[0])
    (False, True)
    """
    if isinstance(node, n.Call):
        return node.name in OPERATIONS and OPERATIONS[node.name].cost in PRODUCT_COST_RULES
    return isinstance(node, n.Product) or (isinstance(node, n.Family) and node.name == "sum")
