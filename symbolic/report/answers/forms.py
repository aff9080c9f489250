"""The count of a cell in its forms."""

from __future__ import annotations

from typing import Any

from symbolic.derive.forms import Form, Forms
from symbolic.report.pages.tables import form_table
from symbolic.report.writing.blocks import Block


def blocks(found: Forms | Form, format: str = "text") -> list[Block]:
    """A row for each form, equal ones in one row; or the row of a single one."""
    return [form_table(found.values(), found.latex_names) if isinstance(found, Forms) else form_table([found])]


def data(found: Forms | Form) -> dict[str, Any]:
    """The same forms; formulas are SymPy's own text."""
    forms = found.values() if isinstance(found, Forms) else [found]
    return {form.name: str(form.expression) for form in forms}
