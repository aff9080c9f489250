"""A map of weights whose gates stand side by side: of cells whose gates differ, where a grid would be mostly blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symbolic.report.pictures.areas import (
    IN_TEX,
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
from symbolic.report.pictures.picture import START, Circle, GraphicsElement, Label

GATE_HEAD, GATE_DISTANCE, DOT = 17, 14, 5
"""The height of a gate's name, what lies between gates, and the radius of a dot of the legend."""
SCALE_STEP = 0.96
"""How much smaller each scale is that is tried."""


def flow(
    bands: Sequence[Band], roles: Sequence[str], sums: Mapping[str, str]
) -> tuple[list[GraphicsElement], int, int, int]:
    """The items of a map whose bands follow one another like words; its width, height and left edge."""
    tallest = max(area.rows for band in bands for area in band.areas)
    scale = min(MAP_HEIGHT / tallest, MAP_WIDTH / max(_columns(band) for band in bands))
    while len(bands) > 1:
        lines = _lines(bands, scale)
        if sum(_height(line, scale) for line in lines) <= MAP_HEIGHT or scale * tallest < 1:
            break
        scale *= SCALE_STEP
    items: list[GraphicsElement] = []
    top, wide = 4, MAP_EDGE
    for line in _lines(bands, scale):
        now = MAP_EDGE
        for band in line:
            items.append(Label(now, top + 11, band.name, MAP_TYPE_SIZE, START, plain=band.plain))
            place = now
            for area in sorted(band.areas, key=lambda area: roles.index(area.role)):
                items += rectangle(area, place, top + GATE_HEAD, scale)
                place += drawn_size(area.columns, scale) + 2
            now += _width(band, scale) + GATE_DISTANCE
        wide = max(wide, now)
        top += _height(line, scale)
    legend, across, top = _legend(roles, sums, top + 6)
    return items + legend, max(wide, across), top, MAP_EDGE


def _legend(roles: Sequence[str], sums: Mapping[str, str], top: int) -> tuple[list[GraphicsElement], int, int]:
    """A dot of each colour with its role and the sum of that role; the width, and where it ends."""
    items: list[GraphicsElement] = []
    now = wide = MAP_EDGE
    for role in roles:
        words = round(text_width(role, MAP_SMALL_TYPE, plain=True) * IN_TEX)
        amount = round(text_width(sums.get(role, ""), MAP_TYPE_SIZE) * IN_TEX)
        length = 2 * DOT + 5 + words + MAP_GAP + amount
        if now > MAP_EDGE and now + length > MAP_WIDTH + MAP_EDGE:
            now, top = MAP_EDGE, top + GATE_HEAD
        items += [
            Circle(now + DOT, top + 7, DOT, role),
            Label(now + 2 * DOT + 5, top + 11, role, MAP_SMALL_TYPE, START, plain=True),
            Label(now + 2 * DOT + 5 + words + MAP_GAP, top + 11, sums.get(role, ""), MAP_TYPE_SIZE, START),
        ]
        now += length + 2 * GATE_DISTANCE
        wide = max(wide, now - 2 * GATE_DISTANCE)
    return items, wide, top + GATE_HEAD


def _lines(bands: Sequence[Band], scale: float) -> list[list[Band]]:
    """The bands in lines, each as wide as the map at most."""
    lines: list[list[Band]] = []
    now = 0
    for band in bands:
        width = _width(band, scale)
        if not lines or now + width > MAP_WIDTH:
            lines.append([])
            now = 0
        lines[-1].append(band)
        now += width + GATE_DISTANCE
    return lines


def _columns(band: Band) -> int:
    return sum(area.columns for area in band.areas)


def _width(band: Band, scale: float) -> int:
    inner = sum(drawn_size(area.columns, scale) + 2 for area in band.areas) - 2
    return max(inner, round(text_width(band.name, MAP_TYPE_SIZE, band.plain) * IN_TEX))


def _height(line: Sequence[Band], scale: float) -> int:
    return GATE_HEAD + MAP_GAP + max(drawn_size(area.rows, scale) for band in line for area in band.areas)
