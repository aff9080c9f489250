"""Which documents there are, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import cell as find
from symbolic.catalog.sources import bibtex, reference
from symbolic.collector import without_collector
from symbolic.errors import DerivativeError, UsageError
from symbolic.language.roles import ROLE_MEANINGS
from symbolic.record import replace
from symbolic.report.documents.apparatus import apparatus, introduced, neighbours
from symbolic.report.documents.book_passes import MOST_LINES, book_passes
from symbolic.report.documents.descent import family_tree
from symbolic.report.documents.drawn import drawn_part
from symbolic.report.documents.fragments import FRAGMENT_ENDINGS, in_width
from symbolic.report.documents.kept_pages import kept_page
from symbolic.report.documents.limited import costly, run_limited
from symbolic.report.documents.links import kept_links
from symbolic.report.documents.overview import overview
from symbolic.report.documents.page_data import PageData, page_data
from symbolic.report.documents.paper import macros
from symbolic.report.documents.processes import shared
from symbolic.report.documents.templates import render
from symbolic.report.files import generated
from symbolic.report.pages.backward_rows import RULE_LETTERS
from symbolic.report.pages.cell_names import file_name
from symbolic.report.pages.jacobian import jacobian_context
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.writing.options import DEFAULT_OPTIONS, PAGE_PARTS, PICTURE_PARTS, Options
from symbolic.report.writing.typeset import typeset
from symbolic.report.writing.width import TEXT_WIDTH


def report(
    families: Mapping[str, Sequence[Cell | str]],
    sizes: Mapping[str, int] | None = None,
    progress: Callable[[str], None] | None = None,
    options: Options = DEFAULT_OPTIONS,
    parts: bool = False,
) -> dict[str, str]:
    """All documents of a report by file name.

    In LaTeX a handbook, a fragment per cell, and commands, with ``parts`` also of each part and of the pictures; in
    Markdown an index and a page per cell.

    ``families`` maps a title to its cells; a name is a cell of the catalogue, made where its pages are.
    ``progress`` is told the label of each cell in turn. With templates of a user, all of it is done in a
    process of its own, whose time and memory are bounded.
    """
    if options.templates:
        return run_limited(options.templates, _report, families, sizes, progress, options, parts)
    return _report(families, sizes, progress, options, parts)


@without_collector
def _report(
    families: Mapping[str, Sequence[Cell | str]],
    sizes: Mapping[str, int] | None,
    progress: Callable[[str], None] | None,
    options: Options,
    parts: bool,
) -> dict[str, str]:
    listed = [cell for cells in families.values() for cell in cells]
    check_names(listed)

    of_book = replace(options, width=TEXT_WIDTH)

    def page(place: int) -> dict[str, Any]:
        named = listed[place]
        if progress:
            progress(named if isinstance(named, str) else named.label)
        data = costly(_data)(named, sizes, options)
        whole, name = data.context, data.context["file"]
        # The pages of a handbook are as wide as they are; a width is that of a paper.
        context = with_lines(whole, TEXT_WIDTH, options.notation.terms)
        around = neighbours(listed, place)
        files = {f"cells/{file}": text for file, text in data.pictures.items()}
        files[f"cells/{name}.md"] = render("cell.md.j2", {"cell": context, "around": around}, of_book)
        files[f"fragments/{name}.tex"] = in_width("cell.tex.j2", {"cell": whole}, options)
        for part in PAGE_PARTS if parts else ():
            cell = _made(named)
            if part == "jacobian":
                try:
                    whole = {**whole, part: typeset(jacobian_context(cell, options.notation))}
                except DerivativeError:
                    continue
            if part == "backward" and context[part]["problem"]:
                continue
            if part in PICTURE_PARTS:
                text = drawn_part(cell, part, sizes, options, "latex")
            else:
                text = in_width("part.tex.j2", {"cell": whole, "part": part}, options)
            files[f"fragments/{name}-{part}.tex"] = text
        section = render("section.tex.j2", {"cell": context}, of_book)
        return {"context": {**context, "section": section}, "whole": whole, "files": files}

    # What the first page loads and compiles, processes that are divided after it have already.
    first, rest_of = [*map(page, range(len(listed[:1])))], range(1, len(listed))
    pages = [*first, *(map(page, rest_of) if options.templates else shared(page, rest_of))]
    files = {name: text for page in pages for name, text in page["files"].items()}
    contexts = [page["context"] for page in pages]
    files["macros.tex"] = macros([page["whole"] for page in pages], options, pictures=parts)
    rest = iter(contexts)
    sections = [introduced(title, [next(rest) for _ in cells], options.notation) for title, cells in families.items()]
    references = _references(sections)
    files["sources.bib"] = f"% {generated()}\n\n" + "\n\n".join(bibtex(row["key"]) for row in references) + "\n"
    roles = [{"name": role, "meaning": meaning} for role, meaning in ROLE_MEANINGS.items()]
    tree = family_tree(contexts)
    context = {"families": sections, "roles": roles, "references": references, "tree": tree}
    context["passes"] = book_passes([page["whole"] for page in pages], options.notation.terms)
    context["most_lines"] = MOST_LINES
    context["rules"] = [{"letter": letter, "meaning": meaning} for letter, meaning in RULE_LETTERS.values()]
    context |= overview(contexts, options.notation, sizes or {}) | apparatus(sections, references, sizes or {})
    for ending in FRAGMENT_ENDINGS.values():
        files[f"handbook.{ending}"] = render(f"handbook.{ending}.j2", context, of_book)
    if options.flavour == "quarto":
        files["_quarto.yml"] = render("quarto.yml.j2", context, of_book)
    cells = {row["file"] for row in context["index"]}
    return {name: kept_links(name, files[name], cells) for name in sorted(files)}


def _data(named: Cell | str, sizes: Mapping[str, int] | None, options: Options) -> PageData:
    """The data of a page, of a cell of the catalogue as it is kept where that is asked for."""
    kept = kept_page(named, sizes, options) if isinstance(named, str) else None
    return kept or page_data(_made(named), sizes, options.notation, options.steps)


def _made(named: Cell | str) -> Cell:
    return find(named) if isinstance(named, str) else named


def check_names(cells: Sequence[Cell | str]) -> list[str]:
    """The names of the files of some cells; raises `UsageError` where two of them are the same."""
    names = [cell if isinstance(cell, str) else file_name(cell) for cell in cells]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two cells of this report are called {name}; give them names")
    return names


def _references(sections: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the cells cite, each once, by author."""
    keys = {key for section in sections for cell in section["cells"] for key in cell["keys"]}
    return [reference(key) for key in sorted(keys)]
