"""Matrices as rectangles to scale, in bands: one a gate of a cell, or one an array of a layer."""

from __future__ import annotations

from typing import NamedTuple

from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.picture import GraphicsElement, Label, Rect

MAP_WIDTH, MAP_HEIGHT = 420, 320
"""What the matrices take at most, in units of the picture."""
LEAST_SLIVER = 4
"""A sliver is drawn at least as wide as this."""
MAP_GAP, MAP_EDGE, MAP_TYPE_SIZE, MAP_SMALL_TYPE = 8, 12, 13, 11
IN_TEX = 1.25
"""How much wider words come out in a document than on a screen."""


class Area(NamedTuple):
    """One matrix: its name in LaTeX, its role, its rows and columns in numbers."""

    label: str
    role: str
    rows: int
    columns: int


class Band(NamedTuple):
    """Matrices side by side, with a name in LaTeX."""

    name: str
    areas: tuple[Area, ...]
    plain: bool = False


def drawn_size(extent: int, scale: float) -> int:
    """How long a side is drawn.

    >>> drawn_size(100, 0.5), drawn_size(1, 0.5)
    (50, 4)
    """
    return max(LEAST_SLIVER, round(extent * scale))


def rectangle(area: Area, x: int, y: int, scale: float) -> list[GraphicsElement]:
    """A matrix with its name where it has room."""
    width, height = drawn_size(area.columns, scale), drawn_size(area.rows, scale)
    items: list[GraphicsElement] = [Rect(x, y, width, height, area.role)]
    if height >= MAP_TYPE_SIZE + 3 and width >= text_width(area.label, MAP_TYPE_SIZE) + 4 and area.label:
        items.append(Label(x + width // 2, y + height // 2 + 4, area.label, MAP_TYPE_SIZE))
    return items
