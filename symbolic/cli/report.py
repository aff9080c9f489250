"""``symbolic report``: which cells, which sizes, where to."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable

from symbolic._cell import Cell
from symbolic.catalog import FAMILIES, family_entries, family_title
from symbolic.catalog import cell as find
from symbolic.cli.words import sort_words
from symbolic.errors import ModifierError, SizeError, UsageError
from symbolic.frameworks import is_layer
from symbolic.language.numbers import read_size_number


def make_report(words: Iterable[str], **names: str) -> dict[str, str]:
    """The documents of the cells that the words name, or of all, by file name."""
    # Thousands of small expressions that live to the end: nothing for a collector to find.
    gc.disable()
    found = sort_words(words)
    families = _families(found.cells, found.modifiers)
    cells = [cell for group in families.values() for cell in group]
    sizes = _sizes(found.sizes, cells)
    from symbolic.report.documents import report
    from symbolic.report.look import find_look

    tell = _tell if sys.stderr.isatty() else lambda label: None
    files = report(families, sizes, tell, find_look(**names), parts=bool(found.cells))
    tell("")
    return files


def _families(names: list[str], modifiers: dict[str, str]) -> dict[str, list[Cell]]:
    for name in filter(is_layer, names):
        raise UsageError(f"a report is of cells; `symbolic latex {name}` prints this layer")
    if names:
        cells = [find(name, **modifiers) for name in names]
        return {"Cells": cells}
    refused: list[str] = []
    families = {}
    for family in FAMILIES:
        fitting = [cell for name in family_entries(family) if (cell := _fitting(name, modifiers, refused))]
        if fitting:
            families[family_title(family)] = fitting
    if not families:
        words = " ".join(f"{name}={value}" for name, value in modifiers.items())
        raise UsageError(f"no cell of the catalogue takes {words}")
    if refused:
        print(f"left out, as the modifiers do not fit: {', '.join(refused)}", file=sys.stderr)
    return families


def _fitting(name: str, modifiers: dict[str, str], refused: list[str]) -> Cell | None:
    try:
        return find(name, **modifiers)
    except ModifierError:
        refused.append(name)
        return None


def _sizes(given: dict[str, str], cells: list[Cell]) -> dict[str, int]:
    """Sizes for the cells that have them; a name that no cell has is refused."""
    sizes: dict[str, int] = {}
    for name, value in given.items():
        letters = {name if name in cell.letters else cell.aliases.get(name) for cell in cells} - {None}
        if not letters:
            raise SizeError(f"no cell of this report has a size {name[:40]!r}", name)
        sizes |= dict.fromkeys((letter for letter in letters if letter), read_size_number(name, value))
    return sizes


def _tell(label: str) -> None:
    """What is being written, in one line on stderr, where that is a terminal."""
    print(f"\r\x1b[Kwriting {label}" if label else "\r\x1b[K", end="", file=sys.stderr, flush=True)
