"""Orders of columns that were searched before, kept as data beside the package.

One is read only where the code that searches is still the same, and only for the nodes and sizes it was searched for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from symbolic.diagram.arrangement import Arrangement
from symbolic.diagram.geometry import Point

ORDERS_FILE = Path(__file__).with_name("orders.json")
ORDER_FILES = ("arrangement", "geometry", "graph", "layout", "order", "places", "rails", "tracks", "wires")
"""The files on which an order depends."""


def kept_order(arranged: Arrangement, sizes: Mapping[int, Point], edge: int) -> list[int] | None:
    """The columns of a panel in the order that a search ends in, where one is kept."""
    kept = _kept()
    return kept.get(order_digest(arranged, sizes, edge)) if kept else None


def order_digest(arranged: Arrangement, sizes: Mapping[int, Point], edge: int) -> str:
    """A text that changes when anything does on which the order of the columns depends."""
    nodes = [
        (node.kind, node.function, getattr(node.named, "name", ""), bool(node.stack), *map(tuple, node.reads))
        for node in arranged.nodes
    ]
    parts = (nodes, arranged.rails, arranged.rows, arranged.chains, sorted(sizes.items()), edge)
    return sha256(repr(parts).encode()).hexdigest()[:16]


def write_orders(orders: Mapping[str, list[int]]) -> str:
    """The text of the file for orders by their digests."""
    rows = ",\n".join(f'"{digest}": {json.dumps(order)}' for digest, order in orders.items())
    return f'{{"code": "{code_digest()}",\n"orders": {{\n{rows}\n}}}}\n'


@cache
def code_digest() -> str:
    """A text that changes when the code does that searches an order; empty where that cannot be read."""
    seen = sha256()
    try:
        for name in ORDER_FILES:
            seen.update(ORDERS_FILE.with_name(f"{name}.py").read_bytes())
    except OSError:
        return ""
    return seen.hexdigest()[:16]


@cache
def _kept() -> dict[str, list[int]]:
    """Orders by their digests; nothing where the code is another."""
    try:
        kept = json.loads(ORDERS_FILE.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept["orders"] if code_digest() and kept["code"] == code_digest() else {}
