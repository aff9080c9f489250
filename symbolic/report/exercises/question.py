"""A question with its answer, and the cell or layer that questions are about, with sizes that are drawn for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from symbolic._cell import Cell
from symbolic.catalog import example_sizes
from symbolic.derive.step import Step
from symbolic.errors import SymbolicError, UsageError
from symbolic.frameworks.derivation import layer_steps
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import Size
from symbolic.record import Record, replace
from symbolic.report.pages.step_table import SHAPE_RULES, Writing, step_table
from symbolic.report.writing.blocks import Block, Grid, Piece
from symbolic.report.writing.notation import NO_CHANGES, Notation
from symbolic.report.writing.noted import noted
from symbolic.report.writing.polynomials import Maths, maths

LARGE_SIZES = (6, 8, 10, 12, 16, 20, 24, 30, 32, 40, 48, 64, 100, 128)
SMALL_SIZES = (2, 3, 4)
DRAWS_TRIED = 80
BLANK = "________"


class ExerciseQuestion(Record):
    """What is asked, and the answer, each as blocks that every format writes."""

    asked: tuple[Block, ...]
    answer: tuple[Block, ...]


class Asked:
    """A cell or a layer as a notation writes it, the draw of a sheet, and the sizes that were given.

    ``plain`` is the subject before that.
    """

    def __init__(self, subject: Cell | Layer, sizes: Mapping[str, int], draw: Random, notation: Notation):
        if not subject.size.terms:
            raise UsageError(f"{subject.label} has no trainable parameters, so that there is nothing to count")
        self.plain, self.known_sizes, self.draw, self.notation = subject, dict(sizes), draw, notation
        # The arrays of a layer hold the parameters of its equations as they stand, so nothing is rewritten there.
        kept = notation if isinstance(subject, Cell) else replace(notation, modifiers=NO_CHANGES, complements=())
        self.cell = noted(subject if isinstance(subject, Cell) else subject.sublayers[0].cell, kept)
        self.subject: Cell | Layer = self.cell if isinstance(subject, Cell) else subject
        definition = self.cell.definition
        self.writing = Writing(definition.latex, notation, definition.program.static)

    @property
    def by_gates(self) -> bool:
        """Whether the subject is counted gate by gate: a cell, or a layer that is one cell and stores nothing else."""
        return isinstance(self.subject, Cell) or (
            len(self.subject.sublayers) == 1 and self.subject.size == self.cell.size
        )

    def count(self, size: Size) -> Maths:
        """A formula, simplified."""
        return maths(size, names=self.writing.names)

    def size(self, letter: str) -> Maths:
        """A letter of a size."""
        return self.count(Size.letter(letter))

    def at(self, sizes: Mapping[str, int]) -> tuple[Piece, ...]:
        """``n = 4, m = 6``, each a formula of its own."""
        pieces: list[Piece] = []
        for letter, number in sizes.items():
            name = self.size(letter)
            pieces += [", ", Maths(f"{name.text} = {number}", f"{name.latex} = {number}")]
        return tuple(pieces[1:])

    def shapes(self) -> Grid | None:
        """The steps that find the shapes of a cell; a layer has none of its own."""
        if isinstance(self.subject, Layer):
            return None
        return self.table(step for step in self.cell.derivation().steps if step.rule in SHAPE_RULES)

    def counting(self, sizes: Mapping[str, int]) -> Grid:
        """The steps from one gate, or one of several sublayers, to the count, and to the number at sizes."""
        if isinstance(self.subject, Layer) and not self.by_gates:
            return self.table(layer_steps(self.subject, dict(sizes)))
        steps = self.cell.derivation(**sizes).steps
        return self.table(step for step in steps if step.rule not in SHAPE_RULES)

    def table(self, steps: Iterable[Step]) -> Grid:
        return step_table(steps, self.writing.names, self.notation, self.writing.static)

    def sizes(self) -> dict[str, int]:
        """Sizes at which the subject can be counted: those given, the others drawn; raises `SizeError` for none."""
        letters = self.subject.counted_letters
        known = {letter: self.known_sizes[letter] for letter in letters if letter in self.known_sizes}
        example = example_sizes(self.subject) if isinstance(self.subject, Cell) else {}
        for _ in range(DRAWS_TRIED):
            drawn = {x: self.draw.choice(SMALL_SIZES if example.get(x, 100) < 10 else LARGE_SIZES) for x in letters}
            sizes = {**drawn, **known}
            try:
                self.subject.count_at(**sizes)
            except SymbolicError:
                continue
            return sizes
        sizes = {**{letter: example.get(letter, LARGE_SIZES[0]) for letter in letters}, **known}
        self.subject.count_at(**sizes)
        return sizes
