"""The user's own lines behind a graph: where an operation stands, and the name that its result is given."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from linecache import getlines
from os import sep
from os.path import basename
from typing import NamedTuple

PLAIN_FRAME = re.compile(r"^(.+):(\d+)(?::\d+)? \(", re.MULTILINE)
"""As JAX writes a frame, the innermost first."""
FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')
PACKAGE_PATH = re.compile(r"-packages/(torch|jax|jaxlib|flax|equinox|keras)/|/symbolic/tracing/")


class SourceLine(NamedTuple):
    """A line of a file."""

    file: str
    number: int

    @property
    def text(self) -> str:
        lines = getlines(self.file)
        return lines[self.number - 1].strip() if 0 < self.number <= len(lines) else ""

    def __str__(self) -> str:
        return f"{basename(self.file)}, line {self.number}"


def lines_of(stack: str) -> list[SourceLine]:
    """The lines of the user in a stack trace, the innermost first."""
    frames = [SourceLine(file, int(number)) for file, number, _ in FRAME.findall(stack or "")]
    return [line for line in frames[::-1] if not PACKAGE_PATH.search(line.file.replace(sep, "/"))]


def plain_lines_of(stack: str) -> list[SourceLine]:
    """The lines of the user in a stack trace of JAX, the innermost first.

    >>> [str(line) for line in plain_lines_of("/lib/site-packages/jax/core.py:7 (bind)\\n/home/cells.py:3 (step)")]
    ['cells.py, line 3']
    """
    frames = [SourceLine(file, int(number)) for file, number in PLAIN_FRAME.findall(stack or "")]
    return [line for line in frames if not PACKAGE_PATH.search(line.file.replace(sep, "/"))]


def named_by(lines: list[SourceLine]) -> tuple[tuple[str, int], tuple[str, ...]]:
    """The statement that takes the value, by its file and line, and the names that it assigns."""
    for line in lines:
        statement = _statement(line)
        if isinstance(statement, ast.Return) or statement is None:
            continue
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            return (line.file, statement.lineno), _names(statement.targets[0])
        if isinstance(statement, ast.AnnAssign | ast.AugAssign):
            return (line.file, statement.lineno), _names(statement.target)
        return (line.file, line.number), ()
    return ("", 0), ()


def _names(target: ast.expr) -> tuple[str, ...]:
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return tuple(part.id if isinstance(part, ast.Name) else "" for part in parts)


def _statement(line: SourceLine) -> ast.stmt | None:
    """The innermost statement around a line."""
    innermost = None
    for start, end, statement in _statements(line.file):
        if start <= line.number <= end and (innermost is None or start >= innermost[0]):
            innermost = start, statement
    return innermost[1] if innermost else None


@lru_cache(maxsize=64)
def _statements(file: str) -> tuple[tuple[int, int, ast.stmt], ...]:
    try:
        tree = ast.parse("".join(getlines(file)))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    simple = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Expr)
    return tuple(
        (node.lineno, node.end_lineno or node.lineno, node) for node in ast.walk(tree) if isinstance(node, simple)
    )
