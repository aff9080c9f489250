"""Parameter counts of recurrent cells, derived from their gate equations.

>>> from symbolic import cell
>>> cell("lstm").count_at(n=4096, m=256)
4457472
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic._cell import Cell as Cell
    from symbolic.answers.check import check as check
    from symbolic.answers.compare import compare as compare
    from symbolic.answers.counting import counts as counts
    from symbolic.answers.export import export as export
    from symbolic.answers.identify import identify as identify
    from symbolic.answers.solve import solve as solve
    from symbolic.answers.sweep import sweep as sweep
    from symbolic.catalog import cell as cell
    from symbolic.catalog import cells as cells
    from symbolic.errors import SymbolicError as SymbolicError

__version__ = "0.1.0"

_PLACES = {
    "Cell": "symbolic._cell",
    "SymbolicError": "symbolic.errors",
    "cell": "symbolic.catalog",
    "cells": "symbolic.catalog",
    "check": "symbolic.answers.check",
    "compare": "symbolic.answers.compare",
    "counts": "symbolic.answers.counting",
    "export": "symbolic.answers.export",
    "identify": "symbolic.answers.identify",
    "solve": "symbolic.answers.solve",
    "sweep": "symbolic.answers.sweep",
}

__all__ = [
    "Cell",
    "SymbolicError",
    "__version__",
    "cell",
    "cells",
    "check",
    "compare",
    "counts",
    "export",
    "identify",
    "solve",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'symbolic' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
