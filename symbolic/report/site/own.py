"""A cell of one's own in the page: what the script asks of Python that runs in the browser."""

from __future__ import annotations

import json
import re

from symbolic._cell import Cell
from symbolic.errors import SymbolicError, UsageError
from symbolic.latex.reading import read_text
from symbolic.report.documents.templates import render
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.site.numbers import cell_numbers, size_fields


def answer_text(text: str, size_text: str) -> str:
    """The answer as JSON: ``html`` and ``numbers`` for the script, or the ``problem`` in a sentence.

    ``text`` is equations of the language or LaTeX; ``size_text`` are the sizes, ``"x=n h=m"``.

    >>> answer = json.loads(answer_text("h[t] = tanh(W @ x[t] + U @ h[t-1])", "x=n h=m"))
    >>> answer["numbers"]["count"]
    'm*(m + n)'
    >>> json.loads(answer_text("h[t] = tanh(W @ y)", "x=n h=m"))["problem"].splitlines()[0]
    "sizes: 'x' does not occur in the equations, which have h"
    """
    try:
        sizes = _read_sizes(size_text)
        # The language has its steps in brackets, h[t-1].
        is_latex = "\\" in text or "$" in text or "[t" not in text
        cell = Cell(**read_text(text, sizes).only().fields) if is_latex else Cell(text, sizes)
        numbers = cell_numbers(cell)
        page = with_lines(cell_context(cell))
        context = {
            "cell": page,
            "fields": size_fields(numbers, page["letters"]),
            "text": cell.text if is_latex else "",
        }
        return json.dumps({"html": render("site/own_answer.html.j2", context), "numbers": numbers})
    except SymbolicError as error:
        return json.dumps({"problem": str(error)})


def _read_sizes(text: str) -> dict[str, str | tuple[str, ...]]:
    sizes: dict[str, str | tuple[str, ...]] = {}
    for word in text.split():
        match = re.fullmatch(r"(\w+)=(\([^()=]*\)|[^()=]+)", word)
        if not match:
            raise UsageError(f"{word[:40]} is not a size; write a signal and its letter, such as x=n")
        written = match[2]
        sizes[match[1]] = tuple(written[1:-1].split(",")) if written[0] == "(" else written
    return sizes
