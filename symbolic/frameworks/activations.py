"""A cell of the catalogue as a framework computes it: with other activations, or other equations."""

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
    return with_equations(cell, text, activations={k: v for k, v in FORMULAS.items() if k in changed.values()})


def with_equations(
    cell: Cell,
    text: str,
    title: str = "",
    sizes: Mapping[str, str] | None = None,
    activations: Mapping[str, str] | None = None,
) -> Cell:
    """The cell with other equations; its sizes, but for those given, and how its names are written stay.

    >>> from symbolic import cell
    >>> with_equations(cell("rnn"), "h[t] = tanh(W @ x[t] + U @ h[t-1])", title="No bias").count
    m*(m + n)
    """
    words = set(re.findall(r"\w+", text))
    return Cell(
        text,
        {name: shape for name, shape in cell.definition.sizes.items() if name in words} | dict(sizes or {}),
        name=cell.name,
        title=title or cell.title,
        source=cell.source,
        key=cell.key,
        activations=activations,
        latex={name: shown for name, shown in cell.definition.latex.items() if name in words},
    )
