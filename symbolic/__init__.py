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
    from symbolic.model.layers import BatchNorm as BatchNorm
    from symbolic.model.layers import Conv as Conv
    from symbolic.model.layers import Dense as Dense
    from symbolic.model.layers import Dropout as Dropout
    from symbolic.model.layers import Embedding as Embedding
    from symbolic.model.layers import LayerNorm as LayerNorm
    from symbolic.model.layers import Reshape as Reshape
    from symbolic.model.network import Model as Model
    from symbolic.model.network import Stack as Stack
    from symbolic.model.recurrent import Recurrent as Recurrent

__version__ = "0.1.0"

_PLACES = {
    "BatchNorm": "symbolic.model.layers",
    "Cell": "symbolic._cell",
    "Conv": "symbolic.model.layers",
    "Dense": "symbolic.model.layers",
    "Dropout": "symbolic.model.layers",
    "Embedding": "symbolic.model.layers",
    "LayerNorm": "symbolic.model.layers",
    "Model": "symbolic.model.network",
    "Recurrent": "symbolic.model.recurrent",
    "Reshape": "symbolic.model.layers",
    "Stack": "symbolic.model.network",
    "SymbolicError": "symbolic.errors",
    "cell": "symbolic.catalog",
    "cells": "symbolic.catalog",
}

__all__ = [
    *("Cell", "SymbolicError", "__version__", "cell", "cells"),
    *("Model", "Stack", "Recurrent", "Embedding", "Dense", "Dropout", "LayerNorm", "BatchNorm", "Conv", "Reshape"),
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
