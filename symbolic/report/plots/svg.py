"""A chart as SVG: valid XML, its text as text, the same to the byte each time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from symbolic.report.files import generated
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.picture import ROLE_COLOURS as ROLES
from symbolic.report.pictures.svg import escaped
from symbolic.report.plots.chart import CURVE_COLOURS, Bars, Chart, Curves, dash, short, ticks

PANEL_WIDTH, PANEL_HEIGHT = 420, 240
"""What the curves or bars of a panel take."""
LEFT_MARGIN, TOP_MARGIN, PLOT_FOOT, RIGHT_MARGIN, PLOT_TYPE_SIZE, LINE_HEIGHT = 56, 24, 44, 18, 12, 17
BAR_THICKNESS, PANEL_GAP = 24, 10
STROKES = ".g{stroke:#D8D8D8}.a{stroke:#404040}.c{fill:none;stroke-width:1.8}"
"""A grid, an axis, a curve."""
TEXT_FONT = "'Latin Modern Roman','STIX Two Text','Times New Roman',Times,serif"


def chart_svg(chart: Chart) -> str:
    """The chart as one SVG document.

    >>> from symbolic.report.plots.chart import Bars, Curve
    >>> bars = Bars("parameters", ("a & b",), (Curve("bias", (3,)),))
    >>> [line for line in chart_svg(Chart("One", "one", (bars,))).splitlines() if "amp" in line]
    ['<text x="94" y="40" text-anchor="end">a &amp; b</text>']
    """
    drawn, left, tallest = [], 0, 0
    for panel in chart.panels:
        width, height, lines = _bars(panel) if isinstance(panel, Bars) else _curves(panel)
        drawn += [f'<g transform="translate({left} 0)">', *lines, "</g>"] if left else lines
        left, tallest = left + width, max(tallest, height)
    extent = f'width="{left}" height="{tallest}" viewBox="0 0 {left} {tallest}"'
    lines = [
        f'<!-- {generated()} --><svg xmlns="http://www.w3.org/2000/svg" role="img" {extent}>',
        f"<title>{escaped(chart.title)}</title>",
        f"<style>text{{font:{PLOT_TYPE_SIZE}px {TEXT_FONT};fill:#222}}{STROKES}</style>",
        f'<rect width="{left}" height="{tallest}" fill="#fff"/>',
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _curves(panel: Curves) -> tuple[int, int, list[str]]:
    """The width, the height and the elements; the names stand at the right, the last value of each about level."""
    most = max((max(curve.values) for curve in panel.curves), default=0) or 1
    first, last = panel.places[0], panel.places[-1]
    span = max(1, last - first)

    def x(place: float) -> float:
        return round(LEFT_MARGIN + (place - first) / span * PANEL_WIDTH, 1)

    def y(value: float) -> float:
        return round(TOP_MARGIN + PANEL_HEIGHT - value / most * PANEL_HEIGHT, 1)

    base, end = TOP_MARGIN + PANEL_HEIGHT, LEFT_MARGIN + PANEL_WIDTH
    lines = [_text(LEFT_MARGIN - 40, 14, panel.of)]
    for value in ticks(most):
        lines += [
            _line("g", LEFT_MARGIN, y(value), end, y(value)),
            _text(LEFT_MARGIN - 6, y(value) + 4, short(value), "end"),
        ]
    for place in ticks(last, first):
        lines += [_line("a", x(place), base, x(place), base + 4), _text(x(place), base + 18, f"{place:,}", "middle")]
    lines += [
        _line("a", LEFT_MARGIN, base, end, base),
        _text(LEFT_MARGIN + PANEL_WIDTH // 2, base + 36, panel.over, "middle"),
    ]
    for number, curve in enumerate(panel.curves):
        points = " ".join(f"{x(p):g},{y(v):g}" for p, v in zip(panel.places, curve.values, strict=True))
        lines.append(f'<polyline class="c" {_pen(number)} points="{points}"/>')
    wanted = [y(curve.values[-1]) + 4 for curve in panel.curves]
    for number, (curve, height) in enumerate(zip(panel.curves, apart(wanted, LINE_HEIGHT), strict=True)):
        lines.append(f'<path class="c" {_pen(number)} d="M{end + 6} {height - 4:g}h20"/>')
        lines.append(_text(end + 30, height, curve.name))
    named = max((text_width(curve.name, PLOT_TYPE_SIZE, plain=True) for curve in panel.curves), default=0)
    tallest = max(base + PLOT_FOOT, round(max(apart(wanted, LINE_HEIGHT), default=0)) + 8)
    return end + 30 + named + RIGHT_MARGIN, tallest, lines


def _bars(panel: Bars) -> tuple[int, int, list[str]]:
    left = max((text_width(name, PLOT_TYPE_SIZE, plain=True) for name in panel.names), default=0) + 72
    sums = [sum(part.values[place] for part in panel.parts) for place in range(len(panel.names))]
    most = max(sums, default=0) or 1
    base = TOP_MARGIN + len(panel.names) * (BAR_THICKNESS + PANEL_GAP)
    lines = []
    for value in ticks(most):
        at = round(left + value / most * PANEL_WIDTH, 1)
        lines += [_line("g", at, TOP_MARGIN - 6, at, base), _text(at, base + 14, short(value), "middle")]
    for place, name in enumerate(panel.names):
        top, at = TOP_MARGIN + place * (BAR_THICKNESS + PANEL_GAP), float(left)
        lines.append(_text(left - 6, top + 16, name, "end"))
        for part in panel.parts:
            wide = part.values[place] / most * PANEL_WIDTH
            if wide:
                stroke, fill = _paint(part.name, panel)
                area = (
                    f'x="{at:.1f}" y="{top}" width="{wide:.1f}" height="{BAR_THICKNESS}" fill="#{fill}" '
                    f'stroke="#{stroke}"'
                )
                words = escaped(f"{part.name}: {int(part.values[place]):,}")
                lines.append(f"<rect {area}><title>{words}</title></rect>")
            at += wide
        lines.append(_text(round(at + 6, 1), top + 16, f"{int(sums[place]):,}"))
    lines += [
        _line("a", left, TOP_MARGIN - 6, left, base),
        _text(left + PANEL_WIDTH // 2, base + 32, panel.of, "middle"),
    ]
    x, y, end = left, base + 56, left + PANEL_WIDTH
    for part in panel.parts:
        wide = 30 + text_width(part.name, PLOT_TYPE_SIZE, plain=True)
        if x + wide > end and x > left:
            x, y = left, y + LINE_HEIGHT
        stroke, fill = _paint(part.name, panel)
        lines += [
            f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="#{fill}" stroke="#{stroke}"/>',
            _text(x + 17, y, part.name),
        ]
        x += wide
    return (
        end + 10 + max((text_width(f"{int(s):,}", PLOT_TYPE_SIZE, plain=True) for s in sums), default=0),
        y + 12,
        lines,
    )


def _paint(role: str, panel: Bars) -> tuple[str, str]:
    return role_colours(role, [part.name for part in panel.parts].index(role))


def role_colours(role: str, place: int) -> tuple[str, str]:
    """The line and the area of a role, as in the other pictures; of a part that is not a role those of a curve."""
    stroke, fill = ROLES.get(role, ("404040", ""))
    return stroke, fill or CURVE_COLOURS[place % len(CURVE_COLOURS)]


def apart(wanted: Sequence[float], least: float) -> list[float]:
    """Heights near those wanted, no two closer than ``least``.

    >>> apart([10, 12, 50], 5)
    [10, 15, 50]
    """
    heights = [*wanted]
    order = sorted(range(len(heights)), key=heights.__getitem__)
    for above, below in pairwise(order):
        heights[below] = max(heights[below], heights[above] + least)
    return heights


def _pen(number: int) -> str:
    dashes = " ".join(map(str, dash(number)))
    return f'stroke="#{CURVE_COLOURS[number % len(CURVE_COLOURS)]}"' + (
        f' stroke-dasharray="{dashes}"' if dashes else ""
    )


def _line(style: str, a: float, b: float, c: float, d: float) -> str:
    return f'<path class="{style}" d="M{a:g} {b:g}L{c:g} {d:g}"/>'


def _text(x: float, y: float, words: str, anchor: str = "") -> str:
    end = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}"{end}>{escaped(words)}</text>'
