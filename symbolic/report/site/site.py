"""The site: an index, a page for each cell, and pages that compare, find a number, and read a cell of one's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import cell as find
from symbolic.catalog import is_catalogued
from symbolic.catalog.sources import bibtex, sources
from symbolic.errors import DefinitionError, DerivativeError
from symbolic.report.documents.descent import family_tree
from symbolic.report.documents.documents import check_names
from symbolic.report.documents.fragments import full_context
from symbolic.report.documents.limited import costly, run_limited
from symbolic.report.documents.processes import shared
from symbolic.report.documents.templates import read_template, render
from symbolic.report.files import generated
from symbolic.report.pages.backward import text_style
from symbolic.report.pages.cell_text import equation_line
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.pages.tables import form_table, work_table
from symbolic.report.pictures.diagram import diagram
from symbolic.report.pictures.svg import page_styles, page_svg
from symbolic.report.site.numbers import candidate_numbers, cell_numbers, size_fields, summary_numbers
from symbolic.report.site.package import package_archive
from symbolic.report.writing.blocks import Grid
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.polynomials import Maths
from symbolic.report.writing.typeset import typeset

TITLE = "Parameters of recurrent cells"
SCRIPT_FIELDS = ("count", "checks", "roles", "layers", "cost", "parameters")
"""What the script of a cell's page needs."""
Families = Mapping[str, Sequence[Cell | str]]


def site(
    families: Families,
    sizes: Mapping[str, int] | None = None,
    progress: Callable[[str], None] | None = None,
    options: Options = DEFAULT_OPTIONS,
) -> dict[str, str | bytes]:
    """All files of the site by name; of a single cell one page that holds its styles and its scripts.

    The arguments are those of `symbolic.report.documents.documents.report`, and so are the refusals.
    """
    if options.templates:
        return run_limited(options.templates, _site, families, sizes, progress, options)
    return _site(families, sizes, progress, options)


def _site(
    families: Families,
    sizes: Mapping[str, int] | None,
    progress: Callable[[str], None] | None,
    options: Options,
) -> dict[str, str | bytes]:
    listed = [cell for cells in families.values() for cell in cells]
    names = check_names(listed)

    def made(named: Cell | str) -> dict[str, Any]:
        cell = find(named) if isinstance(named, str) else named
        if progress:
            progress(cell.label)
        return _page(cell, sizes, options)

    # What the first page loads and compiles, processes that are divided after it have already.
    first = [*map(made, listed[:1])]
    pages = [*first, *(map(made, listed[1:]) if options.templates else shared(made, listed[1:]))]
    if len(pages) == 1:
        (only,) = pages
        return {f"{names[0]}.html": _linked(_written(only, options, alone=True), frozenset(), "")}
    files: dict[str, str | bytes] = {}
    around = [None, *(_place(page) for page in pages), None]
    for number, page in enumerate(pages):
        text = _written(page, options, before=around[number], after=around[number + 2])
        files[f"cells/{names[number]}.html"] = _linked(text, frozenset(names), "")
    rest = iter(pages)
    sections = [{"title": title, "cells": [_row(next(rest)) for _ in cells]} for title, cells in families.items()]
    common = {"root": "", "alone": False}
    words = {"page": "index", "title": TITLE, "families": sections}
    words["tree"] = family_tree(page["cell"] for page in pages)
    index = render("site/index.html.j2", {**common, **words}, options)
    files["index.html"] = _linked(index, frozenset(names), "cells/")
    for name, title in (("compare", "Compare"), ("number", "What has this number?"), ("own", "A cell of your own")):
        context = {**common, "page": name, "title": title, "folder": "site"}
        files[f"{name}.html"] = render(f"site/{name}.html.j2", context, options)
    data = {"CELLS": [page["summary"] for page in pages], "CANDIDATES": candidate_numbers()}
    files["numbers.js"] = f"// {generated()}\n" + "".join(f"const {name} = {_json(data[name])};\n" for name in data)
    files["site.js"] = f"// {generated()}\n{read_template('site/site.js', options)}"
    files["site.css"] = f"/* {generated()} */\n{read_template('site/site.css', options)}{page_styles()}\n"
    files["symbolic.zip"] = package_archive()
    return dict(sorted(files.items()))


