"""Every entry of the catalogue, by family and by name."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType

from symbolic.catalog.entry import Entry

FOLDERS_VARIABLE = "SYMBOLIC_CELLS"
"""The environment variable that names folders of a user's own cells."""


@cache
def family_names() -> tuple[str, ...]:
    """The families, each called as its file, in the order that the files declare as ``ORDER``."""
    folder = os.path.join(os.path.dirname(__file__), "families")
    names = [name.removesuffix(".py") for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_"]
    return tuple(sorted(names, key=lambda name: (_file(name).ORDER, name)))


@cache
def entries() -> dict[str, Entry]:
    """Every entry by name, in the order of the families."""
    return {name: entry for family in family_names() for name, entry in family_entries(family).items()}


@cache
def family_entries(family: str) -> dict[str, Entry]:
    """The entries of one family, in the order of its file."""
    return {name: value for name, value in vars(_file(family)).items() if isinstance(value, Entry)}


def family_title(family: str) -> str:
    """What the family is called, the first line of its file."""
    return (_file(family).__doc__ or family).splitlines()[0].rstrip(".")


def family_introduction(family: str) -> str:
    """What the family changes, the rest of that text: English with LaTeX between ``$`` and names between backquotes."""
    return " ".join((_file(family).__doc__ or "").split("\n")[1:]).strip()


def family_of(name: str) -> str:
    """The family of a cell of the catalogue."""
    return next(family for family in family_names() if name in family_entries(family))


def _file(family: str) -> ModuleType:
    return import_module(f"symbolic.catalog.families.{family}")
