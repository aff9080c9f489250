"""Pictures inside a page: the SVG of a file without what the style sheet of the site says once for all."""

from __future__ import annotations

import re

from symbolic._cell import Cell
from symbolic.report.pictures.diagram import diagram
from symbolic.report.pictures.picture import COLOURS
from symbolic.report.pictures.svg import STYLE, svg
from symbolic.report.writing.notation import OWN, Notation

COMMON = (' font-size="14"', ' text-anchor="middle"')
"""What most texts of a picture have, so that the picture says it."""


def cell_diagram(cell: Cell, notation: Notation = OWN) -> str:
    """The diagram of a cell for its page.

    >>> from symbolic import cell
    >>> cell_diagram(cell("rnn")).partition(" ")[0]
    '<svg'
    """
    head, *lines = svg(diagram(cell, notation)).splitlines()
    head = head.partition("-->")[2]
    title = next(line for line in lines if line.startswith("<title>"))
    kept = [line for line in lines if not line.startswith(("<style>", "<title>")) and 'fill="#fff"/>' not in line]
    drawn = re.sub(r"<text(?![^>]*text-anchor)", '<text text-anchor="start"', "\n".join(kept))
    drawn = drawn.replace('id="ac', 'id="a').replace("url(#ac", "url(#a")
    for words in COMMON:
        drawn = drawn.replace(words, "")
    drawn = re.sub(r"(?<=d=\")M[^\"]*", lambda match: _shorter(match[0]), drawn)
    named = title.removeprefix("<title>").removesuffix("</title>")
    return f"{_opened(head, named)}\n{drawn}"


def picture_styles() -> str:
    """The rules of the style sheet for all pictures; they stand on white in the dark too, as on paper."""
    rules = [
        f".drawn .c{number}{{stroke:#{line};fill:{'#' + fill if fill else 'none'}}}.drawn .dc{number}{{fill:#{line}}}"
        for number, (line, fill) in enumerate(COLOURS.values())
    ]
    scoped = re.sub(r"(^|\})(?=[^}])", r"\1.drawn ", STYLE)
    return f".drawn{{background:#fff}}{scoped}{''.join(rules)}"


def _opened(head: str, title: str) -> str:
    """The first tag with its name for those who do not see it."""
    size = re.sub(r' xmlns="[^"]*"', "", head).removesuffix(">")
    return f'{size} class="drawn" font-size="14" text-anchor="middle" aria-label="{title}">'


def _shorter(way: str) -> str:
    """A path whose level and upright lines say one coordinate: ``M0 4L9 4`` is ``M0 4H9``."""
    steps = re.findall(r"([MLQ])([-\d. ]+)", way)
    written, x, y = "", "", ""
    for kind, text in steps:
        *before, across, down = text.split()
        if kind == "L" and down == y:
            written += f"H{across}"
        elif kind == "L" and across == x:
            written += f"V{down}"
        else:
            written += f"{kind}{' '.join((*before, across, down))}"
        x, y = across, down
    return written
