"""The steps of a derivation as a grid: a reason in words and formulas, and the result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import prod

from symbolic.derive.derivation import Derivation
from symbolic.derive.formula import Sum, polynomial
from symbolic.derive.step import Step
from symbolic.language import nodes as n
from symbolic.language.latex_names import size_latex
from symbolic.language.printer import Style, spell
from symbolic.language.sizes.size import ONE, Size
from symbolic.record import replace
from symbolic.report.writing.blocks import Grid, Piece, grid
from symbolic.report.writing.notation import OWN_NOTATION, Notation, grouped
from symbolic.report.writing.polynomials import NO_NAMES, LetterNames, Maths, latex_of, text_of, with_commas
from symbolic.report.writing.styles import TEXT_STYLE, latex_style

SHAPE_RULES = ("size", "shape")
"""The rules of the steps that lead from the signals to the shapes of the parameters."""


def step_table(
    steps: Iterable[Step],
    names: LetterNames = NO_NAMES,
    notation: Notation = OWN_NOTATION,
    static: Collection[str] = (),
) -> Grid:
    """Place, reason, result; ``static`` are the signals that are written without a time."""
    written = Writing(names, notation, frozenset(static))
    rows = [(place, tuple(written.reason(step)), written.result(step)) for place, step in enumerate(steps, 1)]
    return grid(("", "", ""), rows, right=(0,))


def told(derivation: Derivation, steps: str) -> Derivation:
    """The derivation with ``all`` its steps, or the ``short`` one."""
    return derivation.long if steps == "all" else derivation


def step_tables(derivation: Derivation) -> list[Grid]:
    """The steps that find the shapes, and those that count, numbered through: each its own columns."""
    whole = step_table(derivation.steps, derivation.latex_names, static=derivation.static)
    shapes = sum(step.rule in SHAPE_RULES for step in derivation.steps)
    parts = (whole.rows[:shapes], whole.rows[shapes:])
    return [replace(whole, rows=rows) for rows in parts if rows]


class Writing:
    """Names, signs and formulas in both ways of writing."""

    def __init__(self, names: LetterNames, notation: Notation, static: frozenset[str]):
        self.names, self.notation, self.static = names, notation, static
        self.text: Style = replace(TEXT_STYLE, static=static)
        self.latex: Style = replace(latex_style(names, notation), static=static)

    def reason(self, step: Step) -> Iterator[Piece]:
        if step.sizes and step.rule == "substitute":
            for place, (letter, number) in enumerate(step.sizes.items()):
                yield from [", "] * bool(place)
                yield Maths(f"{letter} = {number}", f"{size_latex(letter, self.names)} = {number}")
            return
        for piece in step.reason:
            yield piece if isinstance(piece, str) else self.size(piece) if isinstance(piece, Size) else self.node(piece)

    def result(self, step: Step) -> Maths:
        count = Maths(text_of(step.formula, step.sizes), latex_of(step.formula, self.names, sizes=step.sizes))
        if step.members:
            return self.shape(step, count)
        if step.number is None:
            return count
        number = self.number(step.number)
        if isinstance(step.formula, Sum) and step.rule == "all together":
            count = self.numbers(step.formula)
        if count.text == str(step.number):
            return number
        return Maths(f"{count.text} = {number.text}", f"{count.latex} = {number.latex}")

    def shape(self, step: Step, count: Maths) -> Maths:
        """The shape of the first of the names, and behind it how many numbers it holds, where that says more."""
        first = self.node(step.members[0])
        extents = [self.extent(extent) for extent in step.extents]
        sign = "×" if all(len(extent.text) == 1 for extent in extents) else " × "
        text, latex = sign.join(extent.text for extent in extents), r" \times ".join(extent.latex for extent in extents)
        raised = f"^({text})" if len(text) > 1 else f"^{text}" if text else ""
        above = f"^{{{latex}}}" if latex else ""
        member = Maths(f"{first.text} ∈ ℝ{raised}", rf"{first.latex} \in \mathbb{{R}}{above}")
        if step.rule == "size" or (len(extents) < 2 and polynomial(step.formula) == prod(step.extents, start=ONE)):
            return member
        return Maths(f"{member.text}: {count.text}", rf"{member.latex} : {count.latex}")

    def number(self, number: int) -> Maths:
        return Maths(with_commas(number), grouped(number, self.notation))

    def numbers(self, formula: Sum) -> Maths:
        """A sum of numbers with their digits in groups."""
        numbers = [self.number(polynomial(term).terms[()]) for term in formula.terms]
        return Maths(" + ".join(row.text for row in numbers), " + ".join(row.latex for row in numbers))

    def extent(self, size: Size) -> Maths:
        written = self.size(size)
        return written if len(size.terms) < 2 else Maths(f"({written.text})", f"({written.latex})")

    def node(self, node: n.Node) -> Maths:
        return Maths(spell(node, self.text), spell(node, self.latex))

    def size(self, size: Size) -> Maths:
        return Maths(text_of(size), latex_of(size, self.names))

    def gate(self, name: str) -> Maths:
        """A gate by its name, without a time."""
        return self.node(n.Parameter(name))
