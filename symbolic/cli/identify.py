"""``symbolic identify``: a number that somebody has."""

from __future__ import annotations

import click

from symbolic.cli.common import FORMAT, JSON, argument, print_found
from symbolic.cli.completion import subject_words


@click.command()
@argument("number")
@argument(
    "words", shell_complete=subject_words(several=True), nargs=-1, metavar="[CELL ...] SIZE=NUMBER|SIZE=FROM:TO ..."
)
@FORMAT
@JSON
def identify(number: str, words: tuple[str, ...], format: str, as_json: bool) -> None:
    """List every cell, modified cell and framework layer that has NUMBER parameters at the sizes.

    Write bounds for a size that you do not know. Cells of your own are searched too when you name them.

    \b
    symbolic identify 4457472 n=4096 m=256
    symbolic identify 4457472 n=4096 m=1:4096
    """
    from symbolic.answers.identify import identify as find
    from symbolic.cli.words import put_once, read_cell

    subjects = [read_cell(word.split())[0] for word in words if "=" not in word.split()[0]]
    sizes: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if equals and " " not in name:
            put_once(sizes, name, value)
    print_found(find(number, *subjects, **sizes), format, as_json)
