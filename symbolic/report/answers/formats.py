"""The formats of an answer: text for a terminal, LaTeX, Markdown, and plain data."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from symbolic.report.writing.blocks import Block, written
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.width import Width, at_width


def answer_text(
    answer: Any,
    format: str = "text",
    flavour: str = "github",
    *,
    options: Options = DEFAULT_OPTIONS,
    caption: str = "",
    label: str = "",
) -> str:
    """The answer as ``text``, ``latex`` or ``markdown``; raises `UnknownName` for another format.

    ``options`` have a notation and a width; with a ``caption`` or a ``label`` its tables stand in one float. Raises
    `UsageError` where a width was asked for that something does not fit.

    >>> from symbolic import solve
    >>> answer_text(solve("lstm", "m", "10M", n=300)).splitlines()[0]
    'm = 1437'
    """
    return blocks_text(answer_blocks(answer, format), answer, format, flavour, options, caption, label)


def blocks_text(
    blocks: list[Block], answer: Any, format: str, flavour: str, options: Options, caption: str, label: str
) -> str:
    """The lines and grids of an answer in a format, in a float where there is a caption or a label."""

    def make(width: Width) -> str:
        if not caption and not label:
            return written(blocks, format, flavour, width, options.notation)
        from symbolic.report.answers.captioned import captioned, titled

        return captioned(titled(blocks, answer), format, caption, label, flavour, width, options.notation)

    return at_width(make, options.width)


def answer_blocks(answer: Any, format: str = "text") -> list[Block]:
    """The answer as lines and grids, before they are written."""
    return _writer(answer).blocks(answer, format)


def answer_data(answer: Any) -> dict[str, Any]:
    """Everything that is known, as a JSON document holds it; formulas are Python's text."""
    return _writer(answer).data(answer)


def _writer(answer: Any) -> ModuleType:
    # Each writer alone: some bring SymPy, and most answers need none.
    return import_module(f"symbolic.report.answers.{type(answer).__module__.rpartition('.')[2]}")
