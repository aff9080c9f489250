"""Level 2: the number at given sizes, and which layer or which biases a number belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic._cell import Cell
from symbolic.errors import SymbolicError
from symbolic.frameworks.packing import whole_number
from symbolic.frameworks.table import framework_rows
from symbolic.report.exercises.question import Asked, ExerciseQuestion
from symbolic.report.pages.tables import framework_table
from symbolic.report.writing.blocks import Block, grid, line

BIAS_PHRASES = {"none": "no bias", "single": "one bias per gate", "double": "two biases per gate"}


def number_questions(asked: Asked) -> Iterator[ExerciseQuestion]:
    """The count at sizes; of a cell also whose number another one is."""
    sizes = asked.sizes()
    way = "gate by gate" if asked.by_gates else "layer by layer"
    words = ("How many parameters are there at ", *asked.at(sizes), f"? Count them by hand, {way}.")
    yield ExerciseQuestion((line(*words),), (asked.counting(sizes),))
    if isinstance(asked.plain, Cell):
        sizes = asked.sizes()
        question = _layers(asked, asked.plain, sizes) or _biases(asked, asked.plain, sizes)
        if question:
            yield question


def _layers(asked: Asked, cell: Cell, sizes: dict[str, int]) -> ExerciseQuestion | None:
    """Which layers of frameworks count a number, where they do not all count the same."""
    rows = framework_rows(cell)
    numbers = {row.layer.label: whole_number(row.size, sizes) for row in rows}
    different = sorted(set(numbers.values()))
    if len(different) < 2:
        return None
    number = asked.draw.choice(different)
    question = (
        line("At ", *asked.at(sizes), " a layer of a framework is reported with ", number, " parameters."),
        line("Which of these can it be, and what do the others count that it does not, or leave out?"),
        _listed(list(numbers)),
    )
    names = [label for label, count in numbers.items() if count == number]
    reasons = [line(row.layer.label, ": ", row.why, ".") for row in rows if row.difference.terms]
    answer = (line("It is ", _either(names), "."), framework_table(rows, sizes, asked.writing.names), *reasons)
    return ExerciseQuestion(question, answer)


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _listed(labels: list[str]) -> Block:
    return line(", ".join(labels), ".")


def _biases(asked: Asked, cell: Cell, sizes: dict[str, int]) -> ExerciseQuestion | None:
    """With which biases a cell has a number, where these make a difference."""
    counts: dict[str, int] = {}
    for bias in BIAS_PHRASES:
        try:
            counts[bias] = cell.modified(bias=bias).count_at(**sizes)
        except SymbolicError:
            continue
    if len(set(counts.values())) < len(counts) or len(counts) < 2:
        return None
    chosen = asked.draw.choice([*counts])
    ways = ", ".join(BIAS_PHRASES[bias] for bias in counts)
    words = ("At ", *asked.at(sizes), " a program counts ", counts[chosen], " parameters. Which has it: ", ways, "?")
    question = line(*words)
    table = grid(("biases", "parameters"), [(BIAS_PHRASES[bias], count) for bias, count in counts.items()], right=(1,))
    return ExerciseQuestion((question,), (line("It has ", BIAS_PHRASES[chosen], "."), table))
