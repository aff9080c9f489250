"""Which documents there are, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog.sources import bibtex, reference
from symbolic.errors import UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.roles import MEANINGS
from symbolic.report.context import cell_context
from symbolic.report.layer_context import framework_context, layer_context
from symbolic.report.templates import generated, render

FORMATS = {"latex": "tex", "markdown": "md"}


def fragment(shown: Cell | Layer, kind: str, sizes: Mapping[str, int] | None = None) -> str:
    """One cell or layer as a fragment, ``kind`` is ``latex`` or ``markdown``.

    >>> from symbolic import cell
    >>> fragment(cell("rnn"), "latex").splitlines()[1]
    '\\\\begin{align*}'
    """
    if isinstance(shown, Layer):
        return render(f"layer.{FORMATS[kind]}.j2", {"layer": layer_context(shown, sizes)})
    return render(f"cell.{FORMATS[kind]}.j2", {"cell": _context(shown, sizes)})


def report(
    families: Mapping[str, Iterable[Cell]],
    sizes: Mapping[str, int] | None = None,
    progress: Callable[[str], None] = lambda label: None,
) -> dict[str, str]:
    """All documents of a report by file name: a handbook and a fragment a cell, in both formats.

    ``families`` maps a title to its cells. ``progress`` is told the label of each cell in turn.
    """
    files: dict[str, str] = {}
    sections: list[dict[str, Any]] = []
    for title, cells in families.items():
        contexts = []
        for cell in cells:
            progress(cell.label)
            context = _context(cell, sizes)
            contexts.append(context)
            for ending in FORMATS.values():
                name = f"fragments/{file_name(cell)}.{ending}"
                if name in files:
                    raise UsageError(f"two cells of this report are called {file_name(cell)}; give them names")
                files[name] = render(f"cell.{ending}.j2", {"cell": context})
        sections.append({"title": title, "cells": contexts})
    references = _references(sections)
    files["sources.bib"] = f"% {generated()}\n\n" + "\n\n".join(bibtex(row["key"]) for row in references) + "\n"
    roles = [{"name": role, "meaning": meaning} for role, meaning in MEANINGS.items()]
    for ending in FORMATS.values():
        files[f"handbook.{ending}"] = render(
            f"handbook.{ending}.j2", {"families": sections, "roles": roles, "references": references}
        )
    return dict(sorted(files.items()))


def _context(cell: Cell, sizes: Mapping[str, int] | None) -> dict[str, Any]:
    return {**cell_context(cell, sizes), "layers": framework_context(cell)}


def _references(sections: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the cells cite, each once, by author."""
    keys = {key for section in sections for cell in section["cells"] for key in cell["keys"]}
    return [reference(key) for key in sorted(keys)]


def file_name(cell: Cell) -> str:
    """A plain ASCII name for the files of a cell: ``lstm-bias-double``."""
    kept = [sign if sign.isascii() and (sign.isalnum() or sign in "_-") else "-" for sign in cell.label]
    return "".join(kept).strip("-") or "cell"
