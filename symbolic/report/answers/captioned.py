"""An answer as a table with a caption and a label, for a paper or a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from symbolic._cell import Cell
from symbolic.derive.quantity import Quantity, subject_of
from symbolic.errors import UsageError
from symbolic.record import replace
from symbolic.report.pages.cell_context import full_title
from symbolic.report.writing.blocks import (
    Block,
    Grid,
    Line,
    latex_blocks,
    latex_head,
    latex_rows,
    latex_writer,
    written,
)
from symbolic.report.writing.escape import latex_text, markdown_text
from symbolic.report.writing.notation import Notation
from symbolic.report.writing.tabular import BOTH_COLUMNS, fits
from symbolic.report.writing.width import Width

LABEL_TEXT = re.compile(r"[A-Za-z0-9][\w:.-]*")
STAR_IF_TWO_COLUMNS = r"\ifdim\columnwidth<\textwidth *\fi"
"""Both columns where there are two: where no width was asked for, TeX finds out."""


def captioned(
    blocks: Sequence[Block], format: str, caption: str, label: str, flavour: str, width: Width, notation: Notation
) -> str:
    """The tables of an answer in one float with its sentences below them.

    In Markdown, which has a caption for one table, the first has it.

    Raises `UsageError` for a label that is none or has no caption, for an answer without a table, and for one as text.
    """
    if format not in ("latex", "markdown"):
        raise UsageError("a caption and a label are for --as latex or markdown")
    if not caption:
        raise UsageError("a label is that of a caption; give one too")
    if label and not LABEL_TEXT.fullmatch(label):
        raise UsageError(f"a label is letters, digits and - : . _, such as tab:lstm, not {label[:40]!r}")
    tables = [block for block in blocks if isinstance(block, Grid)]
    if not tables:
        raise UsageError("this answer has no table to put a caption on")
    said = [block for block in blocks if isinstance(block, Line)]
    if format == "markdown":
        first, rest = tables[:1], [*tables[1:], *said]
        text = _markdown(written(first, format, flavour, notation=notation), caption, label, flavour)
        return f"{text}\n{written(rest, format, flavour, notation=notation)}" if rest else text
    write = latex_writer(tables, notation)
    is_narrow = all(fits(latex_rows(table, write), width, latex_head(table, write)) for table in tables)
    star = "" if is_narrow else "*" if width.asked else STAR_IF_TWO_COLUMNS
    at = replace(width, quads=width.quads * BOTH_COLUMNS) if width.asked and not is_narrow else width
    inside = "\n\n\\medskip\n".join(latex_blocks(tables, at, notation, inside=True))
    head = rf"\caption{{{latex_text(caption)}}}" + (rf"\label{{{label}}}" if label else "")
    below = "".join(f"\n\n\\smallskip\n{text}" for text in latex_blocks(said, at, notation))
    return f"\\begin{{table{star}}}[tbp]\n{head}\n{inside}{below}\n\\end{{table{star}}}\n"


def titled(blocks: Sequence[Block], answer: Any) -> list[Block]:
    """The blocks with the titles of the cells that an answer is about, in place of their names."""
    titles = {cell.label: full_title(cell) for cell in _cells(answer) if not cell.modifiers}
    if not titles:
        return [*blocks]
    return [
        block
        if isinstance(block, Line)
        else replace(
            block,
            header=tuple(_titled(name, titles) for name in block.header),
            rows=tuple(tuple(_titled(cell, titles) for cell in row) for row in block.rows),
        )
        for block in blocks
    ]


def _titled(cell: Any, titles: Mapping[str, str]) -> Any:
    return titles.get(cell, cell) if isinstance(cell, str) else cell


def _cells(answer: Any) -> list[Cell]:
    """The cells among the subjects of an answer."""
    fields = [getattr(answer, name, None) for name in ("subject", "left", "right")]
    subjects_shown = [*fields, *getattr(answer, "subjects", ())]
    subjects = [subject_of(subject) if isinstance(subject, Quantity) else subject for subject in subjects_shown]
    return [subject for subject in subjects if isinstance(subject, Cell)]


def _markdown(text: str, caption: str, label: str, flavour: str) -> str:
    """A table with its caption, as each flavour has captions and labels."""
    words = markdown_text(caption)
    if flavour == "myst":
        name = f":name: {label}\n" if label else ""
        return f"```{{table}} {words}\n{name}\n{text.strip()}\n```\n"
    if flavour == "quarto":
        mark = f" {{#tbl-{label.removeprefix('tbl-')}}}" if label else ""
        return f"{text.rstrip()}\n\n: {words}{mark}\n"
    anchor = f'<a id="{label}"></a>' if label else ""
    return f"{anchor}**{words}**\n\n{text}"
