r"""A picture as TikZ: a ``tikzpicture`` that needs no library, and a float around it that fits its column."""

from __future__ import annotations

from itertools import pairwise

from symbolic.report.pictures.picture import (
    END_ANCHOR,
    ROLE_COLOURS,
    START,
    Circle,
    GraphicsElement,
    Label,
    Picture,
    Rect,
    Stroke,
)
from symbolic.report.writing.escape import latex_text
from symbolic.report.writing.typeset import formula

UNIT = 0.62
"""Points of TeX in a unit of a picture."""
COLUMN_POINTS = 252
"""Points of a column; what is wider spans two where there are two."""
ANCHORS = {START: "base west", END_ANCHOR: "base east"}


def tikz(picture: Picture) -> str:
    r"""The picture alone, for a document that loads ``tikz``.

    >>> from symbolic.report.pictures.picture import Circle
    >>> tikz(Picture("one", 40, 20, (Circle(5, 5, 3, "line"),))).splitlines()[-2]
    '\\fill[Sline] (5,5) circle[radius=3];'
    """
    used = dict.fromkeys(item.role for item in picture.items if not isinstance(item, Label))
    lines = [rf"\begin{{tikzpicture}}[x={UNIT}pt,y=-{UNIT}pt,>=latex,line width=.5pt,inner sep=0pt]"]
    for role in used:
        name, (stroke, fill) = colour(role), ROLE_COLOURS[role]
        lines.append(rf"\definecolor{{{name}}}{{HTML}}{{{stroke}}}")
        if fill:
            lines.append(rf"\definecolor{{{name}F}}{{HTML}}{{{fill}}}")
    lines += map(_item, picture.items)
    return "\n".join([*lines, r"\end{tikzpicture}"]) + "\n"


def fitted(picture: Picture) -> str:
    """The picture, made smaller where the line or the page is."""
    return _boxed(tikz(picture))


def _boxed(drawn: str) -> str:
    return "\n".join(
        [
            r"\begingroup\setbox0=\hbox{%",
            drawn.rstrip("\n") + "}%",
            r"\ifdim\wd0>\linewidth\setbox0=\hbox{\resizebox{\linewidth}{!}{\box0}}\fi",
            r"\ifdim\ht0>.8\textheight\setbox0=\hbox{\resizebox{!}{.8\textheight}{\box0}}\fi",
            r"\leavevmode\box0\endgroup",
        ]
    )


def is_wide(picture: Picture) -> bool:
    """Whether it would have to be made much smaller to fit a column."""
    return picture.width * UNIT > 1.3 * COLUMN_POINTS


def colour(role: str) -> str:
    """The name of a colour: letters only."""
    return "S" + role.replace(" ", "")


def _item(item: GraphicsElement) -> str:
    match item:
        case Rect():
            corner = f",rounded corners={min(item.radius, 12) * UNIT:g}pt" if item.radius else ""
            end = f"({item.x + item.width},{item.y + item.height})"
            return rf"\draw[{_paint(item.role)}{corner}] ({item.x},{item.y}) rectangle {end};"
        case Circle():
            at = f"({item.x},{item.y}) circle[radius={item.radius}]"
            if item.radius < 5:
                return rf"\fill[{colour(item.role)}] {at};"
            return rf"\draw[{_paint(item.role)}] {at};"
        case Stroke():
            return _stroke(item)
        case Label():
            text = latex_text(item.text) if item.plain else f"${formula(item.text)}$"
            size = r"\footnotesize" if item.size > 12 else r"\scriptsize" if item.size > 10 else r"\tiny"
            halo = ",fill=white,fill opacity=.7,text opacity=1,inner sep=.4pt" if item.halo else ""
            anchor = ANCHORS.get(item.anchor, "base")
            return rf"\node[anchor={anchor},font={size}{halo}] at ({item.x},{item.y}) {{{text}}};"


def _stroke(item: Stroke) -> str:
    """TikZ rounds a corner when the next point is given: the option in front of a point is for the one before it."""
    words = f"({item.points[0][0]},{item.points[0][1]})"
    for corner, (x, y) in pairwise(item.points):
        is_sharp = corner in item.sharp and corner != item.points[0]
        words += f"[sharp corners]--({x},{y})[rounded corners=3pt]" if is_sharp else f"--({x},{y})"
    words = words.removesuffix("[rounded corners=3pt]")
    options = ",rounded corners=3pt" if any(corner not in item.sharp for corner in item.points[1:-1]) else ""
    arrow = ",->" if item.arrow else ""
    return rf"\draw[{colour(item.role)}{arrow}{options}] {words};"


def _paint(role: str) -> str:
    name = colour(role)
    return f"draw={name},fill={name}F" if ROLE_COLOURS[role][1] else f"draw={name}"
