"""An answer as lines and grids of words and formulas: one description, read in a terminal, in LaTeX or in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from symbolic.derive.quantity import Counted, quantity_of
from symbolic.errors import UnknownName
from symbolic.language.sizes.size import Size
from symbolic.record import Record
from symbolic.report.writing.escape import latex_text, markdown_text
from symbolic.report.writing.flavours import find_flavour
from symbolic.report.writing.layout import aligned, filled, phrased, tied
from symbolic.report.writing.polynomials import Maths, maths
from symbolic.report.writing.tabular import tabular
from symbolic.report.writing.typeset import formula
from symbolic.report.writing.width import TEXT, Width

Piece = str | int | Size | Maths
"""Words, a number, a count, or a formula that is written out."""


class Line(Record):
    """A sentence; ``indent`` is how deep it stands in a terminal."""

    pieces: tuple[Piece, ...]
    indent: int = 0


class Grid(Record):
    """Rows of cells, each of one or more pieces; the columns named in ``right`` hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[Piece | tuple[Piece, ...], ...], ...]
    right: frozenset[int] = frozenset()


Block = Line | Grid
REALS = r"\providecommand{\mathbb}[1]{\mathbf{#1}}% where no package has it"
FORMATS = ("text", "latex", "markdown")


def line(*pieces: Piece, indent: int = 0) -> Line:
    return Line(pieces, indent)


def grid(header: Sequence[str], rows: Iterable[Sequence[Piece | tuple[Piece, ...]]], right: Iterable[int] = ()) -> Grid:
    return Grid(tuple(header), tuple(map(tuple, rows)), frozenset(right))


def a_step(counted: Counted) -> str:
    """The words after FLOPs: parameters exist once, operations are done at every step."""
    return "" if quantity_of(counted) in ("parameters", "bytes") else " per step of one sequence"


def written(blocks: Iterable[Block], format: str = "text", flavour: str = "github", width: Width = TEXT) -> str:
    r"""The answer in one of its formats, in Markdown of one flavour, in LaTeX of one width; raises `UnknownName`.

    >>> print(written([line("the biases, ", Size.letter("m") * 4, ", are missing")], "latex"), end="")
    {\raggedright the biases, $4 m$, are missing\par}
    """
    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    write = {
        "text": _text,
        "latex": partial(_latex, width),
        "markdown": partial(_markdown, find_flavour(flavour).inline),
    }[format]
    text = "\n".join(write(block) for block in blocks)
    if format == "latex" and r"\mathbb" in text:
        text = f"{REALS}\n{text}"
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def at_sizes(sizes: Mapping[str, object]) -> str:
    """Sizes as the head of a column has them: ``n = 4096, m = 256``."""
    return ", ".join(f"{letter} = {number}" for letter, number in sizes.items())


def pieces_of(cell: Piece | tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A cell of a grid as its pieces."""
    return cell if isinstance(cell, tuple) else (cell,)


def _text(block: Block) -> str:
    def plain(pieces: Iterable[Piece]) -> str:
        return "".join(
            phrased(p) if isinstance(p, str) else f"{p:,}" if isinstance(p, int) else tied(maths_of(p).text)
            for p in pieces
        )

    if isinstance(block, Line):
        return filled(plain(block.pieces), block.indent)
    rows = [[plain(pieces_of(cell)) for cell in row] for row in block.rows]
    headed = any(block.header)
    lines = aligned([[*map(phrased, block.header)], *rows] if headed else rows, block.right, head=headed)
    return "\n" + "\n".join(lines) + "\n"


def _latex(width: Width, block: Block) -> str:
    def typeset(pieces: Iterable[Piece]) -> str:
        return "".join(
            latex_text(p)
            if isinstance(p, str)
            else f"${p:,}$".replace(",", "{,}")
            if isinstance(p, int)
            else f"${formula(maths_of(p).latex)}$"
            for p in pieces
        )

    if isinstance(block, Line):
        # Names of layers are not broken, and leave holes in a line that is set to both margins.
        return rf"{{\raggedright {typeset(block.pieces)}\par}}"
    rows = [[typeset(pieces_of(cell)) for cell in row] for row in block.rows]
    return tabular(rows, width, head=[*map(latex_text, block.header)], right=block.right)


def _markdown(inline: Callable[[str], str], block: Block) -> str:
    def marked(pieces: Iterable[Piece]) -> str:
        return "".join(
            markdown_text(p)
            if isinstance(p, str)
            else f"{p:,}"
            if isinstance(p, int)
            else inline(formula(maths_of(p).latex))
            for p in pieces
        )

    if isinstance(block, Line):
        return marked(block.pieces) + "\n"
    rule = ["--:" if column in block.right else ":--" for column in range(len(block.rows[0]))]
    rows = [list(map(markdown_text, block.header)), rule, *([marked(pieces_of(c)) for c in row] for row in block.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def maths_of(piece: Size | Maths) -> Maths:
    """A count or a formula in both ways of writing."""
    return maths(piece) if isinstance(piece, Size) else piece
