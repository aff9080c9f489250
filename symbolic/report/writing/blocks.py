"""An answer as lines and grids of words and formulas: one description, read in a terminal, in LaTeX or in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from symbolic.derive.quantity import Counted, quantity_of
from symbolic.errors import UnknownName
from symbolic.language.sizes.size import Size
from symbolic.record import Record
from symbolic.report.writing.escape import latex_text, markdown_text
from symbolic.report.writing.flavours import find_flavour
from symbolic.report.writing.layout import aligned, filled, phrased, tied
from symbolic.report.writing.notation import OWN_NOTATION, Notation, grouped
from symbolic.report.writing.pieces import WRITTEN_SIZES, Piece, Writer, maths_of, piece_writer
from symbolic.report.writing.tabular import tabular
from symbolic.report.writing.width import TEXT_WIDTH, Width


class Line(Record):
    """A sentence; ``indent`` is how deep it stands in a terminal."""

    pieces: tuple[Piece, ...]
    indent: int = 0


class Grid(Record):
    """Rows of cells, each of one or more pieces; the columns named in ``right`` hold numbers."""

    header: tuple[str | Size, ...]
    rows: tuple[tuple[Piece | tuple[Piece, ...], ...], ...]
    right: frozenset[int] = frozenset()


Block = Line | Grid
REALS = r"\providecommand{\mathbb}[1]{\mathbf{#1}}% where no package has it"
BLOCK_FORMATS = ("text", "latex", "markdown")


def line(*pieces: Piece, indent: int = 0) -> Line:
    return Line(pieces, indent)


def grid(
    header: Sequence[str | Size], rows: Iterable[Sequence[Piece | tuple[Piece, ...]]], right: Iterable[int] = ()
) -> Grid:
    return Grid(tuple(header), tuple(map(tuple, rows)), frozenset(right))


def a_step(counted: Counted) -> str:
    """The words after FLOPs: parameters exist once, operations are done at every step."""
    return "" if quantity_of(counted) in ("parameters", "bytes") else " per step of one sequence"


def written(
    blocks: Iterable[Block],
    format: str = "text",
    flavour: str = "github",
    width: Width = TEXT_WIDTH,
    notation: Notation = OWN_NOTATION,
) -> str:
    r"""The answer in one of its formats, in Markdown of one flavour, in LaTeX of one width; raises `UnknownName`.

    A ``notation`` is that of LaTeX and Markdown.

    >>> from symbolic.language.sizes.size import Size
    >>> print(written([line("the biases, ", Size.letter("m") * 4, ", are missing")], "latex"), end="")
    {\raggedright the biases, $4 m$, are missing\par}
    """
    if format not in BLOCK_FORMATS:
        raise UnknownName("format", format, BLOCK_FORMATS)
    blocks = [*blocks]
    if format == "text":
        text = "\n".join(map(_text, blocks))
    elif format == "latex":
        text = "\n".join(latex_blocks(blocks, width, notation))
        text = f"{REALS}\n{text}" if r"\mathbb" in text else text
    else:
        inline = find_flavour(flavour).inline
        write = piece_writer(inline, markdown_text, "{:,}".format, pieces_of(blocks), notation)
        text = "\n".join(_markdown(block, write) for block in blocks)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def at_sizes(sizes: Mapping[str, object]) -> str:
    """Sizes as the head of a column has them: ``n = 4096, m = 256``."""
    return ", ".join(f"{letter} = {number}" for letter, number in sizes.items())


def latex_blocks(
    blocks: Sequence[Block], width: Width, notation: Notation = OWN_NOTATION, *, inside: bool = False
) -> list[str]:
    """Each block in LaTeX; tables ``inside`` a float are centred."""
    write = latex_writer(blocks, notation)
    # Names of layers are not broken, and leave holes in a line that is set to both margins.
    return [
        rf"{{\raggedright {write(block.pieces)}\par}}"
        if isinstance(block, Line)
        else tabular(latex_rows(block, write), width, head=latex_head(block, write), right=block.right, inside=inside)
        for block in blocks
    ]


def latex_writer(blocks: Iterable[Block], notation: Notation) -> Writer:
    """How the pieces of the blocks are written in LaTeX."""
    return piece_writer("${}$".format, latex_text, lambda n: f"${grouped(n, notation)}$", pieces_of(blocks), notation)


def latex_head(table: Grid, write: Writer) -> list[str]:
    """The head of a table; many sizes stand two by two."""
    return [
        _stacked(write, name.split(", ")) if isinstance(name, str) and WRITTEN_SIZES.fullmatch(name) else write([name])
        for name in table.header
    ]


def _stacked(write: Writer, sizes: Sequence[str]) -> str:
    rows = [write([", ".join(sizes[place : place + 2])]) for place in range(0, len(sizes), 2)]
    if len(rows) == 1:
        return rows[0]
    below = r",\\".join(rows)
    return rf"\begin{{tabular}}[b]{{@{{}}l@{{}}}}{below}\end{{tabular}}"


def latex_rows(table: Grid, write: Writer) -> list[list[str]]:
    return [[write(cell_pieces(cell)) for cell in row] for row in table.rows]


def pieces_of(blocks: Iterable[Block]) -> Iterator[Piece]:
    """The pieces of all lines and cells."""
    for block in blocks:
        for cell in [block.pieces] if isinstance(block, Line) else [cell for row in block.rows for cell in row]:
            yield from cell_pieces(cell)


def cell_pieces(cell: Piece | tuple[Piece, ...]) -> tuple[Piece, ...]:
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
    rows = [[plain(cell_pieces(cell)) for cell in row] for row in block.rows]
    headed = any(block.header)
    lines = aligned([[plain([name]) for name in block.header], *rows] if headed else rows, block.right, head=headed)
    return "\n" + "\n".join(lines) + "\n"


def _markdown(block: Block, write: Writer) -> str:
    if isinstance(block, Line):
        return write(block.pieces) + "\n"
    rule = ["--:" if column in block.right else ":--" for column in range(len(block.rows[0]))]
    head = [write([name]) for name in block.header]
    rows = [head, rule, *([write(cell_pieces(cell)) for cell in row] for row in block.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
