"""The orders of columns in the catalogue's diagrams, searched anew: to run after a change of `symbolic.diagram`."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.catalog import cell, entries
from symbolic.diagram.kept_orders import ORDERS_FILE, write_orders
from symbolic.diagram.layout import searched_orders
from symbolic.report.pictures.diagram import panels_of, sizes_of
from symbolic.report.pictures.labels import find_labels
from symbolic.report.writing.notation import OWN_NOTATION
from symbolic.report.writing.noted import noted


def all_orders(names: Iterable[str]) -> dict[str, list[int]]:
    """The order of each panel of some cells of which many lines cross, by its digest."""
    orders: dict[str, list[int]] = {}
    for name in names:
        written = noted(cell(name), OWN_NOTATION)
        panels = panels_of(written)
        for panel, words in zip(panels, find_labels(written, panels, OWN_NOTATION), strict=True):
            orders |= searched_orders(panel, *sizes_of(panel, words))
    return orders


if __name__ == "__main__":
    ORDERS_FILE.write_text(write_orders(all_orders(entries())), encoding="utf-8", newline="\n")
