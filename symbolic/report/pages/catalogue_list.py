"""The catalogue as a list, for people and for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from symbolic.catalog import entries, family_entries, family_names, family_of, family_title
from symbolic.catalog.entry import NO_FIELDS, Entry
from symbolic.catalog.plugins import folder_files
from symbolic.catalog.sources import plain, sources
from symbolic.errors import UnknownName, UsageError, did_you_mean
from symbolic.report.writing.layout import aligned, filled


def select(words: tuple[str, ...] = (), family: str | None = None, *, empty: bool = False) -> dict[str, Entry]:
    """The entries of a family in whose names, titles, authors and years all the words occur.

    Raises `UnknownName` for a family that is not there and, unless ``empty`` is allowed, `UsageError`
    where nothing is found.

    >>> list(select(("hochreiter", "1997")))
    ['lstm_1997']
    """
    if family is not None and family not in family_names():
        raise UnknownName("family", family, family_names())
    selected = family_entries(family) if family else entries()
    wanted = [_folded(word) for word in words]
    selected = {
        name: entry for name, entry in selected.items() if all(word in _searched(name, entry) for word in wanted)
    }
    if not selected and not empty:
        within = f" in the family {family}" if family else ""
        raise UsageError(
            f"no cell{within} has {' and '.join(repr(word[:40]) for word in words)} in its name, title or source"
            + did_you_mean(words[0] if len(words) == 1 else "", entries(), "--layers lists those of frameworks")
        )
    return selected


def own_cells(words: tuple[str, ...] = ()) -> dict[str, str]:
    """The cells of the user's folders with all the words in their names."""
    files = {name: str(path) for name, path in folder_files().items()}
    return {name: path for name, path in files.items() if all(word.lower() in name.lower() for word in words)}


def list_as_text(chosen: Mapping[str, Entry], of_user: Mapping[str, str] = NO_FIELDS) -> str:
    """The cells by family: name, title, source; then the user's own with their files."""
    listed = [(name, entry.title, entry.source) for name, entry in chosen.items()]
    lines = dict(zip(chosen, aligned(listed, gap=2), strict=True))
    blocks = []
    for family in family_names():
        rows = [lines[name] for name in family_entries(family) if name in chosen]
        if rows:
            blocks.append("\n".join([filled(f"{family_title(family)} ({family})"), *rows]))
    if of_user:
        blocks.append("\n".join(["Your own", *aligned([*of_user.items()], gap=2)]))
    return "\n\n".join(blocks) + "\n"


def list_as_data(chosen: Mapping[str, Entry], of_user: Mapping[str, str] = NO_FIELDS) -> list[dict[str, Any]]:
    """Everything that is known of each cell without SymPy; the count is multiplied out."""
    listed = [_data(name, entry) for name, entry in chosen.items()]
    return [*listed, *({"name": name, "file": path} for name, path in of_user.items())]


def _data(name: str, entry: Entry) -> dict[str, Any]:
    cell = entry.cell(name)
    return {
        "name": name,
        "family": family_of(name),
        "title": entry.title,
        "source": entry.source,
        "keys": list(entry.keys),
        "summary": entry.summary,
        "note": entry.note,
        "consulted": entry.consulted,
        "varies": entry.varies,
        "equations": cell.text.splitlines(),
        "sizes": {key: list(shape) for key, shape in cell.sizes.items()},
        "letters": cell.letters,
        "inputs": list(cell.definition.names.inputs),
        "states": list(cell.definition.names.states),
        "parameters": {
            key: {"shape": list(map(str, shape)), "members": str(members), "role": cell.roles[key]}
            for key, (shape, members) in cell.shapes.items()
        },
        "fixed": sorted(cell.definition.fixed - cell.definition.size_values),
        "count": str(cell.size),
    }


def _searched(name: str, entry: Entry) -> str:
    fields = [sources()[key] for key in entry.keys]
    words = [name, entry.title, *(f"{plain(row['author'])} {row['year']} {plain(row['title'])}" for row in fields)]
    return _folded(" ".join(words))


def _folded(text: str) -> str:
    """Lower case without accents, so that ``jurgen`` finds Jürgen, however either was typed."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
