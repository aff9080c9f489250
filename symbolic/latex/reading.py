"""One part of a text as data: the readings that survive, and what a careful reader would remark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program
from symbolic.language.sizes.size import Size
from symbolic.latex.blocks import DisplayGroup, find_part, make_block
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.checks import check_block, check_names
from symbolic.latex.meaning.culprits import find_culprits, other_uses
from symbolic.latex.meaning.patterns import find_slips
from symbolic.latex.meaning.readings import BlockReading, Explored, explore, remarks_of
from symbolic.latex.meaning.translation import no_recurrence
from symbolic.latex.names import printed_names
from symbolic.latex.printed.document import Document, read_document
from symbolic.latex.printed.errors import Finding, LatexError, finding
from symbolic.latex.printed.tokens import check_length
from symbolic.limits import SHOWN_READINGS
from symbolic.record import Record


class ReadCell(Record):
    """One reading: the fields of a cell, its count, and ``because``, what its open questions were taken to mean."""

    equations: str
    sizes: dict[str, Any]
    fixed: tuple[str, ...]
    activations: dict[str, str]
    latex: dict[str, str]
    count: Size
    because: str
    chosen: dict[str, str]

    @property
    def fields(self) -> dict[str, Any]:
        """What a cell is made of."""
        names = ("equations", "sizes", "fixed", "activations", "latex")
        return {name: getattr(self, name) for name in names}


class ReadText(Record):
    """All readings of a part of a text, with the remarks on it, errors among them."""

    readings: tuple[ReadCell, ...]
    findings: tuple[Finding, ...]
    file: str = ""

    def only(self) -> ReadCell:
        """The one reading; raises `LatexError` with the errors, or the readings among which to choose."""
        errors = tuple(remark for remark in self.findings if remark.error)
        if errors:
            raise LatexError(errors[0].message, errors, self.file)
        return self.readings[0]


def read_text(
    source: str,
    sizes: Mapping[str, Any] | None = None,
    fixed: Iterable[str] = (),
    choices: Mapping[str, str] | None = None,
    part: str = "",
    file: str = "",
) -> ReadText:
    r"""Read a cell of a text in LaTeX, Markdown or reStructuredText; ``part`` is a label, a section or a number.

    Raises `LatexError` for a text that is not a cell, cannot be read, or of which no reading survives.

    >>> read_text(r"h_t = \tanh(W x_t + U h_{t-1} + b)").only().equations
    'h[t] = tanh(W @ x[t] + U @ h[t-1] + b)'
    """
    check_length(source)
    try:
        document = read_document(source)
        block = find_block(document, find_part(document, part), sizes or {}, fixed)
        return read_block(block, sizes or {}, choices or {}, file)
    except LatexError as error:
        raise error.in_file(file) from None


def find_block(
    document: Document, part: DisplayGroup, sizes: Mapping[str, Any], fixed: Iterable[str]
) -> StatementBlock:
    """The equations of a part, with what ``sizes`` and ``fixed`` say of their symbols."""
    block = make_block(document, part, fixed, sizes)
    block.has_maps = any(isinstance(size, list | tuple) and len(size) > 2 for size in sizes.values())
    return block


def read_block(block: StatementBlock, sizes: Mapping[str, Any], choices: Mapping[str, str], file: str = "") -> ReadText:
    """All readings of one block; raises `LatexError` where none survives."""
    if not block.naming.time and not block.naming.style:
        raise no_recurrence(block)
    early = check_names(block, sizes)
    if any(remark.error for remark in early):
        raise LatexError(next(remark.message for remark in early if remark.error), early)
    explored = explore(block, sizes, choices)
    if not explored.readings:
        first = explored.errors[0]
        shapes = bool(first.findings) and first.findings[0].kind == "shape"
        culprits = find_culprits(block, sizes, choices) or other_uses(block, first.findings[0]) if shapes else ()
        raise LatexError(first.problem, (*first.findings, *culprits))
    findings = [*early, *remarks_of(explored), *check_block(block, explored), *find_slips(block)]
    readings = tuple(_read_cell(block, reading) for reading in explored.readings)
    if len(readings) > 1:
        findings.append(_question(block, explored, readings))
    return ReadText(readings, tuple(findings), file)


def _question(block: StatementBlock, explored: Explored, readings: tuple[ReadCell, ...]) -> Finding:
    """One error that shows every reading with its count and the words that settle it."""
    lines = []
    for reading in readings[:SHOWN_READINGS]:
        words = " ".join(f"{subject}={word}" for subject, word in reading.chosen.items())
        lines.append(f"  {reading.count}: {reading.because}; choose {words}")
    if len(readings) > SHOWN_READINGS:
        lines.append(f"  and {len(readings) - SHOWN_READINGS} more: choose {_choices(readings)}")
    place = explored.questions[0]
    message = "there is more than one reading\n" + "\n".join(lines)
    return finding(block.source, "question", message, place.start, place.end, error=True)


def _choices(readings: tuple[ReadCell, ...]) -> str:
    """The words for each question, ``b=number|vector``."""
    words: dict[str, dict[str, None]] = {}
    for reading in readings:
        for subject, word in reading.chosen.items():
            words.setdefault(subject, {})[word] = None
    return " ".join(f"{subject}={'|'.join(those)}" for subject, those in words.items())


def _read_cell(block: StatementBlock, reading: BlockReading) -> ReadCell:
    definition = reading.sized.definition
    names = definition.names
    sizes: dict[str, Any] = {}
    for name, shape in definition.sizes.items():
        texts = [str(size) for size in shape]
        sizes[name] = 1 if not texts else texts[0] if len(texts) == 1 else texts
    # Read and spelt again: a sum within a sum has brackets that its text does not need.
    spelt = spell_program(definition.program, SOURCE)
    equations = spell_program(parse(spelt, definition.activations), SOURCE)
    because = "; ".join(answer.meaning for answer in reading.decided.values())
    return ReadCell(
        equations=equations,
        sizes=sizes,
        fixed=tuple(sorted(definition.fixed)),
        activations=dict(reading.translation.activations),
        latex=printed_names(block, {*names.inputs, *names.signals, *names.parameters}),
        count=reading.count,
        because=because or "nothing else fits the shapes",
        chosen={subject: answer.word for subject, answer in reading.decided.items()},
    )
