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
    from symbolic.answers.counts import counts as counts
    from symbolic.answers.export import export as export
    from symbolic.answers.formula_owners import identify_formula as identify_formula
    from symbolic.answers.identify import identify as identify
    from symbolic.answers.lint import lint as lint
    from symbolic.answers.read_latex import read_latex as read_latex
    from symbolic.answers.shapes import identify_shapes as identify_shapes
    from symbolic.answers.solve import solve as solve
    from symbolic.answers.sweep import sweep as sweep
    from symbolic.catalog import cell as cell
    from symbolic.catalog import cells as cells
    from symbolic.errors import SymbolicError as SymbolicError
    from symbolic.frameworks import layer as layer
    from symbolic.frameworks import layers as layers
    from symbolic.model.layers import BatchNorm as BatchNorm
    from symbolic.model.layers import Conv as Conv
    from symbolic.model.layers import Dense as Dense
    from symbolic.model.layers import Dropout as Dropout
    from symbolic.model.layers import Embedding as Embedding
    from symbolic.model.layers import LayerNorm as LayerNorm
    from symbolic.model.layers import Reshape as Reshape
    from symbolic.model.layers.recurrent import Recurrent as Recurrent
    from symbolic.model.network import Model as Model
    from symbolic.model.network import Stack as Stack

from symbolic import display
from symbolic.version import __version__ as __version__


def _view(shown: Any, kind: str) -> str:
    from symbolic.report.documents.notebook import notebook_view

    return notebook_view(shown, kind)


def _write(shown: Any, format: str, **options: Any) -> str:
    from symbolic.report.documents.values import value_text

    return value_text(shown, format, **options)


def _draw(shown: Any, kind: str, **options: Any) -> display.Drawn:
    from symbolic.report.pictures.pictures import draw

    return draw(shown, kind, **options)


def _plot(shown: Any) -> display.Drawn:
    from symbolic.report.plots.answers import chart_of

    return chart_of(shown)


display.show_with(view=_view, write=_write, draw=_draw, plot=_plot)

_PLACES = {
    "BatchNorm": "symbolic.model.layers",
    "Cell": "symbolic._cell",
    "Conv": "symbolic.model.layers",
    "Dense": "symbolic.model.layers",
    "Dropout": "symbolic.model.layers",
    "Embedding": "symbolic.model.layers",
    "LayerNorm": "symbolic.model.layers",
    "Model": "symbolic.model.network",
    "Recurrent": "symbolic.model.layers.recurrent",
    "Reshape": "symbolic.model.layers",
    "Stack": "symbolic.model.network",
    "SymbolicError": "symbolic.errors",
    "cell": "symbolic.catalog",
    "cells": "symbolic.catalog",
    "check": "symbolic.answers.check",
    "compare": "symbolic.answers.compare",
    "counts": "symbolic.answers.counts",
    "export": "symbolic.answers.export",
    "identify": "symbolic.answers.identify",
    "lint": "symbolic.answers.lint",
    "identify_formula": "symbolic.answers.formula_owners",
    "identify_shapes": "symbolic.answers.shapes",
    "read_latex": "symbolic.answers.read_latex",
    "layer": "symbolic.frameworks",
    "layers": "symbolic.frameworks",
    "solve": "symbolic.answers.solve",
    "sweep": "symbolic.answers.sweep",
}

__all__ = [
    "BatchNorm",
    "Cell",
    "Conv",
    "Dense",
    "Dropout",
    "Embedding",
    "LayerNorm",
    "Model",
    "Recurrent",
    "Reshape",
    "Stack",
    "SymbolicError",
    "__version__",
    "cell",
    "cells",
    "check",
    "compare",
    "counts",
    "export",
    "identify",
    "identify_formula",
    "identify_shapes",
    "layer",
    "layers",
    "lint",
    "read_latex",
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
