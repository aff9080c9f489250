"""What a notebook shows of a value: HTML, Markdown and LaTeX of the same."""

from __future__ import annotations

from typing import Any

from symbolic._cell import Backward, Cell
from symbolic.derive.derivation import Derivation
from symbolic.derive.table import Table
from symbolic.frameworks.derivation import layer_steps
from symbolic.frameworks.layer import Layer
from symbolic.model.network import Model
from symbolic.report.answers.formats import answer_blocks
from symbolic.report.documents.fragments import fragment
from symbolic.report.documents.templates import render
from symbolic.report.pages.backward import pass_title, rule_table
from symbolic.report.pages.cell_context import equation_rows
from symbolic.report.pages.cell_names import full_title
from symbolic.report.pages.layer_context import known_sizes
from symbolic.report.pages.step_table import step_table
from symbolic.report.pages.tables import array_table, gate_table, words_of
from symbolic.report.writing.blocks import Grid
from symbolic.report.writing.lines import fitted_lines
from symbolic.report.writing.options import Options
from symbolic.report.writing.scalars import scalars_of
from symbolic.report.writing.width import TEXT_WIDTH

JUPYTER = Options(flavour="jupyter")
NOTEBOOK_ENDINGS = {"html": "html", "markdown": "md", "latex": "tex"}


def notebook_view(shown: Any, kind: str) -> str:
    r"""The object as a notebook takes it, ``kind`` is ``html``, ``markdown`` or ``latex``.

    LaTeX is one formula between ``$``, as MathJax and an export to a PDF read it.

    >>> from symbolic import cell
    >>> notebook_view(cell("rnn"), "latex").splitlines()[1]
    'h_{t} &= \\tanh(W x_{t} + U h_{t-1} + b)'
    """
    if isinstance(shown, Cell | Layer) and not isinstance(shown, Backward) and kind == "markdown":
        return fragment(shown, "markdown", options=JUPYTER)
    text = render(f"notebook.{NOTEBOOK_ENDINGS[kind]}.j2", {"note": "", **_context(shown)}, JUPYTER)
    # An empty line would end a formula.
    return "\n".join(line for line in text.splitlines() if line.strip()) if kind == "latex" else text


def _context(shown: Any) -> dict[str, Any]:
    """A title, groups of equations, and grids of words: formulas and text."""
    if isinstance(shown, Backward):
        return {"title": pass_title(shown), "equations": [], "grids": [_grid(rule_table(shown))]}
    if isinstance(shown, Cell):
        grids = [_grid(gate_table(shown.table, shown.definition.latex), summed=True)]
        return {
            "title": full_title(shown),
            "equations": [fitted_lines(equation_rows(shown.definition, scalars=scalars_of(shown)), TEXT_WIDTH)],
            "grids": grids,
            "note": shown.note,
        }
    if isinstance(shown, Layer):
        sizes, names = known_sizes(shown), shown.sublayers[0].cell.definition.latex
        steps = step_table(layer_steps(shown, sizes), names)
        equations = {
            part.cell.text: fitted_lines(equation_rows(part.cell.definition, scalars=scalars_of(part.cell)), TEXT_WIDTH)
            for part in shown.sublayers
        }
        grids = [_grid(array_table(shown, names=names)), _grid(steps)]
        return {"title": shown.label, "equations": [*equations.values()], "grids": grids}
    if isinstance(shown, Model):
        return {"title": shown.name, "equations": [], "grids": _grids(shown.summary())}
    if isinstance(shown, Table):
        return {"title": "", "equations": [], "grids": [_grid(gate_table(shown, shown.latex_names), summed=True)]}
    if isinstance(shown, Derivation):
        steps = step_table(shown.steps, shown.latex_names, static=shown.static)
        return {"title": "", "equations": [], "grids": [_grid(steps)]}
    return {"title": "", "equations": [], "grids": _grids(shown)}


def _grids(answer: Any) -> list[dict[str, Any]]:
    return [_grid(block) for block in answer_blocks(answer) if isinstance(block, Grid)]


def _grid(block: Grid, summed: bool = False) -> dict[str, Any]:
    """A grid as a template gets it; the last row of one that is ``summed`` is set apart."""
    rows = [[words_of(cell) for cell in row] for row in block.rows]
    head = [*map(str, block.header)] if any(block.header) else []
    return {"head": head, "rows": rows[:-1] if summed else rows, "last": rows[-1] if summed else []}
