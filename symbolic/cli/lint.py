"""``symbolic lint``: what is wrong with the equations of a text."""

from __future__ import annotations

import click

from symbolic.cli.common import JSON, argument, print_answer
from symbolic.cli.read import CHOOSE, FIXED_OPTION, SIZES_OPTION, pairs
from symbolic.errors import UsageError


@click.command()
@argument("files", nargs=-1, required=True, metavar="FILE ...")
@SIZES_OPTION
@FIXED_OPTION
@CHOOSE
@JSON
def lint(
    files: tuple[str, ...], sizes: tuple[str, ...], fixed: tuple[str, ...], choose: tuple[str, ...], as_json: bool
) -> None:
    """Say where the equations of a paper, a page or a docstring are wrong; exit with status 1 if they are.

    FILE is LaTeX, Markdown or reStructuredText, or - for standard input. Each remark is a line file:line:column that
    editors and pre-commit hooks understand: symbols that nothing defines, shapes that contradict each other, a state
    that is read before it is known, a count in the text that the equations do not bear out.

    \b
    symbolic lint paper.tex
    """
    from symbolic.answers.lint import lint as find
    from symbolic.latex.files import read_paper
    from symbolic.report.answers.lint import data, lint_text

    answers = []
    for name in files:
        if name.endswith(".toml"):
            raise UsageError(f"{name[:100]} is a cell in the language, not LaTeX; symbolic show {name[:100]} checks it")
        text, part, file = read_paper(name)
        if part:
            raise UsageError(f"lint looks at the whole of a text; write {file or '-'} without #{part[:60]}")
        answers.append(find(text, pairs(sizes), fixed, choices=pairs(choose), file=file or "-"))
    if as_json:
        print_answer([data(answer) for answer in answers])
    else:
        print_answer("".join(lint_text(answer) for answer in answers))
    if any(answer.has_errors for answer in answers):
        click.get_current_context().exit(1)
