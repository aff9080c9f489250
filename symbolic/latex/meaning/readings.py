"""Every reading of a block that its shapes leave."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.language.sizes.size import Size
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.questions import Answer, Decisions, Question, Undecided
from symbolic.latex.meaning.sizes import Sized, find_sizes
from symbolic.latex.meaning.translation import Translation, translate
from symbolic.latex.printed.errors import Finding, LatexError
from symbolic.limits import LATEX_READINGS, LATEX_STATEMENTS
from symbolic.record import Record


class BlockReading(Record):
    """One reading that survives: what was decided, the definition and its shapes, and the count with first states."""

    decided: Mapping[str, Answer]
    translation: Translation
    sized: Sized
    count: Size


class Explored(Record):
    """All readings that survive, the questions that they differ in, and why the others fell."""

    readings: tuple[BlockReading, ...]
    questions: tuple[Question, ...]
    errors: tuple[LatexError, ...]


def explore(block: StatementBlock, sizes: Mapping[str, object], choices: Mapping[str, str]) -> Explored:
    """Try every answer to every question that the block leaves open, up to a bound."""
    waiting: list[dict[str, str]] = [dict(choices)]
    readings: list[BlockReading] = []
    errors: list[LatexError] = []
    questions: dict[str, Question] = {}
    tried, most = 0, max(2, min(LATEX_READINGS, LATEX_STATEMENTS // max(1, len(block.statements))))
    while waiting:
        chosen = waiting.pop()
        tried += 1
        if tried > most:
            raise LatexError(f"this can be read in more than {most} ways; settle some with choices=")
        decisions = Decisions(chosen)
        try:
            translation = translate(block, decisions)
            sized = find_sizes(block, translation, decisions, sizes)
        except Undecided as open_question:
            question = open_question.question
            questions[question.subject] = question
            waiting += [{**chosen, question.subject: answer.word} for answer in reversed(question.answers)]
            continue
        except LatexError as error:
            errors.append(error)
            continue
        reading = BlockReading(decisions.used, translation, sized, _count(translation, sized))
        if not any(_is_same(reading, other) for other in readings):
            readings.append(reading)
    if "gates" not in choices and all(_adds_gates(reading) for reading in readings):
        readings = []
    return Explored(tuple(readings), tuple(questions.values()), tuple(errors))


def _adds_gates(reading: BlockReading) -> bool:
    """Whether a reading has gates that are not printed, which is never the only one that is left."""
    return "gates" in reading.decided and reading.decided["gates"].word == "usual"


def _is_same(reading: BlockReading, other: BlockReading) -> bool:
    """Whether two readings differ in the kind of letters alone, and the shapes tell the kind: it is not a question."""
    subjects = {*reading.decided, *other.decided}
    pairs = [(reading.decided.get(subject), other.decided.get(subject)) for subject in subjects]
    words = {answer.word for pair in pairs if pair[0] != pair[1] for answer in pair if answer is not None}
    mine, others = reading.sized.definition, other.sized.definition
    if (mine.program, mine.fixed) != (others.program, others.fixed):
        return False
    # An outer product that the equations come to without is none: the letters of sizes may differ then.
    alike = reading.count == other.count and mine.sizes == others.sizes
    return words == {"vector", "outer"} or (words <= {"vector", "matrix"} and alike)


def _count(translation: Translation, sized: Sized) -> Size:
    total = Size.of(0)
    for name in sized.definition.names.parameters:
        if name not in sized.definition.fixed:
            total = total + sized.shapes.size(name)
    for name in translation.start:
        for axis in sized.shapes.names.get(name, ()):
            total = total + axis
    return total


def remarks_of(explored: Explored) -> tuple[Finding, ...]:
    """What was remarked on the way, of all readings once."""
    remarks: dict[Finding, None] = {}
    for reading in explored.readings:
        remarks.update(dict.fromkeys(reading.translation.remarks))
    return tuple(remarks)
