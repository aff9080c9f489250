"""What has no backward pass: one of its own, and signals that are rows, as each of its lines is of columns."""

from __future__ import annotations

from symbolic.errors import DerivativeError
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes


def check_derivable(definition: Definition, shapes: Shapes, label: str) -> None:
    """Raise `DerivativeError` for a backward pass, and for a signal that is a row, as ``x[t].T @ W`` is."""
    if definition.program.backward:
        raise DerivativeError(f"this is the backward pass of {label}, and has none of its own")
    for name in definition.names.signals:
        first, *rest = shapes.names.get(name) or (None,)
        # Of a row alone the one is a number, and no size.
        if isinstance(first, int) and rest and name not in definition.sizes:
            problem = f"{name}[t] is a row, and a backward pass is derived of columns"
            raise DerivativeError(f"{problem}; write its right side transposed, as W.T @ x[t] for x[t].T @ W")
