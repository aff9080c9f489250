"""``symbolic render``: a document of the user's own."""

from __future__ import annotations

import click

from symbolic.cli.common import FLAVOUR, NOTATION, WIDTH_OPTION, argument, print_answer, tell
from symbolic.cli.completion import paths
from symbolic.errors import UsageError


@click.command()
@argument("template", shell_complete=paths("file"))
@argument("words", nargs=-1, metavar="[SIZE=NUMBER ...]")
@click.option(
    "-o", "--output", shell_complete=paths("file"), help="The file to write to; by default the document is printed."
)
@click.option("--force", is_flag=True, help="Overwrite a file that this tool did not write.")
@NOTATION
@WIDTH_OPTION
@FLAVOUR
def render(template: str, words: tuple[str, ...], output: str | None, force: bool, **names: str) -> None:
    """Make a document from TEMPLATE, a jinja2 file of your own such as paper.tex.j2.

    The template gets cells, layers and their counts as plain data, which the manual describes.
    """
    from symbolic.cli.words import sort_words
    from symbolic.language.sizes.numbers import read_size_number

    parts = sort_words(words)
    if parts.cells or parts.modifiers:
        wrong = [*parts.cells, *parts.modifiers][0]
        raise UsageError(f"render takes sizes such as n=4096, not {wrong[:60]!r}; a template names its cells itself")
    sizes = {name: read_size_number(name, value) for name, value in parts.sizes.items()}
    from symbolic.report.documents.user_template import render_file
    from symbolic.report.writing.options import find_options

    text = render_file(template, sizes, find_options(**names))
    if output is None:
        print_answer(text)
        return
    from pathlib import Path

    from symbolic.report.documents.user_template import marked
    from symbolic.report.files import write_files

    path = Path(output)
    write_files(path.parent, {path.name: marked(text, output)}, force=force)
    tell(f"wrote {output}")
