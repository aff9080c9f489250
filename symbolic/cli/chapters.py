"""The cells of a report by chapter, and the sizes of its examples, from the words of the command."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from symbolic._cell import Cell
from symbolic.catalog import cell as find
from symbolic.catalog import family_entries, family_names, family_title
from symbolic.cli.words import sort_words
from symbolic.errors import ModifierError, SizeError, UsageError
from symbolic.frameworks import is_layer
from symbolic.language.sizes.numbers import read_size_number

Chapters = Mapping[str, Sequence[Cell | str]]


def read_chapters(words: Iterable[str]) -> tuple[Chapters, dict[str, int], bool]:
    """The cells by the title of their chapter, the sizes, and whether the words name cells; without words, all cells.

    >>> chapters, sizes, named = read_chapters(["lstm", "gru", "n=100"])
    >>> chapters["Cells"], sizes, named
    ([<Cell lstm: i, f, o, g, c, h>, <Cell gru: z, r, hc, h>], {'n': 100}, True)
    """
    parts = sort_words(words)
    if not (parts.cells or parts.modifiers or parts.sizes):
        return {family_title(name): [*family_entries(name)] for name in family_names()}, {}, False
    chapters = _families(parts.cells, parts.modifiers)
    return chapters, _sizes(parts.sizes, [cell for group in chapters.values() for cell in group]), bool(parts.cells)


def _families(names: list[str], modifiers: dict[str, str]) -> dict[str, list[Cell]]:
    for name in filter(is_layer, names):
        raise UsageError(f"a report describes cells; `symbolic latex {name}` prints this layer")
    if names:
        cells = [find(name, **modifiers) for name in names]
        return {"Cells": cells}
    refused: list[str] = []
    chapters = {}
    for family in family_names():
        fitting = [cell for name in family_entries(family) if (cell := _fitting(name, modifiers, refused))]
        if fitting:
            chapters[family_title(family)] = fitting
    if not chapters:
        words = " ".join(f"{name}={value}" for name, value in modifiers.items())
        raise UsageError(f"no cell of the catalogue takes {words}")
    if refused:
        print(f"left out, as the modifiers do not fit: {', '.join(refused)}", file=sys.stderr)
    return chapters


def _fitting(name: str, modifiers: dict[str, str], refused: list[str]) -> Cell | None:
    try:
        return find(name, **modifiers)
    except ModifierError:
        refused.append(name)
        return None


def _sizes(texts: dict[str, str], cells: list[Cell]) -> dict[str, int]:
    """Sizes for the cells that have them; a name that no cell has is refused."""
    sizes: dict[str, int] = {}
    for name, value in texts.items():
        letters = {name if name in cell.letters else cell.aliases.get(name) for cell in cells} - {None}
        if not letters:
            raise SizeError(f"no cell of this report has a size {name[:40]!r}", name)
        sizes |= dict.fromkeys((letter for letter in letters if letter), read_size_number(name, value))
    return sizes
