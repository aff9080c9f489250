"""Parameter counts of recurrent cells, derived from their gate equations.

>>> from symbolic import cell
>>> cell("lstm").count_at(n=4096, m=256)
4457472
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic._cell import Cell as Cell
    from symbolic.catalog import cell as cell
    from symbolic.catalog import cells as cells
    from symbolic.errors import SymbolicError as SymbolicError

__version__ = "0.1.0"

_PLACES = {
    "Cell": "symbolic._cell",
    "SymbolicError": "symbolic.errors",
    "cell": "symbolic.catalog",
    "cells": "symbolic.catalog",
}

__all__ = ["Cell", "SymbolicError", "__version__", "cell", "cells"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'symbolic' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
