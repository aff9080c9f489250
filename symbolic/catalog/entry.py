"""What a catalogue file declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A cell of the literature as data; it becomes a `Cell` when it is asked for.

    ``key`` is the BibTeX key of the source, ``source`` its authors and year, ``summary`` what is new
    in the cell, ``note`` where implementations differ from the paper.
    """

    title: str
    source: str
    key: str
    equations: str
    sizes: Mapping[str, Any]
    summary: str
    note: str = ""
    fixed: tuple[str, ...] = ()
    latex: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
