"""The option ``--family`` of questions about several cells: all cells of a family whose sizes are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from symbolic.cli.completion import names
from symbolic.cli.printing import tell


def _families() -> Iterable[str]:
    from symbolic.catalog import family_names

    return family_names()


FAMILY = click.option(
    "--family",
    metavar="NAME",
    shell_complete=names(_families),
    help="Also all cells of this family that have no other sizes.",
)


def with_family(words: Sequence[str], family: str | None) -> list[str]:
    """The words, and the names of the cells of a family; those with a size that the words do not give are left out.

    Raises `UnknownName` for a family that is not there, `UsageError` where none of its cells is left.
    """
    from symbolic.catalog import cell, family_entries, family_names, family_title
    from symbolic.derive.quantity import open_letter
    from symbolic.errors import UnknownName, UsageError

    if family is None:
        return [*words]
    if family not in family_names():
        raise UnknownName("family", family, family_names())
    sizes = [word.partition("=")[0] for word in words if "=" in word]
    fitting: list[str] = []
    others: list[str] = []
    for name in family_entries(family):
        made = cell(name)
        letters = {open_letter(made, size) for size in sizes}
        (fitting if letters.issuperset(made.counted_letters) else others).append(name)
    if not fitting:
        raise UsageError(f"no cell of {family_title(family)} has only these sizes; {others[0]} has {_sizes(others[0])}")
    if others:
        tell(f"left out, as they have other sizes: {', '.join(others)}")
    return [*words, *(name for name in fitting if name not in words)]


def _sizes(name: str) -> str:
    from symbolic.catalog import cell

    return ", ".join(cell(name).counted_letters)
