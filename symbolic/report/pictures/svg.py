"""A picture as SVG: valid XML, its text as text, the same to the byte each time."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import groupby

from symbolic.report.files import generated
from symbolic.report.pictures.glyphs import SCRIPT_SCALE, runs
from symbolic.report.pictures.picture import (
    MIDDLE,
    ROLE_COLOURS,
    Circle,
    GraphicsElement,
    Label,
    Picture,
    Point,
    Rect,
    Stroke,
)
from symbolic.report.writing.escape import one_line

MATH_FONT = "'Latin Modern Math','STIX Two Text','Times New Roman',Times,serif"
ROUND = 6
TYPE_SIZE = Label._field_defaults["size"]
COLOUR_CLASSES = {role: f"c{number}" for number, role in enumerate(ROLE_COLOURS)}
"""The class of each colour."""
SVG_RULES = {
    "text": f"font-family:{MATH_FONT};fill:#222",
    ".i": "font-style:italic",
    ".n": "font-style:normal",
    ".s": f"font-size:{SCRIPT_SCALE}em",
    ".b": "font-weight:bold",
    # Among its letters the radical of Latin Modern hangs below the line.
    ".r": "font-family:'STIX Two Text','Times New Roman',Times,serif",
    ".h": "paint-order:stroke;stroke:#fff;stroke-width:3px",
    "path": "fill:none;stroke-width:1.5",
}
"""The rules of every picture by what they are of."""
ARROW_HEAD = 'markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" refX="7" refY="4"', "M0 1L8 4L0 7z"
"""The head of an arrow: its attributes and its outline."""
PAGE_HEAD = "", "M-4.7-2L.7 0-4.7 2z"
"""The same where the sheet of the page lets it reach out of its box: in widths of the line, about its end."""
UNQUOTED_ATTRIBUTE = re.compile(r'="([^\s"\'=<>`/]+)"(?=[ >])')
"""An attribute that HTML reads without its quotes."""


def svg(picture: Picture) -> str:
    """The picture as one SVG document.

    >>> svg(Picture("A & B", 40, 20, (Label(20, 14, "h_t"),))).splitlines()[1]
    '<title>A &amp; B</title>'
    """
    used = {item.role for item in picture.items if isinstance(item, Rect | Circle | Stroke)}
    rules = "".join(f"{of}{{{rule}}}" for of, rule in _rules(used).items())
    lines = [
        f'<!-- {generated()} --><svg xmlns="http://www.w3.org/2000/svg" role="img" {_extent(picture)}>',
        f"<title>{escaped(picture.title)}</title>",
        f"<style>{rules}</style>",
        *_arrows(picture, *ARROW_HEAD),
        f'<rect width="{picture.width}" height="{picture.height}" fill="#fff"/>',
        *_written(picture.items),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def page_svg(picture: Picture) -> str:
    """The picture inside a page of HTML whose style sheet holds `page_styles`.

    >>> page_svg(Picture("A & B", 40, 20, (Label(20, 14, "h_t"),))).splitlines()[0].partition(" ")[2][:27]
    'class=drawn role=img aria-l'
    """
    head = f'class="drawn" role="img" aria-label="{escaped(picture.title)}" {_extent(picture)}'
    # A site has hundreds of them: a line each.
    written = "".join([f"<svg {head}>", *_arrows(picture, *PAGE_HEAD), *_written(picture.items), "</svg>"])
    return UNQUOTED_ATTRIBUTE.sub(r"=\1", written)


def page_styles() -> str:
    """The rules for all pictures of a page, which stand on white in the dark too, as on paper."""
    rules = "".join(f".drawn {of}{{{rule}}}" for of, rule in _rules(ROLE_COLOURS).items())
    return f".drawn{{background:#fff}}.drawn marker{{overflow:visible}}{rules}"


def _rules(roles: Container[str]) -> dict[str, str]:
    rules = dict(SVG_RULES)
    for role, (line, fill) in ROLE_COLOURS.items():
        if role in roles:
            rules[f".{COLOUR_CLASSES[role]}"] = f"stroke:#{line};fill:{'#' + fill if fill else 'none'}"
            rules[f".d{COLOUR_CLASSES[role]}"] = f"fill:#{line}"
    return rules


def _extent(picture: Picture) -> str:
    """The attributes of the root, with what most texts have."""
    box = f'width="{picture.width}" height="{picture.height}" viewBox="0 0 {picture.width} {picture.height}"'
    return f'{box} font-size="{TYPE_SIZE}" text-anchor="{MIDDLE}"'


def _arrows(picture: Picture, attributes: str, outline: str) -> list[str]:
    """The heads of the arrows, one for each colour that has some."""
    roles = {item.role for item in picture.items if isinstance(item, Stroke) and item.arrow}
    marks = "".join(
        f'<marker id="a{COLOUR_CLASSES[role]}" {attributes} orient="auto">'
        f'<path class="d{COLOUR_CLASSES[role]}" d="{outline}"/></marker>'
        for role in ROLE_COLOURS
        if role in roles
    )
    return [f"<defs>{marks}</defs>"] if marks else []


def escaped(text: str) -> str:
    """Plain text in XML.

    >>> escaped("<b>&\\x07x")
    '&lt;b&gt;&amp; x'
    """
    kept = "".join(sign for sign in one_line(text) if sign.isprintable())
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _written(items: Iterable[GraphicsElement]) -> Iterator[str]:
    """The items from back to front; what some in a row have in common is said around them."""
    for style, members in groupby(items, _style):
        shapes = [*map(_shape, members)]
        if style and len(shapes) > 1:
            yield f"<g {style}>"
            yield from (f"<{name} {rest}" for name, rest in shapes)
            yield "</g>"
        else:
            yield from (f"<{name} {style} {rest}" if style else f"<{name} {rest}" for name, rest in shapes)


def _style(item: GraphicsElement) -> str:
    match item:
        case Label():
            return ""
        case Circle(radius=radius) if radius < 5:
            return f'class="d{COLOUR_CLASSES[item.role]}"'
        case Stroke(arrow=True):
            return f'class="{COLOUR_CLASSES[item.role]}" marker-end="url(#a{COLOUR_CLASSES[item.role]})"'
    return f'class="{COLOUR_CLASSES[item.role]}"'


def _shape(item: GraphicsElement) -> tuple[str, str]:
    """The name of the element, and the rest of it behind its style."""
    match item:
        case Rect():
            corner = f' rx="{item.radius}"' if item.radius else ""
            return "rect", f'x="{item.x}" y="{item.y}" width="{item.width}" height="{item.height}"{corner}/>'
        case Circle():
            return "circle", f'cx="{item.x}" cy="{item.y}" r="{item.radius}"/>'
        case Stroke():
            return "path", f'd="{_way(item.points, item.sharp)}"/>'
        case Label():
            return "text", _label(item)


def _way(points: tuple[Point, ...], sharp: frozenset[Point]) -> str:
    written, last = f"M{points[0][0]} {points[0][1]}", points[0]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(ROUND, _distance(before, corner) // 2, _distance(corner, after) // 2)
        if corner in sharp or reach < 2:
            written += _line(last, corner)
            last = corner
            continue
        start, end = _toward(corner, before, reach), _toward(corner, after, reach)
        control, turned = _offset(start, corner), _offset(start, end)
        written += f"{_line(last, start)}q{control}{'' if turned[0] == '-' else ' '}{turned}"
        last = end
    return written + _line(last, points[-1])


def _line(start: Point, end: Point) -> str:
    """A line to a point, by one coordinate where it is level or upright."""
    if start[1] == end[1]:
        return f"H{end[0]}"
    return f"V{end[1]}" if start[0] == end[0] else f"L{end[0]} {end[1]}"


def _offset(start: Point, end: Point) -> str:
    across, down = end[0] - start[0], end[1] - start[1]
    return f"{across}{down}" if down < 0 else f"{across} {down}"


def _distance(first: Point, second: Point) -> int:
    return abs(first[0] - second[0]) + abs(first[1] - second[1])


def _toward(corner: Point, other: Point, reach: int) -> Point:
    """The point that lies ``reach`` from a corner on the way to another point."""
    x, y = (other[0] > corner[0]) - (other[0] < corner[0]), (other[1] > corner[1]) - (other[1] < corner[1])
    return corner[0] + x * reach, corner[1] + y * reach


def _label(label: Label) -> str:
    anchor = "" if label.anchor == MIDDLE else f' text-anchor="{label.anchor}"'
    size = "" if label.size == TYPE_SIZE else f' font-size="{label.size}"'
    parts = () if label.plain else runs(label.text)
    slants = bool(parts) and parts[0].italic
    classes = _classes(h=label.halo, i=slants)
    head = f'x="{label.x}" y="{label.y}"{size}{anchor}{classes}>'
    if label.plain:
        return f"{head}{escaped(label.text)}</text>"
    body, height = "", 0
    for run in parts:
        shift = round(-run.level * 0.3 * label.size)
        marks = _classes(
            i=run.italic and not slants, n=slants and not run.italic, b=run.bold, s=bool(run.level), r="√" in run.text
        )
        if shift != height:
            marks += f' dy="{shift - height}"'
        height = shift
        body += f"<tspan{marks}>{escaped(run.text)}</tspan>" if marks else escaped(run.text)
    return f"{head}{body}</text>"


def _classes(**styles: bool) -> str:
    names = " ".join(name for name, is_so in styles.items() if is_so)
    return f' class="{names}"' if names else ""
