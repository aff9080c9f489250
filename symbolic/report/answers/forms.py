"""The count of a cell in its forms."""

from __future__ import annotations

from typing import Any

from symbolic.derive.forms import Form, Forms
from symbolic.report.pages.tables import form_table
from symbolic.report.writing.blocks import Block


def blocks(answer: Forms | Form, format: str = "text") -> list[Block]:
    """A row for each form, equal forms in one row; or the row of a single form."""
    return [form_table(answer.values(), answer.latex_names) if isinstance(answer, Forms) else form_table([answer])]


def data(answer: Forms | Form) -> dict[str, Any]:
    """The same forms; formulas are SymPy's own text."""
    forms = answer.values() if isinstance(answer, Forms) else [answer]
    return {form.name: str(form.expression) for form in forms}
