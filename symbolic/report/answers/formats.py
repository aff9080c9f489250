"""The formats of an answer: text for a terminal, LaTeX, Markdown, and plain data."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from symbolic.report.writing.blocks import Block, written


def answer_text(answer: Any, format: str = "text", flavour: str = "github") -> str:
    """The answer as ``text``, ``latex`` or ``markdown``; raises `UnknownName` for another format.

    >>> from symbolic import solve
    >>> answer_text(solve("lstm", "m", "10M", n=300)).splitlines()[0]
    'm = 1437'
    """
    return written(answer_blocks(answer, format), format, flavour)


def answer_blocks(answer: Any, format: str = "text") -> list[Block]:
    """The answer as lines and grids, before they are written."""
    return _writer(answer).blocks(answer, format)


def answer_data(answer: Any) -> dict[str, Any]:
    """Everything that is known, as a JSON document holds it; formulas are Python's text."""
    return _writer(answer).data(answer)


def _writer(answer: Any) -> ModuleType:
    # Each writer alone: some bring SymPy, and most answers need none.
    return import_module(f"symbolic.report.answers.{type(answer).__module__.rpartition('.')[2]}")
