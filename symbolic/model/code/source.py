"""The text of a program: what people paste around it is taken off, and it is parsed; a place in it for each error."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from textwrap import dedent

from symbolic.errors import CodeError
from symbolic.limits import CODE_BYTES, KIB

PROMPT = re.compile(r"^\s*(?:>>>|\.{3,}:?|In \[\d*\]:) ?", re.MULTILINE)
MAGIC = re.compile(r"^(\s*)(?:(?:!|%{1,2}[A-Za-z])(?:.*\\\n)*.*|\??[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)
PRINT_STATEMENT = re.compile(r"^(\s*)print\s+(?=[^\s(=.\[]).*$", re.MULTILINE)


class Source:
    """A program as text, with its syntax; raises `CodeError` for what is no Python.

    Of a notebook ``cells`` says how many lines each cell has: a place in it is a line of a cell.

    >>> Source(">>> a = 1").tree.body[0].lineno
    1
    """

    def __init__(self, text: str, file: str = "", cells: Sequence[int] = ()):
        self.file, self.cells = file, cells
        if len(text.encode("utf-8", "replace")) > CODE_BYTES:
            raise CodeError(f"a program is at most {CODE_BYTES // KIB} KiB", "", 1, 0, 1, file)
        self.lines = text.splitlines()
        self.tree = self._parse(_cleaned(text))

    def _parse(self, text: str) -> ast.Module:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), max(len(self.lines), 1))
            problem = f"this is not Python: {error.msg}"
        except (ValueError, RecursionError, MemoryError, OverflowError):
            line, problem = 1, "this is not Python that can be read: it is nested too deep, or holds what no text holds"
        raise self.error(problem, line) from None

    def error(self, problem: str, node: ast.AST | int) -> CodeError:
        """The error at a place of the program."""
        line = node if isinstance(node, int) else line_of(node)
        shown = self.lines[line - 1].replace("\t", " ") if 0 < line <= len(self.lines) else ""
        start = len(shown) - len(shown.lstrip())
        return CodeError(problem, shown.strip(), *self._place(line, len(shown) - start))

    def _place(self, line: int, end: int) -> tuple[int, int, int, str]:
        """The line, the columns and the file that an error names."""
        before = 0
        for place, lines in enumerate(self.cells, 1):
            if line <= before + lines:
                return line - before, 0, end, f"{self.file}, cell {place}"
            before += lines
        return line, 0, end, self.file


def line_of(node: ast.AST) -> int:
    """The line of a piece of a program, 1 where it has none."""
    return getattr(node, "lineno", 1)


def unparsed(node: ast.AST) -> str:
    """A part of a program as text on one line.

    >>> unparsed(ast.parse("len( words )+1").body[0].value)
    'len(words) + 1'
    """
    try:
        text = " ".join(ast.unparse(node).split())
    except (ValueError, RecursionError):
        text = type(node).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."


def _cleaned(text: str) -> str:
    """The program without prompts, and without the commands of a notebook and of Python 2; the lines stay."""
    if re.search(r"^\s*(>>>|In \[\d*\]:) ", text, re.MULTILINE):
        kept = [line if PROMPT.match(line) else "" for line in text.splitlines()]
        text = PROMPT.sub("", "\n".join(kept))
    text = MAGIC.sub(lambda match: match[1] + "pass" + "\n" * match[0][len(match[1]) :].count("\n"), text)
    text = PRINT_STATEMENT.sub(r"\1pass", text)
    return dedent(text.expandtabs(4)) if text[:1].isspace() else text
