"""One cell or layer as a fragment, and all that a document says about a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.frameworks.layer import Layer
from symbolic.record import replace
from symbolic.report.documents.templates import render
from symbolic.report.pages.backward import backward_context
from symbolic.report.pages.cell_context import cell_context, form_data
from symbolic.report.pages.layer_context import framework_context, layer_context
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.writing.notation import OWN_NOTATION, Notation
from symbolic.report.writing.noted import noted
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.width import Width, at_width

FRAGMENT_ENDINGS = {"latex": "tex", "markdown": "md"}


def fragment(
    shown: Cell | Layer,
    kind: str,
    sizes: Mapping[str, int] | None = None,
    options: Options = DEFAULT_OPTIONS,
) -> str:
    """One cell or layer as a fragment, ``kind`` is ``latex`` or ``markdown``.

    >>> from symbolic import cell
    >>> fragment(cell("rnn"), "latex").splitlines()[1]
    '\\\\begin{align*}'
    """
    if isinstance(shown, Layer):
        layer = layer_context(shown, sizes, options.notation, options.steps)
        return in_width(f"layer.{FRAGMENT_ENDINGS[kind]}.j2", {"layer": layer}, options)
    # The LaTeX fragment says neither forms nor layers, and a paper's build waits for it.
    made = cell_context if kind == "latex" else full_context
    context = made(shown, sizes, options.notation, options.steps)
    return in_width(f"cell.{FRAGMENT_ENDINGS[kind]}.j2", {"cell": context, "around": None}, options)


def in_width(template: str, context: Mapping[str, Any], options: Options) -> str:
    """A template with the data of cells or layers, their equations in lines that fit.

    Raises `UsageError` where a width was asked for that something does not fit.
    """

    def make(width: Width) -> str:
        at, terms = replace(options, width=width), options.notation.terms
        pages = {key: page for key, page in context.items() if isinstance(page, dict)}
        return render(template, {**context, **{key: with_lines(pages[key], width, terms) for key in pages}}, at)

    return at_width(make, options.width)


def full_context(
    cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN_NOTATION, steps: str = "short"
) -> dict[str, Any]:
    """What a document says about a cell: also other forms of its count, the backward pass, layers of frameworks."""
    return {
        **cell_context(cell, sizes, notation, steps),
        "forms": form_data(noted(cell, notation)),
        "backward": backward_context(cell, notation),
        "layers": framework_context(cell, notation),
        "pictures": [],
    }
