"""Every entry of the catalogue, by family and by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from symbolic.catalog.entry import Entry

VARIABLE = "SYMBOLIC_CELLS"
"""The environment variable that names folders of a user's own cells."""

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
    values = vars(import_module(f"symbolic.catalog.families.{family}"))
    return {name: value for name, value in values.items() if isinstance(value, Entry)}


def family_title(family: str) -> str:
    """What the family is called, the first line of its file."""
    return (import_module(f"symbolic.catalog.families.{family}").__doc__ or family).splitlines()[0].rstrip(".")


def family_of(name: str) -> str:
    """The family that a cell of the catalogue stands in."""
    return next(family for family in FAMILIES if name in family_entries(family))
