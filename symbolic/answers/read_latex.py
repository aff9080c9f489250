r"""A cell from LaTeX: ``read_latex(r"h_t = \tanh(W x_t + U h_{t-1} + b)")``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symbolic._cell import Cell
from symbolic.display import Printable
from symbolic.errors import UsageError
from symbolic.latex.files import is_text
from symbolic.latex.printed.errors import Finding
from symbolic.latex.reading import ReadCell, ReadText, read_text
from symbolic.record import Record

if TYPE_CHECKING:
    from sympy import Expr


class CellReading(Record):
    """One way to read a block; ``because`` says in a sentence what was taken it to mean."""

    read: ReadCell

    @property
    def text(self) -> str:
        """The equations in the language."""
        return self.read.equations

    @property
    def because(self) -> str:
        """What this reading takes the open questions to mean."""
        return self.read.because

    def __repr__(self) -> str:
        return f"<Reading {self.read.count}: {self.because}>"

    @cached_property
    def cell(self) -> Cell:
        """The cell of this reading."""
        return Cell(**self.read.fields)

    @cached_property
    def count(self) -> Expr:
        """The number of trained parameters, a trained first state among them where the reading has one."""
        from symbolic.derive.count import count_expression

        return count_expression(self.read.count)


class LatexReading(Printable, Record):
    """What a text in LaTeX says: ``readings`` are all that survive, ``findings`` what a careful reader would remark.

    ``cell`` and ``text`` are those of the one reading. Where there are several, or something contradicts it, they raise
    `LatexError`, which lists the readings or the errors. Printed, it is what ``symbolic read`` shows.
    """

    read: ReadText

    @cached_property
    def readings(self) -> tuple[CellReading, ...]:
        """All readings that survive, each with ``.text``, ``.count``, ``.because`` and ``.cell``."""
        return tuple(CellReading(read) for read in self.read.readings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Remarks, each with ``.line``, ``.column``, ``.end``, ``.kind`` and ``.message``; errors have ``.error``."""
        return self.read.findings

    @property
    def cell(self) -> Cell:
        """The cell, where exactly one reading survives and nothing contradicts it."""
        self.read.only()
        return self.readings[0].cell

    @property
    def text(self) -> str:
        """The equations in the language, where exactly one reading survives."""
        return self.read.only().equations


def read_latex(
    text: str,
    sizes: Mapping[str, Any] | None = None,
    fixed: Iterable[str] = (),
    *,
    choices: Mapping[str, str] | None = None,
    part: str = "",
) -> LatexReading:
    r"""Read a cell from LaTeX, Markdown or a docstring.

    ``sizes`` are those that the text does not give, ``{"x": "n", "h": "m"}`` by default; ``fixed`` names what is not
    trained; ``choices`` settles questions by their words, ``{"u": "vector"}``; ``part`` is the label, the section or
    the number of one of several cells. Nothing in the text is run, and no file is opened.

    Raises `LatexError` for a text that is not a cell or cannot be read. Contradictions and open questions are in
    ``findings``; ``.cell`` raises them.

    >>> reading = read_latex(r"h_t = \tanh(W x_t + U h_{t-1} + b)")
    >>> reading.text, reading.cell.count
    ('h[t] = tanh(W @ x[t] + U @ h[t-1] + b)', m*(m + n + 1))
    >>> for way in read_latex(r"h_t = \tanh(W x_t + u h_{t-1} + b)").readings:
    ...     print(way.count, "-", way.because)
    m*(n + 2) - u is a vector that scales element by element
    m*(m + n + 1) - u is a matrix with a small letter
    m*n + m + 1 - u is one trained number
    """
    refuse_file(text, "read_latex")
    return LatexReading(read_text(text, sizes, fixed, choices, part))


def refuse_file(text: str, function: str) -> None:
    """Refuse the name of a file where its text is wanted; raises `UsageError`.

    >>> refuse_file("paper.tex", "lint")
    Traceback (most recent call last):
    symbolic.errors.UsageError: lint takes a text, not the name of a file: lint(Path('paper.tex').read_text())
    """
    if isinstance(text, str) and is_text(text) and not {"\n", "=", " "} & {*text}:
        name = text.partition("#")[0][:60]
        raise UsageError(f"{function} takes a text, not the name of a file: {function}(Path({name!r}).read_text())")
