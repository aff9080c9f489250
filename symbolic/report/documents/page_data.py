"""What the documents of a report are made from, for one cell: its data for the templates, and its pictures."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic._cell import Cell
from symbolic.record import Record
from symbolic.report.documents.drawn import drawn
from symbolic.report.documents.fragments import full_context
from symbolic.report.writing.notation import OWN_NOTATION, Notation
from symbolic.report.writing.typeset import Checked, typeset


class PageData(Record):
    """All that a document says about a cell, its formulas checked, and the files of its pictures by name."""

    context: Checked
    pictures: Mapping[str, str]


def page_data(
    cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN_NOTATION, steps: str = "short"
) -> PageData:
    """The data of the page of a cell.

    >>> from symbolic import cell
    >>> data = page_data(cell("rnn"))
    >>> data.context["title"], [*data.pictures]
    ('Elman (simple) RNN', ['rnn-diagram.svg', 'rnn-map.svg'])
    """
    context = full_context(cell, sizes, notation, steps)
    context["pictures"], pictures = drawn(cell, sizes, notation)
    return PageData(typeset(context), pictures)
