"""Options of documents: the notation, the flavour of Markdown, and a user's templates."""

from __future__ import annotations

from pathlib import Path

from symbolic.errors import FileError, UnknownName
from symbolic.record import Record
from symbolic.report.writing.flavours import find_flavour
from symbolic.report.writing.notation import OWN_NOTATION, Notation, find_notation
from symbolic.report.writing.width import TEXT_WIDTH, Width, find_width

PAGE_PARTS = ("equations", "table", "derivation", "cost", "count", "backward", "jacobian", "diagram", "map")
"""The parts of the page of a cell."""
PICTURE_PARTS = ("diagram", "map")
"""Those of them that are drawn."""
STEP_DETAILS = ("short", "all")
"""How a derivation is told."""


class Options(Record):
    """``templates`` is a folder whose files take the place of the project's templates of the same name.

    ``width`` is what a line may take. ``steps`` is ``short``, or ``all`` for a derivation with a step for each
    parameter and gate.
    """

    notation: Notation = OWN_NOTATION
    flavour: str = "github"
    templates: str = ""
    steps: str = "short"
    width: Width = TEXT_WIDTH


DEFAULT_OPTIONS = Options()


def find_options(
    notation: str = "own", flavour: str = "github", templates: str = "", steps: str = "short", width: str = ""
) -> Options:
    """Options by the names of their parts.

    Raises `UnknownName` for a preset, a flavour or a kind of steps that is not there, `FileError` for a path that is
    not a folder, `UsageError` for a width that is none.

    >>> find_options() == DEFAULT_OPTIONS
    True
    """
    find_flavour(flavour)
    if steps not in STEP_DETAILS:
        raise UnknownName("kind of steps", steps, STEP_DETAILS)
    if templates and not Path(templates).is_dir():
        raise FileError(templates, "this is not a folder of templates")
    at = find_width(width) if width else TEXT_WIDTH
    return Options(find_notation(notation) if notation != "own" else OWN_NOTATION, flavour, templates, steps, at)
