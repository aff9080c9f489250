"""The pictures of a cell in its documents."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic._cell import Cell
from symbolic.report.files import generated
from symbolic.report.pictures.diagram import diagram
from symbolic.report.pictures.figure import figure
from symbolic.report.pictures.picture import Picture
from symbolic.report.pictures.svg import svg
from symbolic.report.pictures.tikz import fitted
from symbolic.report.pictures.weights import weight_map
from symbolic.report.writing.escape import markdown_text
from symbolic.report.writing.notation import Notation
from symbolic.report.writing.options import Options


def drawn(
    cell: Cell, sizes: Mapping[str, int] | None, notation: Notation
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What a page says of its pictures, and their files by name."""
    pictures = {"Diagram": diagram(cell, notation), "Map": weight_map(cell, sizes, notation)}
    rows = [
        {
            "title": each.title,
            "file": f"{each.name}.svg",
            "tikz": fitted(each),
            "name": each.name,
            "caption": f"{each.title}.",
            "notes": " ".join(each.notes),
            "command": command,
        }
        for command, each in pictures.items()
    ]
    return rows, {f"{each.name}.svg": svg(each) for each in pictures.values()}


def drawn_part(cell: Cell, name: str, sizes: Mapping[str, int] | None, options: Options, kind: str) -> str:
    """A picture as a part of a paper: a float in LaTeX, in Markdown a link to the file that ``diagram`` writes."""
    notation = options.notation
    picture: Picture = diagram(cell, notation) if name == "diagram" else weight_map(cell, sizes, notation)
    if kind == "latex":
        return figure(picture)
    return f"<!-- {generated()} -->\n![{markdown_text(picture.title)}]({picture.name}.svg)\n"
