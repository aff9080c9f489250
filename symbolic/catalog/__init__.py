"""The cells of the literature, one file per family, each cell as its paper prints it.

A cell is one `Entry` assigned to its name in a family's file; nothing else is to be edited.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from symbolic.catalog.entries import FOLDERS_VARIABLE, entries
from symbolic.catalog.entries import family_entries as family_entries
from symbolic.catalog.entries import family_names as family_names
from symbolic.catalog.entries import family_of as family_of
from symbolic.catalog.entries import family_title as family_title
from symbolic.errors import UnknownName
from symbolic.latex.files import is_text

if TYPE_CHECKING:
    from symbolic._cell import Cell

EXAMPLE_SIZES = {"input": 4096, "projection": 64, "hidden": 256}
OTHER_EXAMPLE = 8
"""The sizes of a worked example by role, and that of any other letter: they divide each other."""


def cells() -> list[str]:
    """The names of the catalogue.

    >>> cells()[:2]
    ['rnn', 'jordan']
    """
    return list(entries())


def find_cell(name: str) -> Cell:
    """A cell by name; ``-`` serves for ``_``. Raises `UnknownName` with the nearest names.

    The catalogue comes first, then the folders and packages of `symbolic.catalog.plugins`.
    """
    key = _key(name)
    if key in entries():
        if os.environ.get(FOLDERS_VARIABLE):
            from symbolic.catalog.plugins import refuse_a_file_named

            refuse_a_file_named(key)
        return _catalogued(key)
    from symbolic.catalog.plugins import find_elsewhere, folder_files

    elsewhere = find_elsewhere(name) or (find_elsewhere(key) if key != name else None)
    if elsewhere is None:
        hint = "`symbolic list` shows them all; a cell of your own is a path to a .toml file"
        raise UnknownName("cell", name, [*entries(), *folder_files()], hint)
    return elsewhere


def _key(name: str) -> str:
    return name.replace("-", "_").lower()


@cache
def _catalogued(name: str) -> Cell:
    return entries()[name].catalogued(name)


@cache
def _modified(name: str, modifiers: tuple[tuple[str, str | int | None], ...]) -> Cell:
    return _catalogued(name).modified(**dict(modifiers))


def is_catalogued(cell: Cell) -> bool:
    """Whether a cell is one of the catalogue, as it is or modified, and not a namesake.

    >>> from symbolic import Cell
    >>> namesake = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="lstm")
    >>> is_catalogued(cell("lstm", bias="none")), is_catalogued(namesake)
    (True, False)
    """
    return cell.name in entries() and cell.definition == _modified(cell.name, tuple(cell.modifiers.items())).definition


def consulted(cell: Cell) -> str:
    """What the equations of a cell of the catalogue were held against; nothing for any other cell.

    >>> from symbolic import Cell
    >>> consulted(Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="lstm"))
    ''
    """
    return entries()[cell.name].consulted if is_catalogued(cell) else ""


def cell(name: str, **modifiers: str | int | None) -> Cell:
    """A cell of the catalogue, or of a ``.toml`` file, with modifiers applied.

    >>> cell("lstm", bias="double").count_at(n=4096, m=256)
    4458496
    """
    if not isinstance(name, str):
        raise UnknownName("cell", str(name), entries())
    read = _loaded(name) if name.endswith(".toml") or is_text(name) else find_cell(name)
    if _key(name) in entries() and all(isinstance(value, str | int | None) for value in modifiers.values()):
        return _modified(_key(name), tuple(modifiers.items()))
    return read.modified(**modifiers)


def _loaded(path: str) -> Cell:
    from symbolic._cell import Cell

    return Cell.load(path)


def example_sizes(cell: Cell) -> dict[str, int]:
    """Sizes for a worked example of a cell: those of its entry, else one for each role of a letter.

    >>> example_sizes(cell("lstm")), example_sizes(cell("mamba_s6"))
    ({'n': 4096, 'm': 256}, {'m': 1536, 'R': 48, 'N': 16})
    """
    entry = entries().get(cell.name)
    sizes = {cell.aliases[role]: size for role, size in EXAMPLE_SIZES.items() if role in cell.aliases}
    sizes |= entry.example if entry else {}
    return {letter: sizes.get(letter, OTHER_EXAMPLE) for letter in cell.definition.letters}
