"""``symbolic exercise``: a sheet of exercises and its solutions."""

from __future__ import annotations

import click

from symbolic.cli.common import FLAVOUR, JSON, NOTATION, argument, print_answer, tell
from symbolic.cli.completion import paths, subject_words
from symbolic.errors import UsageError


@click.command()
@argument(
    "words",
    shell_complete=subject_words(several=True),
    nargs=-1,
    required=True,
    metavar="CELL [CELL ...] [SIZE=NUMBER ...]",
)
@click.option(
    "--level",
    type=click.IntRange(1, 3),
    default=1,
    show_default=True,
    help="1: shapes; 2: numbers; 3: mistakes and budgets.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Another number draws other questions."
)
@click.option(
    "-o",
    "--output",
    shell_complete=paths("dir"),
    default="exercises",
    show_default=True,
    help="The folder to write to.",
)
@click.option("--force", is_flag=True, help="Overwrite files that this tool did not write.")
@NOTATION
@FLAVOUR
@JSON
def exercise(
    words: tuple[str, ...], level: int, seed: int, output: str, force: bool, as_json: bool, **names: str
) -> None:
    """Write a sheet of exercises and a sheet of solutions, both in LaTeX and in Markdown.

    They are made from the derivations of cells and layers; the same words and the same seed give the same sheets.
    Sizes that are given are those of the questions, the others are drawn.
    """
    if not output.strip():
        raise UsageError("the folder to write to has no name; write -o sheet")
    from symbolic._cell import Cell
    from symbolic.cli.words import read_several
    from symbolic.frameworks.layer import Layer

    named, sizes = read_several(words)
    if not named:
        raise UsageError("an exercise is about a cell or a layer; name one, such as lstm")
    subjects = [subject for subject in named if isinstance(subject, Cell | Layer)]
    for subject in named:
        if subject not in subjects:
            raise UsageError(f"an exercise is about cells and layers; {subject.label[:60]} is a network")
    from symbolic.report.exercises.sheet import sheet_files
    from symbolic.report.files import write_files
    from symbolic.report.writing.options import find_options

    files = sheet_files(subjects, level, seed, sizes, find_options(**names))
    write_files(output, files, force=force)
    if as_json:
        print_answer({"folder": output, "files": [*files]})
    else:
        tell(f"wrote {len(files)} files to {output}: {', '.join(files)}")
