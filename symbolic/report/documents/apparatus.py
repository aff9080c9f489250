"""What surrounds the pages of a book: introductions of its parts, the letters of sizes, and the indexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog.entries import entries, family_introduction, family_names, family_title
from symbolic.language.latex_names import size_latex
from symbolic.report.pages.cell_names import file_name, full_title
from symbolic.report.writing.notation import Notation, grouped
from symbolic.version import __version__

LICENCE = "MIT"
CELLS_LISTED = 6
"""Cells that a letter is listed with; of one that more cells have, their number is said."""

BookPart = Mapping[str, Any]


def introduced(title: str, cells: Sequence[Mapping[str, Any]], notation: Notation) -> dict[str, Any]:
    """A part with its introduction, and its cells side by side at the sizes at which each is worked.

    ``sizes_latex`` are those that all of them have, or the most, where at least two have the same; a row has its
    ``own_sizes_latex`` where it has others, and its ``ratio`` to the smallest where all have the same.
    """
    known = {family_title(family): family for family in family_names()}
    worked = [cell for cell in cells if cell["number"] is not None]
    sizes = Counter(cell["sizes_latex"] for cell in worked)
    common, number = max(sizes.items(), key=itemgetter(1), default=("", 0))
    if number < 2 and len(sizes) > 1:
        common = ""
    least = min((cell["number"] for cell in worked), default=0)
    rows = [
        {
            "title": cell["title"],
            "label": cell["label"],
            "file": cell["file"],
            "count_latex": cell["count_latex"],
            "number": cell["number"],
            "number_latex": "" if cell["number"] is None else grouped(cell["number"], notation),
            "own_sizes_latex": "" if cell["sizes_latex"] == common else cell["sizes_latex"],
            "ratio": f"{cell['number'] / least:.2f}" if cell["number"] and len(sizes) == 1 else "",
        }
        for cell in cells
    ]
    return {
        "title": title,
        "introduction": family_introduction(known[title]) if title in known else "",
        "cells": cells,
        "rows": rows,
        "sizes_latex": common,
    }


def apparatus(
    parts: Sequence[BookPart], references: Sequence[Mapping[str, str]], sizes: Mapping[str, int]
) -> dict[str, Any]:
    """The version, the sizes of the report, the letters of sizes, and the cells by title and by source."""
    cells = [cell for part in parts for cell in part["cells"]]
    return {
        "version": __version__,
        "licence": LICENCE,
        "given_latex": r",\; ".join(f"{size_latex(letter)} = {size}" for letter, size in sizes.items()),
        "size_letters": _letters(cells),
        "index": [_entry(cell) for cell in sorted(cells, key=lambda cell: (cell["title"].casefold(), cell["label"]))],
        "cited": {row["key"]: [_entry(cell) for cell in cells if row["key"] in cell["keys"]] for row in references},
    }


def neighbours(listed: Sequence[Cell | str], place: int) -> dict[str, Any]:
    """The cells before and behind one of a report, by title and file; None at its ends."""
    return {
        "before": _beside(listed[place - 1]) if place else None,
        "after": _beside(listed[place + 1]) if place + 1 < len(listed) else None,
    }


def _beside(cell: Cell | str) -> dict[str, str]:
    if isinstance(cell, str):
        return {"title": entries()[cell].title, "file": cell}
    return {"title": full_title(cell), "file": file_name(cell)}


def _entry(cell: Mapping[str, Any]) -> dict[str, str]:
    return {"title": cell["title"], "label": cell["label"], "file": cell["file"]}


def _letters(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each letter with each of its meanings, and the cells in which it means that."""
    meanings: dict[tuple[str, str], list[dict[str, str]]] = {}
    for cell in cells:
        for letter in cell["letters"]:
            meanings.setdefault((letter["latex"], letter["meaning"]), []).append(_entry(cell))
    rows = sorted(meanings.items(), key=lambda row: (row[0][0].strip("\\").casefold(), -len(row[1]), row[0]))
    return [
        {"latex": latex, "meaning": meaning, "cells": where if len(where) <= CELLS_LISTED else [], "number": len(where)}
        for (latex, meaning), where in rows
    ]
