"""A cell with other activations in place of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symbolic._cell import Cell

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
"""Activations of frameworks that are no operation of the language, as formulas of one name."""


def with_activations(cell: Cell, changed: Mapping[str, str]) -> Cell:
    """The cell with each activation that is named replaced by another of the language, or by a formula.

    >>> from symbolic import cell
    >>> with_activations(cell("rnn"), {"tanh": "relu"}).text
    'h[t] = relu(W @ x[t] + U @ h[t-1] + b)'
    """
    changed = {old: new for old, new in changed.items() if old != new}
    if not changed:
        return cell
    text = re.sub(r"\b(\w+)\(", lambda found: changed.get(found[1], found[1]) + "(", cell.text)
    sizes = {name: shape[0] if len(shape) == 1 else shape for name, shape in cell.sizes.items()}
    own = {name: formula for name, formula in FORMULAS.items() if name in changed.values()}
    return Cell(
        text,
        sizes,
        name=cell.name,
        title=cell.title,
        source=cell.source,
        key=cell.key,
        activations=own,
        latex=cell.definition.latex,
    )
