"""``symbolic export``: the count in another language."""

from __future__ import annotations

from collections.abc import Iterable

import click

from symbolic.cli.common import JSON, WORDS, print_answer
from symbolic.cli.completion import names
from symbolic.errors import UsageError


def _languages() -> Iterable[str]:
    from symbolic.answers.export import LANGUAGES

    return LANGUAGES


@click.command()
@WORDS
@click.option(
    "--to",
    "language",
    default="python",
    show_default=True,
    metavar="LANGUAGE",
    shell_complete=names(_languages),
    help="One of these languages.",
)
@JSON
def export(words: tuple[str, ...], language: str, as_json: bool) -> None:
    """Print the count of CELL as a function in python, numpy, c, javascript, julia, excel or sql."""
    from symbolic.answers.export import export as write
    from symbolic.cli.words import called, read_one

    subject, sizes = read_one(words)
    if sizes:
        raise UsageError(f"export writes a function of the sizes; leave out {', '.join(sizes)}")
    text = write(subject, language)
    print_answer({**called(subject), "language": language, "code": text} if as_json else text)
