"""What one reading of a block gathers while its mathematics becomes the language."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.questions import Answer, Decisions, Question
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.errors import Finding, finding, place
from symbolic.latex.printed.syntax import Printed
from symbolic.record import Record


class TypedNode(Record):
    """A piece that was read: its node and whether it is a scalar, a vector or a matrix.

    A parameter whose nature its place has still to tell has the kind ``""`` and its ``key``.
    """

    node: n.Node
    kind: str
    key: SymbolKey | None = None
    transposed: bool = False

    @property
    def undecided(self) -> SymbolKey | None:
        """The key of a parameter whose nature is still to tell."""
        return None if self.kind else self.key


class Context:
    """One reading under way."""

    def __init__(self, block: StatementBlock, decisions: Decisions, kinds: dict[SymbolKey, str]):
        self.block, self.decisions, self.kinds = block, decisions, kinds
        self.fixed: set[str] = set()
        self.sizes: dict[str, tuple[str, ...]] = {}
        self.activations: dict[str, str] = {}
        self.remarks: dict[tuple[str, int], Finding] = {}
        self.made = 0

    def at(self, printed: Printed) -> n.Place:
        """The place of a piece in the LaTeX, on its first line."""
        line, column, end, _ = place(self.block.source, printed.start, printed.end)
        return n.Place(line, column - 1, end - 1)

    def ask(self, subject: str, printed: Printed, *answers: tuple[str, str]) -> str:
        """The word that settles a question of this reading."""
        question = Question(
            subject, tuple(Answer(word, meaning) for word, meaning in answers), printed.start, printed.end
        )
        return self.decisions.ask(question)

    def remark(self, kind: str, message: str, printed: Printed) -> None:
        self.remarks[(message, printed.start)] = finding(self.block.source, kind, message, printed.start, printed.end)

    def new_name(self, base: str) -> str:
        """A name for a parameter that the text implies and does not write."""
        self.made += 1
        return self.block.naming.called((base, (), (str(self.made),)))

    def spelled(self, key: SymbolKey) -> str:
        """A symbol as a user names it."""
        return self.block.naming.called(key)
