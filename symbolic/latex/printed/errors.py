"""What a careful reader would remark, and the error that carries it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from symbolic.errors import SymbolicError
from symbolic.limits import SHOWN_READINGS
from symbolic.record import Record

FAULT_KINDS = {
    "syntax": "LaTeX that cannot be read",
    "macro": "a macro that cannot be expanded",
    "command": "a command that is not mathematics",
    "not a cell": "a text without a recurrence",
    "undefined": "a symbol that nothing defines",
    "unused": "a symbol that nothing reads",
    "shape": "shapes that cannot both be true",
    "circle": "a signal that needs its own value at the same step",
    "assigned twice": "a signal with two equations",
    "time": "a time index that is probably a slip",
    "spelling": "a name that differs from its neighbours",
    "bias": "a bias that one gate lacks",
    "claim": "a count or a shape in the text that the equations contradict",
    "question": "more than one reading",
    "size": "a size that the text does not give",
    "catalogue": "a cell of the catalogue that is nearly this one",
}


class Finding(Record):
    """One remark with its place: ``line`` and ``column`` count from 1, ``end`` is the column after the last character.

    ``kind`` is a key of `FAULT_KINDS`; an ``error`` stands against the equations, the rest are remarks.
    """

    kind: str
    message: str
    line: int = 0
    column: int = 0
    end: int = 0
    text: str = ""
    error: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        if not self.text:
            return f"{where}{self.message}"
        first = max(0, min(self.column - 41, len(self.text) - 100))
        shown = self.text[first : first + 100]
        caret = " " * (self.column - 1 - first) + "^" * max(1, min(self.end, first + 101) - self.column)
        return f"{where}{self.message}\n  {shown}\n  {caret}"


def place(source: str, start: int, end: int) -> tuple[int, int, int, str]:
    r"""Line and column, both from 1, the column after the end, and the text of the line.

    >>> place("a\nb = c", 2, 3)
    (2, 1, 2, 'b = c')
    """
    start = min(start, len(source))
    begins = _line_begins(source)
    line = bisect_right(begins, start)
    first = begins[line - 1]
    stop = begins[line] - 1 if line < len(begins) else len(source)
    return line, start - first + 1, max(min(end, stop), start + 1) - first + 1, source[first:stop]


@lru_cache(maxsize=4)
def _line_begins(source: str) -> list[int]:
    """Where each line begins: a text is asked for the places of all its symbols."""
    return [0, *(match.end() for match in re.finditer("\n", source))]


def offset(source: str, line: int) -> int:
    r"""Where a line begins, counted from 1.

    >>> offset("a\nb = c", 2)
    2
    """
    return _line_begins(source)[line - 1]


def finding(source: str, kind: str, message: str, start: int, end: int, *, error: bool = False) -> Finding:
    """A remark on a part of the source."""
    line, column, stop, text = place(source, start, end)
    return Finding(kind, message, line, column, stop, text, error)


class LatexError(SymbolicError):
    """LaTeX that is not a cell, contradicts itself, or can be read in more than one way; ``findings`` say where.

    >>> print(LatexError("there is no equation to read"))
    there is no equation to read
    """

    def __init__(self, problem: str, findings: tuple[Finding, ...] = (), file: str = ""):
        super().__init__(problem, findings, file)
        self.problem, self.findings, self.file = problem, findings, file

    def sentence(self) -> str:
        errors = [str(remark) for remark in self.findings if remark.error]
        if not errors:
            return f"{self.file}: {self.problem}" if self.file else self.problem
        shown = [f"{self.file}, {error}" if self.file else error for error in errors[:SHOWN_READINGS]]
        more = [f"and {len(errors) - SHOWN_READINGS} errors more"] if len(errors) > SHOWN_READINGS else []
        return "\n".join([*shown, *more])

    def in_file(self, file: str) -> LatexError:
        """The same error with the file that the text is of."""
        return LatexError(self.problem, self.findings, file)


def fault(source: str, problem: str, start: int, end: int, kind: str = "syntax") -> LatexError:
    """The error for a part of the source that cannot be read."""
    remark = finding(source, kind, problem, start, end, error=True)
    return LatexError(problem, (remark,))
