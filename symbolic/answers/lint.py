"""What is wrong with the equations of a text: remarks, each with its place, as a careful referee makes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.likeness import ALIKE_BUT_BIASES, ALIKE_BUT_SWAPPED, find_likeness
from symbolic.answers.read_latex import refuse_file
from symbolic.display import Printable
from symbolic.errors import SymbolicError
from symbolic.latex.blocks import DisplayGroup, find_parts
from symbolic.latex.candidates import is_no_cell, may_be_a_cell
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.printed.document import read_document
from symbolic.latex.printed.errors import Finding, LatexError, finding
from symbolic.latex.printed.tokens import check_length
from symbolic.latex.reading import ReadText, find_block, read_block
from symbolic.record import Record, replace


class Lint(Printable, Record):
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
    paper = len(parts) > 1 or bool(_PAPER.search(text))
    for part in parts:
        block: StatementBlock | None = None
        try:
            block = find_block(document, part, sizes or {}, fixed)
            answer = read_block(block, sizes or {}, choices or {})
            findings = (*answer.findings, *_of_block(block, part, answer))
        except LatexError as error:
            findings = _of_error(error)
        except SymbolicError as error:
            start = part.passages[0].start
            findings = (finding(text, "undefined", str(error), start, start + 1, error=True),)
        if any(remark.error for remark in findings) and (paper or _is_of_another_thing(text, part, findings)):
            findings = _of_paper(text, part, block, findings)
        read += not any(remark.kind == "not a cell" for remark in findings)
        remarks.update(dict.fromkeys(findings))
    if not parts:
        remarks[Finding("not a cell", "there is no equation to read", 1, 1, 1, "", False)] = None
    ordered = sorted(remarks, key=lambda remark: (remark.line, remark.column, remark.kind))
    return Lint(file, tuple(ordered), read)


_PAPER = re.compile(r"\\(?:documentclass|chapter|section|subsection|begin\{document\})|^#+ ", re.M)


def _is_of_another_thing(text: str, part: DisplayGroup, findings: tuple[Finding, ...]) -> bool:
    """Whether equations that fail are a loss, the steps of an optimiser or the like; a question is answered first."""
    written = "\n".join(text[passage.start : passage.end] for passage in part.passages)
    return is_no_cell(written) and not any(remark.kind == "question" for remark in findings)


def _of_paper(
    text: str, part: DisplayGroup, block: StatementBlock | None, findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """The remarks on equations of a paper that fail: of what is not a cell, such as a loss or an optimiser, one."""
    written = "\n".join(text[passage.start : passage.end] for passage in part.passages)
    if not may_be_a_cell(written) or (block is not None and not (block.has_kernels and _returns(block))):
        first = block.statements[0] if block and block.statements else part.passages[0]
        message = "this is not a cell, and is left out: no kernel is applied to a state of an earlier step"
        return (finding(text, "not a cell", message, first.start, first.end),)
    # What this reader does not know is no fault of the paper.
    return tuple(replace(remark, error=remark.error and not _is_unknown(remark)) for remark in findings)


def _is_unknown(remark: Finding) -> bool:
    """Whether a remark is about a command that is not known, alone or where something else is expected."""
    at_command = remark.text[remark.column - 1 : remark.column] == "\\" and remark.message.endswith("not expected here")
    return remark.kind == "command" or at_command


def _returns(block: StatementBlock) -> bool:
    """Whether a signal is read at an earlier step and assigned."""
    return any(block.read(symbol).lag > 0 and block.read(symbol).key in block.assigned for symbol in block.symbols)


def _of_error(error: LatexError) -> tuple[Finding, ...]:
    """The remarks of an error; that a text is not a cell stands against nothing in it."""
    findings = error.findings or (Finding("not a cell", error.problem, 1, 1, 1, "", True),)
    return tuple(replace(remark, error=remark.error and remark.kind != "not a cell") for remark in findings)


def _of_block(block: StatementBlock, part: DisplayGroup, answer: ReadText) -> list[Finding]:
    """Remarks that need no contradiction: the cell of the catalogue that is nearly this one."""
    return _of_catalogue(block, answer, part) if len(answer.readings) == 1 else []


def _of_catalogue(block: StatementBlock, answer: ReadText, part: DisplayGroup) -> list[Finding]:
    """The cell that these equations are but for biases or a swapped gate, where the text speaks of it or cites it."""
    try:
        near = find_likeness(Cell(**answer.readings[0].fields))
    except SymbolicError:
        return []
    first = block.statements[0]
    at = (first.start, first.end)
    if near.relation == ALIKE_BUT_SWAPPED:
        gate = near.swapped
        message = f"these are the equations of {near.name} with {gate} and 1 - {gate} exchanged"
        return [finding(block.source, "catalogue", message, *at)]
    if near.relation == ALIKE_BUT_BIASES and re.search(r"\\cite|\bet al\b", block.source[part.start : part.end]):
        return [finding(block.source, "catalogue", f"these are the equations of {near.name} with other biases", *at)]
    return []