def _page(cell: Cell, sizes: Mapping[str, int] | None, options: Options) -> dict[str, Any]:
    """All that the page of a cell says, as data."""
    context = typeset(with_lines(costly(full_context)(cell, sizes, options.notation)))
    numbers, summary = cell_numbers(cell), summary_numbers(cell)
    known_sizes, picture = sizes or {}, diagram(cell, options.notation)
    for each in (numbers, summary):
        each["letters"] = [[name, meaning, known_sizes.get(name, size)] for name, meaning, size in each["letters"]]
    command = " ".join(("symbolic show", cell.label, *(f"{name}={size}" for name, _, size in numbers["letters"])))
    copied = {
        "LaTeX": render("part.tex.j2", {"cell": context, "part": "equations"}, options),
        "BibTeX": "\n\n".join(bibtex(key) for key in cell.key.split() if key in sources()),
        "Python": _python(cell),
        "Command": command,
    }
    return {
        "cell": context,
        "numbers": numbers,
        "summary": summary,
        "diagram": page_svg(picture),
        "notes": picture.notes,
        "listing": _listing(cell),
        "forms": _listed(form_table(cell.forms.values())),
        "operations": _listed(work_table(cell.work)),
        "copies": [{"name": name.lower(), "title": name, "copied": text} for name, text in copied.items() if text],
    }


def _written(page: dict[str, Any], options: Options, **more: Any) -> str:
    context = {
        **{key: page[key] for key in ("cell", "diagram", "notes", "listing", "forms", "operations", "copies")},
        "fields": size_fields(page["numbers"], page["cell"]["letters"]),
        "styles": page_styles() if more.get("alone") else "",
        "data": _json({key: value for key, value in page["numbers"].items() if key in SCRIPT_FIELDS}),
        "title": page["cell"]["title"],
        "page": "cell",
    } | {"root": "../", "alone": False, "before": None, "after": None, **more}
    return render("site/cell.html.j2", context, options)


def _place(page: dict[str, Any]) -> dict[str, str]:
    return {"file": page["cell"]["file"], "title": page["cell"]["title"]}


def _row(page: dict[str, Any]) -> dict[str, str]:
    """A cell in the index; it is searched by what is to be read there, and by its name and its authors."""
    cell = page["cell"]
    searched = " ".join((cell["name"], *(row["authors"] for row in cell["references"])))
    return {**{key: cell[key] for key in ("file", "title", "source", "summary", "count_latex")}, "searched": searched}


def _listing(cell: Cell) -> str:
    """The backward pass, an equation a line with its rules behind it; why there is none where there is none."""
    try:
        backward = cell.backward()
    except (DerivativeError, DefinitionError) as error:
        return str(error)
    style = text_style(backward)
    lines = [(equation_line(step.equation, style), ", ".join(step.rules)) for step in backward.steps]
    return "\n".join(f"{line}   # {rules}" if rules else line for line, rules in lines)


def _listed(table: Grid) -> list[dict[str, str]]:
    """The rows of a table of titles and formulas, as text: MathML is ten times as long."""
    return [{"title": str(row[0]), "listing": row[1].text} for row in table.rows if isinstance(row[1], Maths)]


def _python(cell: Cell) -> str:
    """The lines by which Python has the cell: from the catalogue, or from its equations."""
    if is_catalogued(cell):
        words = "".join(f", {name}={value!r}" for name, value in cell.modifiers.items())
        return f"from symbolic import cell\n\n{cell.name} = cell({cell.name!r}{words})\nprint({cell.name}.count)"
    sizes = {name: tuple(map(str, shape)) for name, shape in cell.definition.sizes.items()}
    plain = {name: shape[0] if len(shape) == 1 else shape or 1 for name, shape in sizes.items()}
    return f'from symbolic import Cell\n\nown = Cell("""\n{cell.text}\n""", {plain!r})\nprint(own.count)'


def _linked(text: str, names: frozenset[str], folder: str) -> str:
    """With a link from each cell that a note names to its page."""

    def link(match: re.Match[str]) -> str:
        return f'<a href="{folder}{match[1]}.html">{match[0]}</a>' if match[1] in names else match[0]

    return re.sub(r"<code>(\w+)</code>", link, text)


def _json(data: Any) -> str:
    """Data for a script inside a page: nothing in it ends the script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
