"""A cell of the catalogue with the activations of a framework's layer."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic._cell import Cell
from symbolic.frameworks.rewriting import rewritten, with_equations
from symbolic.language import nodes as n
from symbolic.record import replace

FORMULAS = {
    "hard_sigmoid": "max(0, min(1, u/6 + 0.5))",
    "hard_silu": "u * max(0, min(1, u/6 + 0.5))",
    "hard_tanh": "max(-1, min(1, u))",
    "leaky_relu": "max(u, 0.2*u)",
    "log_sigmoid": "-softplus(-u)",
    "mish": "u * tanh(softplus(u))",
    "relu6": "max(0, min(6, u))",
    "selu": "1.0507009873554805 * (max(u, 0) + 1.6732632423543772 * (exp(min(u, 0)) - 1))",
    "squareplus": "(u + sqrt(u**2 + 4)) / 2",
    "tanh_shrink": "u - tanh(u)",
}
"""Activations of frameworks that the language does not have, each as a formula of ``u``."""


def with_activations(cell: Cell, changed: Mapping[str, str]) -> Cell:
    """The cell with each activation that is named replaced by another of the language, or by a formula.

    >>> from symbolic import cell
    >>> with_activations(cell("rnn"), {"tanh": "relu"}).text
    'h[t] = relu(W @ x[t] + U @ h[t-1] + b)'
    """
    changed = {old: new for old, new in changed.items() if old != new}
    if not changed:
        return cell

    def change(node: n.Node) -> n.Node | None:
        if isinstance(node, n.Call) and node.name in changed:
            return replace(node, name=changed[node.name])
        return None

    formulas = {name: formula for name, formula in FORMULAS.items() if name in changed.values()}
    return with_equations(cell, rewritten(cell, change), activations=formulas)
