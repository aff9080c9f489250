"""What stands between brackets, and matrices: the parts of expressions that hold several things."""

from __future__ import annotations

from abc import ABC, abstractmethod

from symbolic.latex.printed.errors import LatexError, fault
from symbolic.latex.printed.function_names import CLOSING_SIGNS, read_bare_function
from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.syntax import Function, Group, Printed, Stacked, Symbol
from symbolic.latex.printed.tokens import Token

DOTS = frozenset({r"\dots", r"\ldots", r"\cdots", r"\vdots"})
JOINING_SIGNS = {
    **dict.fromkeys((";", ":", "|", r"\Vert", r"\|", r"\mid", r"\parallel", r"\frown", r"\vert", r"\\"), ";"),
    ",": ",",
    r"\oplus": "+",
}
"""Signs between things that are joined, by what they are called here."""


class Brackets(ABC):
    """Tokens being read, with the rules of brackets; what stands in them is left to who knows sums and products."""

    def __init__(self, reader: TokenReader):
        self.reader, self.source = reader, reader.source
        self.in_matrix = False

    @abstractmethod
    def total(self) -> Printed:
        """Take a sum."""

    def gaps(self) -> None:
        """Take what only separates: blanks, and outside of a matrix also the signs between columns."""
        while self.reader.token.kind == "gap" or (self.reader.token.kind == "cell" and not self.in_matrix):
            self.reader.take()

    def fail(self, problem: str, token: Token, kind: str = "syntax") -> LatexError:
        """The error for a token."""
        return fault(self.source, problem, token.start, token.end, kind)

    def inside(self, tokens: list[Token]) -> Printed:
        """The sum that all of these tokens are."""
        outer, self.reader = self.reader, TokenReader(tokens, self.source)
        value = self.total()
        rest = self.reader.token
        self.reader = outer
        if rest.kind != "end of text":
            raise self.fail(f"{rest.text!r:.40} is not expected here", rest)
        return value

    def bracket(self) -> Printed:
        """Take what stands between brackets; several things become a group with their separator."""
        opening = self.reader.take()
        if opening.text not in CLOSING_SIGNS:
            raise self.fail(f"{opening.text!r:.20} is not a bracket", opening)
        outer, self.in_matrix = self.in_matrix, False
        parts: list[Printed] = []
        separator = ""
        while not self.is_closed(opening):
            token = self.reader.token
            if token.text in DOTS:
                self.reader.take()
                parts.append(Symbol("...", start=token.start, end=token.end))
            else:
                parts.append(self.total())
            if self.is_closed(opening):
                break
            token = self.reader.token
            if token.text not in JOINING_SIGNS and token.kind != "row":
                what = "does not close the bracket" if token.text in (")", "]", "}") else "is not expected here"
                raise self.fail(f"{token.text!r:.40} {what}", token)
            separator = separator or JOINING_SIGNS.get(token.text, ";")
            self.reader.take()
        self.in_matrix = outer
        return self.bracketed(opening, parts, separator)

    def bracketed(self, opening: Token, parts: list[Printed], separator: str) -> Printed:
        """What brackets with these parts are, the closing one taken."""
        closed = self.reader.take()
        if not parts:
            raise fault(self.source, "there is nothing in these brackets", opening.start, closed.end)
        if len(parts) == 1 and isinstance(parts[0], Stacked) and opening.text in ("(", "["):
            return parts[0]
        if opening.text == "<" and len(parts) == 2:
            return Function("dot", tuple(parts), start=opening.start, end=closed.end)
        if opening.text == "|" and len(parts) == 1:
            return Function("abs", tuple(parts), start=opening.start, end=closed.end)
        return Group(tuple(parts), opening.text, separator, start=opening.start, end=closed.end)

    def is_closed(self, opening: Token) -> bool:
        """Whether the bracket closes here; raises `LatexError` where the text ends first."""
        self.gaps()
        token = self.reader.token
        if token.kind == "end of text":
            raise self.fail("this bracket is never closed", opening)
        if opening.kind == "left":
            return token.kind == "right"
        return token.kind == "sign" and token.text == CLOSING_SIGNS[opening.text]

    def matrix(self) -> Printed:
        """Take a matrix or a column, row by row."""
        begin = self.reader.take()
        outer, self.in_matrix = self.in_matrix, True
        rows: list[list[Printed]] = [[]]
        while self.reader.token.kind != "end":
            token = self.reader.token
            if token.kind == "end of text":
                raise self.fail(rf"\begin{{{begin.text}}} is never closed", begin)
            if token.kind == "row":
                self.reader.take()
                rows.append([])
            elif token.kind in ("cell", "gap") or token.text in (*DOTS, ",", ";"):
                self.reader.take()
            elif (name := read_bare_function(self.reader)) is not None:
                rows[-1].append(Function(name, (), start=token.start, end=self.reader.at(-1).end))
            else:
                rows[-1].append(self.total())
        self.reader.take()
        self.in_matrix = outer
        written = tuple(tuple(row) for row in rows if row)
        if not written:
            raise self.fail("this matrix is empty", begin)
        return Stacked(written, start=begin.start, end=self.reader.at(-1).end)
