"""``symbolic diagram``: a cell as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from symbolic.cli.common import CELL_WORDS, NOTATION, print_answer, tell
from symbolic.cli.completion import paths
from symbolic.errors import UsageError


@click.command()
@CELL_WORDS
@click.option(
    "-o",
    "--output",
    shell_complete=paths("file"),
    help="Write to this file: .svg, .tex for a float in a paper, or .tikz for the tikzpicture alone.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that this tool did not write.")
@click.option("--map", "weights", is_flag=True, help="Draw the matrices to scale instead; at SIZE=NUMBER, if given.")
@NOTATION
def diagram(words: tuple[str, ...], output: str | None, force: bool, weights: bool, notation: str) -> None:
    """Draw a cell from its equations, as SVG or for LaTeX; without -o as SVG on stdout."""
    from symbolic._cell import Cell
    from symbolic.cli.words import read_cell
    from symbolic.report.files import write_files
    from symbolic.report.pictures.pictures import PICTURE_WRITERS, draw

    path = Path(output or "diagram.svg")
    write = PICTURE_WRITERS.get(path.suffix.lower()[1:])
    if write is None:
        endings = ", ".join(f".{ending}" for ending in PICTURE_WRITERS)
        raise UsageError(f"a diagram is written to a file that ends in {endings}, not {path.name[:60]!r}")
    shown, sizes = read_cell(words)
    if sizes and isinstance(shown, Cell) and not weights:
        raise UsageError(f"the diagram of a cell is the same at all sizes; leave out {', '.join(sizes)}")
    picture = draw(shown, "map" if weights else "diagram", notation=notation, sizes=sizes)
    for note in () if weights else picture.notes:
        tell(note)
    if output is None:
        print_answer(write(picture))
    else:
        write_files(path.parent, {path.name: write(picture)}, force=force)
        tell(f"wrote {output}")
