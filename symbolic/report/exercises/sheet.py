"""A sheet of exercises and its solutions, in LaTeX and in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from symbolic._cell import Cell
from symbolic.derive.quantity import shared_sizes
from symbolic.errors import UsageError
from symbolic.frameworks.layer import Layer
from symbolic.record import Record
from symbolic.report.documents.fragments import FRAGMENT_ENDINGS
from symbolic.report.documents.templates import render
from symbolic.report.exercises.mistakes import mistake_questions
from symbolic.report.exercises.numbers import number_questions
from symbolic.report.exercises.question import Asked, ExerciseQuestion
from symbolic.report.exercises.shapes import shape_questions
from symbolic.report.pages.cell_context import equation_rows
from symbolic.report.pages.cell_names import full_title
from symbolic.report.writing.blocks import Block, Line, written
from symbolic.report.writing.lines import fitted_lines
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.scalars import scalars_of

LEVELS: dict[int, tuple[str, Callable[[Asked], Iterator[ExerciseQuestion]]]] = {
    1: ("shapes", shape_questions),
    2: ("numbers", number_questions),
    3: ("mistakes and budgets", mistake_questions),
}
"""What each level is about, and the questions that it asks."""
SHEET_NAMES = {False: "exercises", True: "solutions"}


class Exercise(Record):
    """The questions about one cell or layer."""

    asked: Asked
    questions: tuple[ExerciseQuestion, ...]


def exercises(
    subjects: Sequence[Cell | Layer],
    level: int,
    seed: int = 0,
    sizes: Mapping[str, Any] | None = None,
    options: Options = DEFAULT_OPTIONS,
) -> list[Exercise]:
    """Questions about each of the cells and layers; the same words and the same seed give the same questions.

    ``sizes`` are those of the questions about numbers, where they are not drawn. Raises `UsageError` for a level that
    there is not, a cell without parameters or one named twice, `SizeError` for sizes that none takes.

    >>> from symbolic import cell
    >>> [len(exercise.questions) for exercise in exercises([cell("lstm"), cell("gru")], 1)]
    [3, 3]
    """
    if level not in LEVELS:
        raise UsageError(f"the levels are {', '.join(map(str, LEVELS))}, not {level}")
    labels = [subject.label for subject in subjects]
    for label in labels:
        if labels.count(label) > 1:
            raise UsageError(f"{label} is named twice; one sheet asks about it once")
    made = []
    for subject in subjects:
        draw = Random(f"{seed} {level} {subject.label}")
        asked = Asked(subject, shared_sizes(subject, subjects, sizes or {}), draw, options.notation)
        made.append(Exercise(asked, tuple(LEVELS[level][1](asked))))
    return made


def sheet_files(
    subjects: Sequence[Cell | Layer],
    level: int,
    seed: int = 0,
    sizes: Mapping[str, Any] | None = None,
    options: Options = DEFAULT_OPTIONS,
) -> dict[str, str]:
    """The sheet and the solutions by file name, as `exercises` has their questions.

    >>> from symbolic import cell
    >>> [*sheet_files([cell("rnn")], 2)]
    ['exercises.md', 'exercises.tex', 'solutions.md', 'solutions.tex']
    """
    made = exercises(subjects, level, seed, sizes, options)
    files = {}
    for solved, name in SHEET_NAMES.items():
        for format, ending in FRAGMENT_ENDINGS.items():
            subjects_too = [_context(exercise, solved, format, options) for exercise in made]
            context = {"title": LEVELS[level][0], "level": level, "seed": seed, "solved": solved}
            files[f"{name}.{ending}"] = render(f"sheet.{ending}.j2", {**context, "subjects": subjects_too}, options)
    return dict(sorted(files.items()))


def _context(exercise: Exercise, solved: bool, format: str, options: Options) -> dict[str, Any]:
    subject = exercise.asked.subject
    cells = [exercise.asked.cell] if isinstance(subject, Cell) else _cells(subject, exercise.asked.cell)
    return {
        "title": full_title(exercise.asked.plain) if isinstance(exercise.asked.plain, Cell) else subject.label,
        "source": subject.source if isinstance(subject, Cell) else "",
        "equations": [_lines(cell, options) for cell in cells],
        "letters": [
            {"latex": exercise.asked.size(letter).latex, "meaning": meaning}
            for letter, meaning in subject.letters.items()
            if letter in subject.counted_letters
        ],
        "questions": [
            {
                "asked": {"section": written(_shown(question, solved), format, options.flavour)},
                "answer": {"section": written(question.answer, format, options.flavour)} if solved else None,
            }
            for question in exercise.questions
        ],
    }


def _shown(question: ExerciseQuestion, solved: bool) -> list[Block]:
    """What is asked; a table that is to be filled in is not repeated with its solution."""
    return [block for block in question.asked if not solved or isinstance(block, Line)]


def _cells(layer: Layer, first: Cell) -> list[Cell]:
    """The cells of the sublayers, each once."""
    cells = {part.cell.text: part.cell for part in layer.sublayers}
    return [first, *list(cells.values())[1:]]


def _lines(cell: Cell, options: Options) -> list[dict[str, str]]:
    rows = equation_rows(cell.definition, options.notation, scalars_of(cell))
    return fitted_lines(rows, options.width, options.notation.terms)
