"""Level 1: how many numbers a signal has, the shape of each parameter, and the count as a formula."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic._cell import Cell
from symbolic.derive.origins import Origin
from symbolic.frameworks.layer import Layer
from symbolic.report.exercises.question import BLANK, Asked, ExerciseQuestion
from symbolic.report.pages.tables import array_table
from symbolic.report.writing.blocks import Block, Piece, grid, line
from symbolic.report.writing.polynomials import Maths

MOST_ROWS = 12
MOST_SIGNALS = 3


def shape_questions(asked: Asked) -> Iterator[ExerciseQuestion]:
    """Signals, shapes and the formula of a cell; the arrays and the formula of a layer."""
    if isinstance(asked.subject, Layer):
        yield _arrays(asked, asked.subject)
    else:
        yield from _signals(asked, asked.cell)
        yield _parameters(asked, asked.cell)
    formula = (asked.counting({}), line("The formula is ", asked.count(asked.subject.size), "."))
    yield ExerciseQuestion((line("How many parameters are that in all? Write a formula in the sizes."),), formula)


def _signals(asked: Asked, cell: Cell) -> Iterator[ExerciseQuestion]:
    # Where a size is written down there is nothing to find.
    steps = [step for step in cell.derivation().long.steps if step.rule == "size" and step.words.count(",")]
    following = [(signal, step) for step in steps for signal in step.members]
    if not following:
        return
    drawn = sorted(asked.draw.sample(range(len(following)), min(MOST_SIGNALS, len(following))))
    chosen = [following[place] for place in drawn]
    pieces: list[Piece] = []
    for signal, _ in chosen:
        pieces += [", ", asked.writing.node(signal)]
    question = line("How many numbers has each of these, and which equation says so: ", *pieces[1:], "?")
    reasons = list(dict.fromkeys(step for _, step in chosen))
    yield ExerciseQuestion((question,), (asked.table(reasons),))


def _parameters(asked: Asked, cell: Cell) -> ExerciseQuestion:
    origins = list(cell.derivation().origins)
    if len(origins) > MOST_ROWS:
        places = sorted(asked.draw.sample(range(len(origins)), MOST_ROWS))
        origins = [origins[place] for place in places]
    head = ("parameter", "shape", "numbers")
    names = [asked.writing.node(origin.node) for origin in origins]
    blanks = grid(head, [(name, BLANK, BLANK) for name in names])
    rows = [
        (name, _shape(asked, origin), asked.count(origin.parameter.polynomial))
        for name, origin in zip(names, origins, strict=True)
    ]
    words = "Fill in the shape of each parameter, and how many numbers it holds, all members of a family together."
    reasons = asked.shapes()
    answer: tuple[Block, ...] = (grid(head, rows), *([line("The reasons:"), reasons] if reasons else []))
    return ExerciseQuestion((line(words), blanks), answer)


def _shape(asked: Asked, origin: Origin) -> Maths | str:
    extents = [asked.writing.extent(extent) for extent in (*origin.parameter.ranges, *origin.parameter.extents)]
    if not extents:
        return "one number"
    return Maths(" × ".join(row.text for row in extents), r" \times ".join(row.latex for row in extents))


def _arrays(asked: Asked, layer: Layer) -> ExerciseQuestion:
    rows = array_table(layer, names=asked.writing.names).rows
    head = ("array", "holds", "shape", "numbers")
    blanks = grid(head, [(name, holds, BLANK, BLANK) for name, _, holds, _ in rows])
    filled = grid(head, [(name, holds, shape, numbers) for name, shape, holds, numbers in rows])
    words = "The layer stores these arrays. Fill in the shape of each, and how many numbers it holds."
    return ExerciseQuestion((line(words), blanks), (filled,))
