"""A picture as SVG: valid XML, its text as text, the same to the byte each time."""

from __future__ import annotations

from symbolic.report.files import generated
from symbolic.report.pictures.glyphs import SCRIPT, runs
from symbolic.report.pictures.picture import COLOURS, Circle, Item, Label, Picture, Point, Rect, Stroke
from symbolic.report.writing.escape import one_line

FONT = "'Latin Modern Math','STIX Two Text','Times New Roman',Times,serif"
ROUND = 6
STYLE = (
    "text{font-family:" + FONT + ";fill:#222}.i{font-style:italic}.b{font-weight:bold}"
    ".h{paint-order:stroke;stroke:#fff;stroke-width:3px}path{fill:none;stroke-width:1.5}"
)


def svg(picture: Picture) -> str:
    """The picture as one SVG document.

    >>> svg(Picture("A & B", 40, 20, (Label(20, 14, "h_t"),))).splitlines()[1]
    '<title>A &amp; B</title>'
    """
    used = dict.fromkeys(item.role for item in picture.items if isinstance(item, Rect | Circle | Stroke))
    names = {role: f"c{number}" for number, role in enumerate(COLOURS) if role in used}
    arrows = {item.role for item in picture.items if isinstance(item, Stroke) and item.arrow}
    rules = "".join(
        f".{names[role]}{{stroke:#{COLOURS[role][0]};fill:{'#' + COLOURS[role][1] if COLOURS[role][1] else 'none'}}}"
        f".d{names[role]}{{fill:#{COLOURS[role][0]}}}"
        for role in names
    )
    marks = "".join(
        f'<marker id="a{names[role]}" markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" refX="7" '
        f'refY="4" orient="auto"><path d="M0 1L8 4L0 7z" style="stroke:none;fill:#{COLOURS[role][0]}"/></marker>'
        for role in names
        if role in arrows
    )
    lines = [
        f'<!-- {generated()} --><svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'width="{picture.width}" height="{picture.height}" viewBox="0 0 {picture.width} {picture.height}">',
        f"<title>{escaped(picture.title)}</title>",
        f"<style>{STYLE}{rules}</style>",
        *([f"<defs>{marks}</defs>"] if marks else []),
        f'<rect width="{picture.width}" height="{picture.height}" fill="#fff"/>',
        *(_item(item, names) for item in picture.items),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Plain text in XML.

    >>> escaped("<b>&\\x07x")
    '&lt;b&gt;&amp; x'
    """
    kept = "".join(sign for sign in one_line(text) if sign.isprintable())
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _item(item: Item, names: dict[str, str]) -> str:
    match item:
        case Rect():
            corner = f' rx="{item.radius}"' if item.radius else ""
            place = f'x="{item.x}" y="{item.y}" width="{item.width}" height="{item.height}"'
            return f'<rect class="{names[item.role]}" {place}{corner}/>'
        case Circle():
            style = f"d{names[item.role]}" if item.radius < 5 else names[item.role]
            return f'<circle class="{style}" cx="{item.x}" cy="{item.y}" r="{item.radius}"/>'
        case Stroke():
            arrow = f' marker-end="url(#a{names[item.role]})"' if item.arrow else ""
            return f'<path class="{names[item.role]}" d="{_way(item.points, item.sharp)}"{arrow}/>'
        case Label():
            return _label(item)


def _way(points: tuple[Point, ...], sharp: frozenset[Point]) -> str:
    written = f"M{points[0][0]} {points[0][1]}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(ROUND, _distance(before, corner) // 2, _distance(corner, after) // 2)
        if corner in sharp or reach < 2:
            written += f"L{corner[0]} {corner[1]}"
            continue
        start, end = _toward(corner, before, reach), _toward(corner, after, reach)
        written += f"L{start[0]} {start[1]}Q{corner[0]} {corner[1]} {end[0]} {end[1]}"
    return written + f"L{points[-1][0]} {points[-1][1]}"


def _distance(one: Point, other: Point) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(corner: Point, other: Point, reach: int) -> Point:
    """The point that lies ``reach`` from a corner on the way to another point."""
    x, y = (other[0] > corner[0]) - (other[0] < corner[0]), (other[1] > corner[1]) - (other[1] < corner[1])
    return corner[0] + x * reach, corner[1] + y * reach


def _label(label: Label) -> str:
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    halo = ' class="h"' if label.halo else ""
    head = f'<text x="{label.x}" y="{label.y}" font-size="{label.size}"{anchor}{halo}>'
    if label.plain:
        return f"{head}{escaped(label.text)}</text>"
    body, height = "", 0
    for run in runs(label.text):
        shift = round(-run.level * 0.3 * label.size)
        style = " ".join(sign for sign, on in (("i", run.italic), ("b", run.bold)) if on)
        marks = f' class="{style}"' if style else ""
        if shift != height:
            marks += f' dy="{shift - height}"'
        if run.level:
            marks += f' font-size="{round(label.size * SCRIPT)}"'
        height = shift
        body += f"<tspan{marks}>{escaped(run.text)}</tspan>" if marks else escaped(run.text)
    return f"{head}{body}</text>"
