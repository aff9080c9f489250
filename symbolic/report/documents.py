"""Which documents there are, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog.sources import bibtex, reference
from symbolic.errors import UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.roles import MEANINGS
from symbolic.report.context import cell_context, file_name, form_rows
from symbolic.report.layer_context import framework_context, layer_context
from symbolic.report.look import PLAIN, Look
from symbolic.report.notation import OWN, Notation, noted
from symbolic.report.overview import overview
from symbolic.report.paper import PARTS, macros
from symbolic.report.sharing import shared
from symbolic.report.templates import generated, render

FORMATS = {"latex": "tex", "markdown": "md"}


def fragment(
    shown: Cell | Layer,
    kind: str,
    sizes: Mapping[str, int] | None = None,
    look: Look = PLAIN,
) -> str:
    """One cell or layer as a fragment, ``kind`` is ``latex`` or ``markdown``.

    >>> from symbolic import cell
    >>> fragment(cell("rnn"), "latex").splitlines()[1]
    '\\\\begin{align*}'
    """
    if isinstance(shown, Layer):
        return render(f"layer.{FORMATS[kind]}.j2", {"layer": layer_context(shown, sizes, look.notation)}, look)
    # The LaTeX fragment says neither forms nor layers, and a paper's build waits for it.
    made = cell_context if kind == "latex" else full_context
    context = made(shown, sizes, look.notation)
    return render(f"cell.{FORMATS[kind]}.j2", {"cell": context}, look)


def report(
    families: Mapping[str, Sequence[Cell]],
    sizes: Mapping[str, int] | None = None,
    progress: Callable[[str], None] = lambda label: None,
    look: Look = PLAIN,
    parts: bool = False,
) -> dict[str, str]:
    """All documents of a report by file name.

    In LaTeX a handbook, a fragment a cell, with ``parts`` one a part too, and commands; in Markdown an index
    and a page a cell.

    ``families`` maps a title to its cells. ``progress`` is told the label of each cell in turn.
    """
    listed = [cell for cells in families.values() for cell in cells]
    names = [file_name(cell) for cell in listed]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two cells of this report are called {name}; give them names")

    def page(cell: Cell) -> dict[str, Any]:
        progress(cell.label)
        context, name = full_context(cell, sizes, look.notation), file_name(cell)
        files = {f"cells/{name}.md": render("cell.md.j2", {"cell": context}, look)}
        files[f"fragments/{name}.tex"] = render("cell.tex.j2", {"cell": context}, look)
        for part in PARTS if parts else ():
            text = render("part.tex.j2", {"cell": context, "part": part}, look)
            files[f"fragments/{name}-{part}.tex"] = text
        return {"context": context, "files": files}

    pages = shared(page, listed)
    files = {name: text for page in pages for name, text in page["files"].items()}
    files["macros.tex"] = macros(zip(listed, [page["context"] for page in pages], strict=True), look)
    contexts = iter([page["context"] for page in pages])
    sections = [{"title": title, "cells": [next(contexts) for _ in cells]} for title, cells in families.items()]
    references = _references(sections)
    files["sources.bib"] = f"% {generated()}\n\n" + "\n\n".join(bibtex(row["key"]) for row in references) + "\n"
    roles = [{"name": role, "meaning": meaning} for role, meaning in MEANINGS.items()]
    context = {"families": sections, "roles": roles, "references": references}
    context |= overview(zip(listed, [page["context"] for page in pages], strict=True), look.notation)
    for ending in FORMATS.values():
        files[f"handbook.{ending}"] = render(f"handbook.{ending}.j2", context, look)
    return dict(sorted(files.items()))


def full_context(cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN) -> dict[str, Any]:
    """What a document says about a cell, the other forms of its count and the layers of frameworks included."""
    return {
        **cell_context(cell, sizes, notation),
        "forms": form_rows(noted(cell, notation)),
        "layers": framework_context(cell, notation),
    }


def _references(sections: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the cells cite, each once, by author."""
    keys = {key for section in sections for cell in section["cells"] for key in cell["keys"]}
    return [reference(key) for key in sorted(keys)]
