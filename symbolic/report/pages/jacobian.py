"""The Jacobians of a cell in a document: each state by itself one step before."""

from __future__ import annotations

from typing import Any

from symbolic._cell import Cell
from symbolic.errors import DefinitionError, DerivativeError
from symbolic.language.printer import spell
from symbolic.record import replace
from symbolic.report.writing.notation import OWN_NOTATION, Notation
from symbolic.report.writing.noted import noted
from symbolic.report.writing.scalars import scalars_of
from symbolic.report.writing.signs import used_operations
from symbolic.report.writing.styles import latex_style


def jacobian_context(cell: Cell, notation: Notation = OWN_NOTATION) -> dict[str, Any]:
    """The derivative of each state by itself one step before, as equations that are not broken into lines yet.

    Those that are not a sum of products of matrices for every member, as through a convolution, are left out. Raises
    `DerivativeError` where no others are there.

    >>> from symbolic import cell
    >>> jacobian_context(cell("indrnn"))["rows"][0]["latex"].partition(" &= ")[0]
    '\\\\frac{\\\\partial h_{t}}{\\\\partial h_{t-1}}'
    """
    cell = noted(cell, notation)
    style = latex_style(cell.definition.latex, notation, scalars_of(cell))
    rows = []
    for name in cell.definition.names.states:
        try:
            jacobian = cell.jacobian(name, name)
        except (DerivativeError, DefinitionError):
            continue
        if jacobian.paths and not jacobian.change and not any(path.where for path in jacobian.paths):
            of, by = (spell(end, style) for end in (jacobian.ends[0], replace(jacobian.ends[1], lag=1)))
            value = spell(jacobian.node, style)
            rows.append({"latex": rf"\frac{{\partial {of}}}{{\partial {by}}} &= {value}", "range_latex": ""})
    if not rows:
        raise DerivativeError(
            f"no state of {cell.label} has a Jacobian by itself that is a sum of products of matrices for every "
            "member; cell.jacobian gives those for some members"
        )
    return {"rows": rows, "operations": used_operations(cell.definition), "problem": ""}
