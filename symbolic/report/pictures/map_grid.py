"""A map of weights as a grid: the gates below one another, the roles side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symbolic.report.pictures.areas import (
    IN_TEX,
    LEAST_SLIVER,
    MAP_EDGE,
    MAP_GAP,
    MAP_HEIGHT,
    MAP_SMALL_TYPE,
    MAP_TYPE_SIZE,
    MAP_WIDTH,
    Band,
    drawn_size,
    rectangle,
)
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.picture import END_ANCHOR, START, GraphicsElement, Label


def grid(
    bands: Sequence[Band], roles: Sequence[str], sums: Mapping[str, str]
) -> tuple[list[GraphicsElement], int, int, int]:
    """The items of a map with a row for each band and a column for each role; its width, height and left edge."""
    widest = [
        max((sum(a.columns for a in band.areas if a.role == role) for band in bands), default=0) for role in roles
    ]
    tallest = [max((area.rows for area in band.areas), default=1) for band in bands]
    # One scale for both directions.
    scale = min(MAP_WIDTH / max(1, sum(widest)), MAP_HEIGHT / max(1, sum(tallest)))
    left = max((text_width(band.name, MAP_TYPE_SIZE, band.plain) for band in bands), default=0) + MAP_EDGE + 6
    items: list[GraphicsElement] = []
    starts, now = [], left
    for role, columns in zip(roles, widest, strict=True):
        starts.append(now)
        parts = max(sum(1 for area in band.areas if area.role == role) for band in bands)
        drawn = max(drawn_size(columns, scale), parts * (LEAST_SLIVER + 1))
        words = max(text_width(role, MAP_SMALL_TYPE, plain=True), text_width(sums.get(role, ""), MAP_TYPE_SIZE))
        items.append(Label(now, 16, role, MAP_SMALL_TYPE, START, plain=True))
        now += max(drawn, round(words * IN_TEX)) + MAP_GAP
    top = 24
    for band, rows in zip(bands, tallest, strict=True):
        high = drawn_size(rows, scale)
        if high >= MAP_SMALL_TYPE - 2 or len(bands) * (MAP_SMALL_TYPE + 2) <= MAP_HEIGHT:
            step = max(high, MAP_SMALL_TYPE + 2)
            items.append(Label(left - 6, top + step // 2 + 4, band.name, MAP_TYPE_SIZE, END_ANCHOR, plain=band.plain))
        else:
            step = high
        for role, start in zip(roles, starts, strict=True):
            place = start
            for area in band.areas:
                if area.role == role:
                    items += rectangle(area, place, top, scale)
                    place += drawn_size(area.columns, scale) + 1
        top += step + 2
    for role, start in zip(roles, starts, strict=True):
        if role in sums:
            items.append(Label(start, top + 14, sums[role], MAP_TYPE_SIZE, START))
    return items, now, top + (20 if sums else 0), left
