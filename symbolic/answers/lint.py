"""What is wrong with the equations of a text: remarks, each with its place, as a careful referee makes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.likeness import BIASES, SWAPPED, find_likeness
from symbolic.answers.read_latex import refuse_file
from symbolic.display import Printed
from symbolic.errors import SymbolicError
from symbolic.latex.blocks import Part, find_parts
from symbolic.latex.meaning.block import Block
from symbolic.latex.printed.document import read_document
from symbolic.latex.printed.errors import Finding, LatexError, finding
from symbolic.latex.printed.tokens import check_length
from symbolic.latex.reading import ReadText, find_block, read_block
from symbolic.record import Record


class Lint(Printed, Record):
    """The remarks on a text in the order of their places; ``cells`` counts what was read.

    Printed, it is what ``symbolic lint`` shows.
    """

    file: str
    findings: tuple[Finding, ...]
    cells: int

    @property
    def has_errors(self) -> bool:
        """Whether something stands against the equations."""
        return any(remark.error for remark in self.findings)


def lint(
    text: str,
    sizes: Mapping[str, Any] | None = None,
    fixed: Iterable[str] = (),
    *,
    choices: Mapping[str, str] | None = None,
    file: str = "",
) -> Lint:
    r"""Every remark on the cells of a text in LaTeX, Markdown or a docstring.

    >>> answer = lint(r"h_t = \tanh(W x_t + W h_{t-1} + b)")
    >>> [(remark.line, remark.column, remark.kind) for remark in answer.findings]
    [(1, 13, 'shape'), (1, 21, 'shape')]
    """
    refuse_file(text, "lint")
    check_length(text)
    fixed = tuple(fixed)
    try:
        document = read_document(text)
        parts = find_parts(document)
    except LatexError as error:
        return Lint(file, _of_error(error), 0)
    remarks: dict[Finding, None] = {}
    read = 0
    for part in parts:
        block: Block | None = None
        try:
            block = find_block(document, part, sizes or {}, fixed)
            answer = read_block(block, sizes or {}, choices or {})
            findings = (*answer.findings, *_of_block(block, part, answer))
        except LatexError as error:
            findings = _of_error(error)
        if len(parts) > 1 and block is not None and not block.has_kernels and any(remark.error for remark in findings):
            remarks[_left_aside(block)] = None
            continue
        read += not any(remark.error and remark.kind == "not a cell" for remark in findings)
        remarks.update(dict.fromkeys(findings))
    if not parts:
        remarks[Finding("not a cell", "there is no equation to read", 1, 1, 1, "", True)] = None
    ordered = sorted(remarks, key=lambda remark: (remark.line, remark.column, remark.kind))
    return Lint(file, tuple(ordered), read)


def _left_aside(block: Block) -> Finding:
    """The remark on a recurrence of a paper that is not a cell, such as the steps of an optimiser."""
    first = block.statements[0]
    message = "this is not a cell: it applies no kernel to a signal, and is left out"
    return finding(block.source, "not a cell", message, first.start, first.end)


def _of_error(error: LatexError) -> tuple[Finding, ...]:
    return error.findings or (Finding("not a cell", error.problem, 1, 1, 1, "", True),)


def _of_block(block: Block, part: Part, answer: ReadText) -> list[Finding]:
    """Remarks that need no contradiction: the cell of the catalogue that is nearly this one."""
    return _of_catalogue(block, answer, part) if len(answer.readings) == 1 else []


def _of_catalogue(block: Block, answer: ReadText, part: Part) -> list[Finding]:
    """The cell that these equations are but for biases or a swapped gate, where the text speaks of it or cites it."""
    try:
        near = find_likeness(Cell(**answer.readings[0].fields))
    except SymbolicError:
        return []
    first = block.statements[0]
    at = (first.start, first.end)
    if near.relation == SWAPPED:
        gate = near.swapped
        message = f"these are the equations of {near.name} with {gate} and 1 - {gate} exchanged"
        return [finding(block.source, "catalogue", message, *at)]
    if near.relation == BIASES and re.search(r"\\cite|\bet al\b", block.source[part.start : part.end]):
        return [finding(block.source, "catalogue", f"these are the equations of {near.name} with other biases", *at)]
    return []
