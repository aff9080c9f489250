"""A map of weights whose gates stand side by side: of cells whose gates differ, where a grid would be mostly blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symbolic.report.pictures.areas import EDGE, GAP, HEIGHT, IN_TEX, SIZE, SMALL, WIDTH, Band, drawn_size, rectangle
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.picture import START, Circle, GraphicsElement, Label

HEAD, APART, DOT = 17, 14, 5
"""The height of a gate's name, what lies between gates, and the radius of a dot of the legend."""
STEP = 0.96
"""How much smaller each scale is that is tried."""


def flow(
    bands: Sequence[Band], roles: Sequence[str], sums: Mapping[str, str]
) -> tuple[list[GraphicsElement], int, int, int]:
    """The items of a map whose bands follow one another like words; its width, height and left edge."""
    tallest = max(area.rows for band in bands for area in band.areas)
    scale = min(HEIGHT / tallest, WIDTH / max(_columns(band) for band in bands))
    while len(bands) > 1:
        lines = _lines(bands, scale)
        if sum(_height(line, scale) for line in lines) <= HEIGHT or scale * tallest < 1:
            break
        scale *= STEP
    items: list[GraphicsElement] = []
    top, wide = 4, EDGE
    for line in _lines(bands, scale):
        now = EDGE
        for band in line:
            items.append(Label(now, top + 11, band.name, SIZE, START, plain=band.plain))
            place = now
            for area in sorted(band.areas, key=lambda area: roles.index(area.role)):
                items += rectangle(area, place, top + HEAD, scale)
                place += drawn_size(area.columns, scale) + 2
            now += _width(band, scale) + APART
        wide = max(wide, now)
        top += _height(line, scale)
    legend, across, top = _legend(roles, sums, top + 6)
    return items + legend, max(wide, across), top, EDGE


def _legend(roles: Sequence[str], sums: Mapping[str, str], top: int) -> tuple[list[GraphicsElement], int, int]:
    """A dot of each colour with its role and the sum of that role; the width, and where it ends."""
    items: list[GraphicsElement] = []
    now = wide = EDGE
    for role in roles:
        words = round(text_width(role, SMALL, plain=True) * IN_TEX)
        amount = round(text_width(sums.get(role, ""), SIZE) * IN_TEX)
        length = 2 * DOT + 5 + words + GAP + amount
        if now > EDGE and now + length > WIDTH + EDGE:
            now, top = EDGE, top + HEAD
        items += [
            Circle(now + DOT, top + 7, DOT, role),
            Label(now + 2 * DOT + 5, top + 11, role, SMALL, START, plain=True),
            Label(now + 2 * DOT + 5 + words + GAP, top + 11, sums.get(role, ""), SIZE, START),
        ]
        now += length + 2 * APART
        wide = max(wide, now - 2 * APART)
    return items, wide, top + HEAD


def _lines(bands: Sequence[Band], scale: float) -> list[list[Band]]:
    """The bands in lines, each as wide as the map at most."""
    lines: list[list[Band]] = []
    now = 0
    for band in bands:
        width = _width(band, scale)
        if not lines or now + width > WIDTH:
            lines.append([])
            now = 0
        lines[-1].append(band)
        now += width + APART
    return lines


def _columns(band: Band) -> int:
    return sum(area.columns for area in band.areas)


def _width(band: Band, scale: float) -> int:
    inner = sum(drawn_size(area.columns, scale) + 2 for area in band.areas) - 2
    return max(inner, round(text_width(band.name, SIZE, band.plain) * IN_TEX))


def _height(line: Sequence[Band], scale: float) -> int:
    return HEAD + GAP + max(drawn_size(area.rows, scale) for band in line for area in band.areas)
