"""``symbolic export``: the count in another language, or the cell as code of a framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from symbolic.cli.common import CELL_WORDS, JSON, print_answer, tell
from symbolic.cli.completion import names, paths
from symbolic.errors import UsageError


def _languages() -> Iterable[str]:
    from symbolic.answers.export import LANGUAGES
    from symbolic.code.module import TARGETS

    return dict.fromkeys([*LANGUAGES, *TARGETS])


@click.command()
@CELL_WORDS
@click.option(
    "--to",
    "language",
    default="python",
    show_default=True,
    metavar="LANGUAGE",
    shell_complete=names(_languages),
    help="One of these languages or frameworks.",
)
@click.option(
    "--fused", is_flag=True, help="One kernel for the gates that read the same input, in code of a framework."
)
@click.option("-o", "--output", shell_complete=paths("file"), help="The file to write to; by default it is printed.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@JSON
def export(words: tuple[str, ...], language: str, fused: bool, output: str | None, force: bool, as_json: bool) -> None:
    """Print the count of CELL as a function, or CELL itself as code.

    The count is written in python, numpy, c, javascript, julia, excel or sql. For torch, keras, flax, equinox and
    numpy the cell is written as a module that computes it, one step and a layer over time; for numpy the count is
    below it. A network is written for torch and keras as a module with its layers; sizes are numbers for its letters.

    \b
    symbolic export lstm --to sql
    symbolic export lstm --to torch --fused -o lstm.py
    symbolic export "lstm(8) > dense(3)" --to torch n=4
    """
    from symbolic.cli.words import called, read_one

    subject, sizes = read_one(words)
    text = _text(subject, language, fused, sizes)
    if output is not None:
        from pathlib import Path

        from symbolic.report.files import write_files

        path = Path(output)
        write_files(path.parent, {path.name: text}, force=force)
        tell(f"wrote {output}")
        return
    print_answer({**called(subject), "language": language, "code": text} if as_json else text)


def _text(subject: Any, language: str, fused: bool, sizes: Mapping[str, str]) -> str:
    from symbolic._cell import Cell
    from symbolic.answers.export import LANGUAGES
    from symbolic.answers.export import export as write
    from symbolic.code.module import TARGETS
    from symbolic.errors import UnknownName
    from symbolic.model.network import Model

    if language not in LANGUAGES and language not in TARGETS:
        raise UnknownName("language", language, _languages(), f"known: {', '.join(_languages())}")
    if isinstance(subject, Model) and language in TARGETS and language not in LANGUAGES:
        return subject.module(language, fused, **sizes)
    if sizes:
        raise UsageError(f"export writes a function of the sizes; leave out {', '.join(sizes)}")
    if isinstance(subject, Cell) and language in TARGETS:
        code = subject.module(language, fused)
        return f"{code}\n\n{write(subject, 'python')}" if language in LANGUAGES else code
    if fused:
        raise UsageError(f"--fused is for the code of a cell, --to {', '.join(TARGETS)}")
    if language not in LANGUAGES:
        raise UsageError(f"--to {language} is of a cell, such as lstm; for this --to takes {', '.join(LANGUAGES)}")
    return write(subject, language)  # pyright: ignore
