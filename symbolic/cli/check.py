"""``symbolic check`` and ``symbolic identify``: a formula or a number that somebody has."""

from __future__ import annotations

import click

from symbolic.cli.common import FACE, JSON, print_found
from symbolic.cli.words import put_once, read_asked, read_cell
from symbolic.errors import UsageError


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="CELL FORMULA [SIZE=NUMBER ...]")
@FACE
@JSON
def check(words: tuple[str, ...], face: str, as_json: bool) -> None:
    """Say whether FORMULA is the count of CELL; if not, what differs, and what it would be right for.

    The first line is "equal" or "not equal". The formula is in Python's spelling or a calculator's, its sizes are
    the letters of the cell, letters of your own, or words such as units and input_size:

    \b
    symbolic check lstm "4*(n*m + n**2)"
    symbolic check gru "3((d+1)h + h²)" n=4096 m=256
    """
    if len(words) < 2:
        raise UsageError('a cell and a formula are needed, such as lstm "4*(n*m + n**2)"')
    subject_words, formula, sizes = read_asked(words)
    subject, own = read_cell(subject_words)
    from symbolic.answers.check import check as find

    print_found(find(formula, subject, **{**own, **sizes}), face, as_json)


@click.command()
@click.argument("number")
@click.argument("words", nargs=-1, metavar="[CELL ...] SIZE=NUMBER|SIZE=FROM:TO ...")
@FACE
@JSON
def identify(number: str, words: tuple[str, ...], face: str, as_json: bool) -> None:
    """List every cell, modified cell and framework layer that has NUMBER parameters at the sizes.

    A size that is not known has bounds. Cells of your own are asked too when they are named.

    \b
    symbolic identify 4457472 n=4096 m=256
    symbolic identify 4457472 n=4096 m=1:4096
    """
    own = [read_cell(word.split())[0] for word in words if "=" not in word.split()[0]]
    sizes: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if equals and " " not in name:
            put_once(sizes, name, value)
    from symbolic.answers.identify import identify as find

    print_found(find(number, *own, **sizes), face, as_json)
