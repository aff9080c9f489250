"""The family tree of a report: which cell changes which, the cells that it does not have left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symbolic.catalog.entries import entries


def family_tree(cells: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The cells of the catalogue, each behind the one that it changes, ``depth`` steps from the first; oldest first.

    ``cells`` are their contexts. Empty where none of them changes another.

    >>> from symbolic import cell
    >>> from symbolic.report.pages.cell_context import cell_context
    >>> contexts = [cell_context(cell(name)) for name in ("mogrifier", "peephole_lstm", "lstm", "full_peephole_lstm")]
    >>> [(row["name"], row["depth"]) for row in family_tree(contexts)]
    [('lstm', 0), ('peephole_lstm', 1), ('full_peephole_lstm', 2), ('mogrifier', 1)]
    """
    # A namesake of one's own has a title of its own.
    known = {cell["name"]: cell for cell in cells if cell["title"] == getattr(entries().get(cell["name"]), "title", "")}
    changed: dict[str, list[str]] = {}
    for name in sorted(known, key=lambda name: (_year(known[name]), [*entries()].index(name))):
        changed.setdefault(_nearest(name, known), []).append(name)
    rows = [*_below("", changed, known, 0)]
    return rows if any(row["depth"] for row in rows) else []


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    """The nearest that it comes from among those that are known."""
    name = entries()[name].varies
    while name and name not in known:
        name = entries()[name].varies
    return name


def _below(
    name: str, changed: Mapping[str, Sequence[str]], known: Mapping[str, Any], depth: int
) -> Iterator[dict[str, Any]]:
    for each in changed.get(name, ()):
        cell = known[each]
        yield {**{key: cell[key] for key in ("name", "title", "file", "source", "summary")}, "depth": depth}
        yield from _below(each, changed, known, depth + 1)


def _year(cell: Mapping[str, Any]) -> str:
    """The four digits that end the source."""
    return str(cell["source"])[-4:]
