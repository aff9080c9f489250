"""What a notebook shows of cells, layers, networks, tables and derivations: HTML, Markdown and LaTeX of the same."""

from __future__ import annotations

from typing import Any

from symbolic._cell import Cell
from symbolic.derive.derivation import Derivation
from symbolic.derive.table import Table
from symbolic.frameworks.layer import Layer
from symbolic.model.network import Model
from symbolic.report.answers.summary import blocks
from symbolic.report.documents.fragments import fragment
from symbolic.report.documents.templates import render
from symbolic.report.pages.cell_context import cell_context, step_rows, table_rows
from symbolic.report.pages.layer_context import layer_context
from symbolic.report.writing.blocks import Grid, Piece, maths_of, pieces_of
from symbolic.report.writing.options import Options
from symbolic.report.writing.polynomials import with_commas

JUPYTER = Options(flavour="jupyter")
ENDINGS = {"html": "html", "markdown": "md", "latex": "tex"}


def notebook_view(shown: Any, kind: str) -> str:
    r"""The object as a notebook takes it, ``kind`` is ``html``, ``markdown`` or ``latex``.

    LaTeX is one formula between ``$``, as MathJax and an export to a PDF read it.

    >>> from symbolic import cell
    >>> notebook_view(cell("rnn"), "latex").splitlines()[1]
    'h_{t} &= \\tanh(W x_{t} + U h_{t-1} + b)'
    """
    if isinstance(shown, Cell | Layer) and kind == "markdown":
        return fragment(shown, "markdown", options=JUPYTER)
    text = render(f"notebook.{ENDINGS[kind]}.j2", _context(shown), JUPYTER)
    # An empty line would end a formula.
    return "\n".join(line for line in text.splitlines() if line.strip()) if kind == "latex" else text


def _context(shown: Cell | Layer | Model | Table | Derivation) -> dict[str, Any]:
    """A title, groups of equations, and grids of words: formulas and text."""
    if isinstance(shown, Cell):
        context = cell_context(shown)
        return {"title": context["title"], "equations": [context["equations"]], "grids": [_table(context["table"])]}
    if isinstance(shown, Layer):
        context = layer_context(shown)
        return {
            "title": shown.label,
            "equations": context["equations"],
            "grids": [_arrays(context["arrays"]), _steps(context["steps"])],
        }
    if isinstance(shown, Model):
        grids = [_grid(block) for block in blocks(shown.summary()) if isinstance(block, Grid)]
        return {"title": shown.name, "equations": [], "grids": grids}
    if isinstance(shown, Table):
        return {"title": "", "equations": [], "grids": [_table(table_rows(shown, shown.latex))]}
    return {"title": "", "equations": [], "grids": [_steps(step_rows(shown, shown.latex))]}


def _table(table: dict[str, Any]) -> dict[str, Any]:
    sums = [*table["sums"], table["total_latex"]]
    return {
        "head": ["gate", *table["roles"], "sum"],
        "rows": [
            [_math(text) for text in [row["gate_latex"], *row["cells"], row["sum_latex"]]] for row in table["rows"]
        ],
        "last": [[{"text": "sum"}], *map(_math, sums)],
    }


def _steps(steps: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [[[{"text": str(place)}], step["words"], _math(step["latex"])] for place, step in enumerate(steps, 1)]
    return {"head": [], "rows": rows, "last": []}


def _arrays(arrays: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [
        [[{"text": row["name"]}], _math(row["shape_latex"]), row["holds"], _math(row["size_latex"])] for row in arrays
    ]
    return {"head": ["array", "shape", "holds", "numbers"], "rows": rows, "last": []}


def _grid(block: Grid) -> dict[str, Any]:
    rows = [[[_piece(piece) for piece in pieces_of(cell)] for cell in row] for row in block.rows]
    return {"head": list(block.header) if any(block.header) else [], "rows": rows, "last": []}


def _piece(piece: Piece) -> dict[str, str]:
    if isinstance(piece, str):
        return {"text": piece}
    return {"text": with_commas(piece)} if isinstance(piece, int) else {"latex": maths_of(piece).latex}


def _math(latex: str) -> list[dict[str, str]]:
    return [{"latex": latex}] if latex else []
