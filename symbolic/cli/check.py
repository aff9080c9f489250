"""``symbolic check``: a formula that somebody has."""

from __future__ import annotations

import click

from symbolic.cli.common import JSON, OF, argument, print_found, written_as
from symbolic.cli.completion import subject_words
from symbolic.errors import UsageError


@click.command()
@argument("words", shell_complete=subject_words(), nargs=-1, required=True, metavar="CELL FORMULA [SIZE=NUMBER ...]")
@OF
@written_as
@JSON
def check(words: tuple[str, ...], of: str, format: str, as_json: bool, **names: str) -> None:
    """Say whether FORMULA is the count of CELL; if not, what differs, and what it would be right for.

    The first line is "equal" or "not equal". Write the formula as in Python or on a calculator; its sizes are the
    letters of the cell, letters of your own, or words such as units and input_size:

    \b
    symbolic check lstm "4*(n*m + n**2)"
    symbolic check gru "3((d+1)h + h^2)" n=4096 m=256
    symbolic check lstm "8*hs*(hs + is)" --of flops
    """
    if len(words) < 2:
        raise UsageError('a cell and a formula are needed, such as lstm "4*(n*m + n**2)"')
    from symbolic.answers.check import check as find
    from symbolic.cli.words import read_asked, read_subject, refuse_option

    subject_words, formula, sizes = read_asked(words)
    refuse_option(sizes)
    subject, cell_sizes = read_subject(subject_words)
    print_found(find(formula, subject, of=of, **{**cell_sizes, **sizes}), format, as_json, **names)
