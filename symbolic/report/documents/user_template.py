"""A user's own document: a template that gets the catalogue as plain data, in a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import FOLDERS_VARIABLE, entries, family_of
from symbolic.catalog import cell as find
from symbolic.catalog.sources import bibtex, reference
from symbolic.errors import UsageError
from symbolic.files import read_bytes
from symbolic.frameworks import is_layer, layer
from symbolic.language.sizes.numbers import read_sizes
from symbolic.limits import TEMPLATE_BYTES
from symbolic.modify import MODIFIERS
from symbolic.record import replace
from symbolic.report.documents.fragments import full_context
from symbolic.report.documents.limited import costly, run_limited
from symbolic.report.documents.templates import render_here
from symbolic.report.files import GENERATED_MARK, generated
from symbolic.report.pages.layer_context import layer_context
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.typeset import typeset


def render_file(path: str | Path, sizes: Mapping[str, int] | None = None, options: Options = DEFAULT_OPTIONS) -> str:
    """The text that a template makes; its name ends in ``.j2``, behind ``.tex`` where it is LaTeX.

    It gets ``cell(name, ...)`` and ``layer(name, ...)``, which give what `full_context` and
    `layer_context` hold, for sizes and modifiers as words; ``cells``, a row per cell of the catalogue;
    ``reference(key)`` and ``bibtex(key)`` of a source; ``sizes``, as given here; ``generated``, the
    words by which a file of this tool is known. Templates beside it come before the project's.

    Raises `FileError` for a template that cannot be read, `TemplateFailure` for what it does wrong.
    """
    path = Path(path)
    if not path.name.endswith(".j2"):
        raise UsageError(f"a template's name ends in .j2, as paper.tex.j2 does, not {path.name[:60]!r}")
    read_bytes(path, TEMPLATE_BYTES, "a template")
    options = replace(options, templates=str(path.parent))
    return run_limited(path.name, _rendered, path.name, dict(sizes or {}), options)


def marked(text: str, name: str) -> str:
    """The text with a first line by which the tool knows it for its own, where the format has such lines.

    >>> marked("x\\n", "paper.tex").splitlines()[1], marked("x\\n", "table.csv")
    ('x', 'x\\n')
    """
    line = {".tex": f"% {generated()}\n", ".md": f"<!-- {generated()} -->\n"}.get(Path(name).suffix, "")
    # What stands between --- at the top of a Markdown file has to be first.
    return text if GENERATED_MARK in text.partition("\n")[0] or text.startswith("---") else line + text


def _rendered(name: str, sizes: dict[str, int], options: Options) -> str:
    return render_here(name, _data(sizes, options), options)


def _data(sizes: dict[str, int], options: Options) -> dict[str, Any]:
    def laid(context: dict[str, Any]) -> dict[str, Any]:
        return with_lines(context, options.width, options.notation.terms)

    @costly
    def cell(name: str, **words: Any) -> dict[str, Any]:
        if name.endswith(".toml"):
            raise UsageError(f"a template reads no files; a folder of your own cells is named by {FOLDERS_VARIABLE}")
        made = find(name, **{word: value for word, value in words.items() if word in MODIFIERS})
        others = {word: value for word, value in words.items() if word not in MODIFIERS}
        cell_sizes = read_sizes(made.definition.letters, (), lambda: made.aliases, others, made.label)
        return typeset(laid(full_context(made, {**_suitable(made, sizes), **cell_sizes}, options.notation)))

    @costly
    def layer_of(name: str, **arguments: Any) -> dict[str, Any]:
        if not is_layer(name):
            raise UsageError(f"{name[:60]!r} is not a layer of a framework; for a cell, write cell({name[:60]!r})")
        return typeset(laid(layer_context(layer(name, **arguments), None, options.notation)))

    rows = [
        {"name": name, "title": entry.title, "family": family_of(name), "source": entry.source, "keys": [*entry.keys]}
        for name, entry in entries().items()
    ]
    functions = {"cell": cell, "layer": layer_of, "reference": reference, "bibtex": bibtex}
    return {**functions, "cells": rows, "sizes": sizes, "generated": generated()}


def _suitable(made: Cell, sizes: Mapping[str, int]) -> dict[str, int]:
    """Those of the sizes of the whole document that the cell has, by letter."""
    letters = {name: name if name in made.letters else made.aliases.get(name) for name in sizes}
    return {letter: sizes[name] for name, letter in letters.items() if letter}
