"""``symbolic read``: a cell from LaTeX, as text, as LaTeX again, or as a file of the language."""

from __future__ import annotations

from collections.abc import Iterable

import click

from symbolic.cli.common import JSON, argument, print_found, tell
from symbolic.errors import UsageError

SIZES_OPTION = click.option(
    "--sizes", multiple=True, metavar="NAME=SIZE", help="A size that the text does not give: h=m."
)
FIXED_OPTION = click.option("--fixed", multiple=True, metavar="NAME", help="A symbol that is not trained.")
CHOOSE = click.option(
    "--choose", multiple=True, metavar="NAME=WORD", help="Settle what the text leaves open: u=vector."
)


@click.command()
@argument("file", metavar="FILE[#PART]")
@SIZES_OPTION
@FIXED_OPTION
@CHOOSE
@click.option("-o", "--output", metavar="CELL.toml", help="Write the cell to this file, in the language of equations.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@JSON
def read(
    file: str,
    sizes: tuple[str, ...],
    fixed: tuple[str, ...],
    choose: tuple[str, ...],
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read a cell from LaTeX: its equations in the language, its count, and which cell of the catalogue it is.

    FILE is a paper, a page in Markdown or a docstring, or - for standard input; PART names one of several cells by its
    label, its section or its number. Where the text has more than one reading, all are shown with the word that
    chooses.

    \b
    symbolic read paper.tex#eq:lstm -o cell.toml
    symbolic read paper.tex --sizes h=m --choose u=vector
    """
    from symbolic.answers.read_latex import read_latex
    from symbolic.latex.files import is_text, read_paper
    from symbolic.latex.printed.errors import LatexError

    if not is_text(file):
        raise UsageError(f"{file[:100]} is not a text with LaTeX: .tex, .md, .rst, .txt, or - for standard input")
    text, part, path = read_paper(file)
    try:
        answer = read_latex(text, pairs(sizes), fixed, choices=pairs(choose), part=part)
        fields = answer.read.only().fields if output else {}
    except LatexError as error:
        raise error.in_file(path) from None
    if output:
        from pathlib import Path

        from symbolic.language.cell_file import spell_cell_file
        from symbolic.report.files import generated, write_files

        target = Path(output)
        note = f"{generated()} from {path or 'standard input'}"
        write_files(target.parent, {target.name: spell_cell_file(fields, note)}, force=force)
        tell(f"wrote {output}")
        return
    print_found(answer, "text", as_json)
    if len(answer.readings) > 1 or any(remark.error for remark in answer.findings):
        click.get_current_context().exit(1)


def pairs(words: Iterable[str]) -> dict[str, str]:
    """``h=m`` as a mapping; raises `UsageError` for a word without an equals sign.

    >>> pairs(["x=n", "h=m"])
    {'x': 'n', 'h': 'm'}
    """
    read: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name or not value:
            raise UsageError(f"write NAME=VALUE, such as h=m, not {word[:60]!r}")
        read[name] = value
    return read
