"""The cells of the literature, a file a family, each as its paper prints it.

A cell is one `Entry` assigned to its name in a family's file; nothing else is to be edited.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from symbolic._cell import Cell
from symbolic.catalog.entry import Entry
from symbolic.errors import UnknownName

FAMILIES = (
    "simple",
    "lstm",
    "ablations",
    "variants",
    "projected",
    "gru",
    "multiplicative",
    "deep",
    "structured",
    "convolutional",
    "tree",
    "linear",
    "continuous",
    "memory",
)


@cache
def entries() -> dict[str, Entry]:
    """Every entry by name, in the order of the families."""
    found: dict[str, Entry] = {}
    for family in FAMILIES:
        found.update(family_entries(family))
    return found


@cache
def family_entries(family: str) -> dict[str, Entry]:
    """The entries of one family, in the order of its file."""
    values = vars(import_module(f"symbolic.catalog.{family}"))
    return {name: value for name, value in values.items() if isinstance(value, Entry)}


def family_title(family: str) -> str:
    """What the family is called, the first line of its file."""
    return (import_module(f"symbolic.catalog.{family}").__doc__ or family).splitlines()[0].rstrip(".")


def family_of(name: str) -> str:
    """The family that a cell of the catalogue stands in."""
    return next(family for family in FAMILIES if name in family_entries(family))


def cells() -> list[str]:
    """The names of the catalogue.

    >>> cells()[:2]
    ['rnn', 'lstm_1997']
    """
    return list(entries())


@cache
def find_cell(name: str) -> Cell:
    """A cell of the catalogue; ``-`` serves for ``_``. Raises `UnknownName` with the nearest names."""
    key = name.replace("-", "_")
    entry = entries().get(key)
    if entry is None:
        hint = "`symbolic list` shows them all; a cell of your own is a path to a .toml file"
        raise UnknownName("cell", name, entries(), hint)
    return Cell(
        entry.equations,
        entry.sizes,
        name=key,
        title=entry.title,
        source=entry.source,
        summary=entry.summary,
        note=entry.note,
        fixed=entry.fixed,
        latex=entry.latex,
        letters=entry.letters,
    )


def cell(name: str, **modifiers: str) -> Cell:
    """A cell of the catalogue, or of a ``.toml`` file, with modifiers applied.

    >>> cell("lstm", bias="double").count_at(n=4096, m=256)
    4458496
    """
    if not isinstance(name, str):
        raise UnknownName("cell", str(name), entries())
    found = Cell.load(name) if name.endswith(".toml") else find_cell(name)
    return found.modified(**modifiers)
