"""A part of a document that may be a cell: its displays and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symbolic.latex.printed.document import Passage
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.printed.syntax import Printed, Statement, Symbol, symbols_in
from symbolic.record import Record


class DisplayGroup(Record):
    """Displays that belong together: what is read of them, from where to where their prose goes, and what failed."""

    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    faults: tuple[LatexError, ...]
    start: int
    end: int

    @property
    def equations(self) -> list[Statement]:
        """What assigns something."""
        return [statement for statement in self.statements if statement.relation == "="]

    @property
    def label(self) -> str:
        """How a user names it: its label, its section, or nothing."""
        labels = [passage.label for passage in self.passages if passage.label]
        return labels[0] if labels else self.passages[0].section if self.passages else ""


def stepless_names(sides: Iterable[Printed]) -> set[tuple[object, ...]]:
    """The symbols on sides of equations, whatever step they are of."""
    return {stepless(node) for side in sides for node in symbols_in(side)}


def stepless(symbol: Symbol) -> tuple[object, ...]:
    """A symbol with the step before as the step itself."""
    texts = (*symbol.below, *symbol.above, symbol.time)
    return symbol.base, symbol.accents, tuple(re.sub(r"-1(?=[)>\]]?$)", "", text) for text in texts)
