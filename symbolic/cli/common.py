"""What the commands share: their options, and how an answer is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from symbolic.cli.completion import names, paths, subject_words
from symbolic.cli.printing import print_answer as print_answer
from symbolic.cli.printing import printable as printable
from symbolic.cli.printing import tell as tell
from symbolic.cli.printing import told as told
from symbolic.errors import UsageError
from symbolic.terminal import set_plain


def _notations() -> Iterable[str]:
    from symbolic.report.writing.notation import notations

    return notations()


def _parts() -> Iterable[str]:
    from symbolic.report.writing.options import PAGE_PARTS

    return PAGE_PARTS


def _flavours() -> Iterable[str]:
    from symbolic.report.writing.flavours import FLAVOURS

    return FLAVOURS


NOTATION = click.option(
    "--notation",
    default="own",
    show_default=True,
    metavar="NAME|FILE.toml",
    shell_complete=names(_notations, file=True),
    help="How names and signs are written: own, cho, goodfellow, greff, keras, olah, pytorch, or a file.",
)
FLAVOUR = click.option(
    "--flavour",
    default="github",
    show_default=True,
    metavar="NAME",
    shell_complete=names(_flavours),
    help="The kind of Markdown: github, jupyter, myst or quarto.",
)
TEMPLATES = click.option(
    "--templates",
    default="",
    metavar="FOLDER",
    shell_complete=paths("dir"),
    help="A folder of your own templates, used in place of those with the same names.",
)
WIDTH_OPTION = click.option(
    "--width",
    default="",
    metavar="column|text|LENGTH",
    shell_complete=names(lambda: ("column", "text")),
    help="The width that LaTeX is written for: column, text (160 mm, the default) or a length such as 84mm.",
)
PART = click.option(
    "--part",
    metavar="NAME",
    shell_complete=names(_parts),
    help="Only this part: equations, table, derivation, cost, count, backward, jacobian, diagram or map.",
)
STEPS_OPTION = click.option(
    "--steps",
    type=click.Choice(["short", "all"]),
    default="short",
    show_default=True,
    help="The derivation: short, or with a step for each parameter and gate.",
)
FORMAT = click.option(
    "--as",
    "format",
    type=click.Choice(["text", "latex", "markdown"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
CAPTION = click.option(
    "--caption", default="", metavar="TEXT", help="With --as latex or markdown: put the tables in a float that has it."
)
LABEL_OPTION = click.option("--label", default="", metavar="NAME", help="The label of that float, such as tab:lstm.")


def styled(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of an answer that has a format already: notation, flavour, width, caption and label."""
    for option in (LABEL_OPTION, CAPTION, WIDTH_OPTION, FLAVOUR, NOTATION):
        command = option(command)
    return command


def written_as(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of an answer that is written: its format, and how it is written in it."""
    return FORMAT(styled(command))


OF = click.option(
    "--of",
    type=click.Choice(["parameters", "macs", "flops", "bytes"]),
    default="parameters",
    show_default=True,
    help="What is counted; macs and flops are for one step of one sequence, bytes for all stored numbers.",
)
ASCII = click.Option(
    ["--ascii"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, option, value: set_plain() if value else None,
    help="Write formulas and names in plain ASCII: m^2, 4*m, sigma.",
)
PLOT = click.option(
    "--plot",
    metavar="FILE",
    shell_complete=paths("file"),
    help="Draw it to this file instead: .svg, .tex or .tikz for pgfplots, .pdf or .png by matplotlib.",
)
FORCE = click.option("--force", is_flag=True, help="Overwrite existing files.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def argument(name: str, metavar: str | None = None, **settings: Any) -> Callable[..., Any]:
    """An argument of a command, of which no word is blank or holds a zero byte."""
    return click.argument(name, metavar=metavar, callback=_checked, **settings)


def _checked(_: click.Context, parameter: click.Parameter, value: Any) -> Any:
    for word in [value] if isinstance(value, str) else value or ():
        if not word.strip():
            raise UsageError(f"an empty word is given for {parameter.metavar or str(parameter.name).upper()}")
        if "\0" in word:
            raise UsageError(f"a word holds a zero byte: {word[:60]!r}")
    return value


CELL_WORDS = argument("words", nargs=-1, required=True, metavar="CELL [NAME=VALUE ...]", shell_complete=subject_words())


def print_found(answer: Any, format: str, as_json: bool, **names: str) -> None:
    """An answer of `symbolic.answers` in the format that was asked for; ``names`` are the options of `written_as`."""
    from symbolic.report.answers.formats import answer_data

    print_answer(answer_data(answer) if as_json else found_text(answer, format, **names))


def found_text(
    answer: Any,
    format: str,
    *,
    caption: str = "",
    label: str = "",
    flavour: str = "github",
    notation: str = "own",
    width: str = "",
) -> str:
    """An answer as text, in LaTeX or in Markdown; raises `UsageError` for options of the latter where it is text."""
    from symbolic.report.answers.formats import answer_text

    options = found_options(format, caption=caption, label=label, flavour=flavour, notation=notation, width=width)
    return answer_text(answer, format, flavour, options=options, caption=caption, label=label)


def found_options(format: str, *, caption: str, label: str, flavour: str, notation: str, width: str) -> Any:
    """How an answer is written; raises `UsageError` for what the format has not."""
    from symbolic.report.writing.options import find_options

    wishes = {"caption": caption, "label": label, "width": width, "notation": notation != "own" and notation}
    if format not in ("latex", "markdown") and (name := next((name for name, value in wishes.items() if value), "")):
        raise UsageError(f"--{name} is for --as latex{'' if name == 'width' else ' or markdown'}")
    return find_options(notation, flavour, width=width)


def note_unused(subjects: Iterable[Any], of: str, sizes: Iterable[str]) -> None:
    """Say on standard error which of the sizes that were given the operations do not depend on."""
    if of not in ("macs", "flops"):
        return
    from symbolic.derive.quantity import QUANTITY_UNITS, counted, unused_sizes

    if names := unused_sizes([counted(subject, of) for subject in subjects], sizes):
        tell(f"the {QUANTITY_UNITS[of]} do not depend on {' and '.join(names)}")


def plot_found(answer: Any, path: str, force: bool) -> None:
    """The plot of an answer as a file."""
    from symbolic.report.plots.answers import chart_of
    from symbolic.report.plots.files import write_chart

    write_chart(chart_of(answer), path, force=force)
    tell(f"wrote {path}")
