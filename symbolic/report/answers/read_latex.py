"""A cell that was read from LaTeX: how it was read, its count, and which cell of the catalogue it is."""

from __future__ import annotations

from typing import Any

from symbolic.answers.likeness import ALIKE_BUT_BIASES, ALIKE_BUT_SWAPPED, LIKENESS_EQUAL, NEAR, Likeness, find_likeness
from symbolic.answers.read_latex import CellReading, LatexReading
from symbolic.report.answers.lint import remark_data
from symbolic.report.writing.blocks import Block, line


def blocks(answer: LatexReading, format: str = "text") -> list[Block]:
    """Each reading with its equations, its count and what it takes the text to mean; the remarks below."""
    made: list[Block] = []
    several = len(answer.readings) > 1
    for number, reading in enumerate(answer.readings, 1):
        if several:
            made.append(line(f"reading {number}: {reading.because}"))
        made += [line(text, indent=2) for text in reading.text.split("\n")]
        made.append(line("parameters: ", reading.read.count, indent=2))
        if several:
            words = " ".join(f"--choose {subject}={word}" for subject, word in reading.read.chosen.items())
            made.append(line(f"to choose it: {words}", indent=2))
        else:
            made += _details(reading)
    made += [
        line(f"{'error' if remark.error else 'remark'}: {text}") for remark in _told(answer) for text in [str(remark)]
    ]
    return made


def _told(answer: LatexReading) -> list[Any]:
    return [remark for remark in answer.findings if remark.kind != "question" or not remark.error]


def _details(reading: CellReading) -> list[Block]:
    sizes = ", ".join(f"{name}: {_size(size)}" for name, size in reading.read.sizes.items())
    made: list[Block] = [line(f"sizes: {sizes}", indent=2)]
    if reading.read.fixed:
        made.append(line(f"not trained: {', '.join(reading.read.fixed)}", indent=2))
    near = find_likeness(reading.cell)
    if near.name:
        made.append(line(_likeness(near), indent=2))
        made += [line(said, indent=4) for said in near.differences]
    return made


def _size(size: Any) -> str:
    return f"({', '.join(size)})" if isinstance(size, list) else str(size)


def _likeness(near: Likeness) -> str:
    if near.relation == LIKENESS_EQUAL:
        return f"in the catalogue: {near.name}"
    if near.relation == ALIKE_BUT_BIASES:
        return f"in the catalogue: {near.name}, but for biases"
    if near.relation == ALIKE_BUT_SWAPPED:
        return f"in the catalogue: {near.name}, with {near.swapped} and 1 - {near.swapped} exchanged"
    return f"nearest in the catalogue: {near.name}; what differs:"


def data(answer: LatexReading) -> dict[str, Any]:
    """Everything that was read as plain data; counts are Python's text."""
    readings = []
    for reading in answer.readings:
        near = find_likeness(reading.cell)
        readings.append(
            {
                **{name: value for name, value in reading.read.fields.items() if name != "fixed"},
                "fixed": list(reading.read.fixed),
                "count": str(reading.read.count),
                "because": reading.because,
                "choices": dict(reading.read.chosen),
                "catalogue": {"name": near.name, "relation": near.relation if near.name else NEAR},
            }
        )
    return {"readings": readings, "findings": [remark_data(remark) for remark in answer.findings]}
