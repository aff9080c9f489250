"""One cell or layer as a fragment, and all that a document says about a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.frameworks.layer import Layer
from symbolic.report.documents.templates import render
from symbolic.report.pages.backward import backward_context
from symbolic.report.pages.cell_context import cell_context, form_data
from symbolic.report.pages.layer_context import framework_context, layer_context
from symbolic.report.writing.notation import OWN, Notation
from symbolic.report.writing.noted import noted
from symbolic.report.writing.options import PLAIN, Options

FORMATS = {"latex": "tex", "markdown": "md"}


def fragment(
    shown: Cell | Layer,
    kind: str,
    sizes: Mapping[str, int] | None = None,
    options: Options = PLAIN,
) -> str:
    """One cell or layer as a fragment, ``kind`` is ``latex`` or ``markdown``.

    >>> from symbolic import cell
    >>> fragment(cell("rnn"), "latex").splitlines()[1]
    '\\\\begin{align*}'
    """
    if isinstance(shown, Layer):
        return render(
            f"layer.{FORMATS[kind]}.j2",
            {"layer": layer_context(shown, sizes, options.notation, options.steps)},
            options,
        )
    # The LaTeX fragment says neither forms nor layers, and a paper's build waits for it.
    made = cell_context if kind == "latex" else full_context
    context = made(shown, sizes, options.notation, options.steps)
    return render(f"cell.{FORMATS[kind]}.j2", {"cell": context}, options)


def full_context(
    cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN, steps: str = "short"
) -> dict[str, Any]:
    """What a document says about a cell: also other forms of its count, the backward pass, layers of frameworks."""
    return {
        **cell_context(cell, sizes, notation, steps),
        "forms": form_data(noted(cell, notation)),
        "backward": backward_context(cell, notation),
        "layers": framework_context(cell, notation),
    }
