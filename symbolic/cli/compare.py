"""``symbolic compare``: cells and layers, each with sizes and options of its own or shared."""

from __future__ import annotations

import click

from symbolic.cli.common import FORCE, JSON, OF, PLOT, argument, note_unused, plot_found, print_found, written_as
from symbolic.cli.completion import subject_words
from symbolic.cli.family import FAMILY, with_family
from symbolic.errors import UsageError


@click.command()
@argument(
    "words",
    shell_complete=subject_words(several=True),
    nargs=-1,
    required=True,
    metavar="CELL CELL [CELL ...] [NAME=VALUE ...]",
)
@FAMILY
@OF
@written_as
@PLOT
@FORCE
@JSON
def compare(
    words: tuple[str, ...],
    family: str | None,
    of: str,
    format: str,
    plot: str | None,
    force: bool,
    as_json: bool,
    **names: str,
) -> None:
    """Compare two cells, layers or networks by role, array and equation, in growth and in numbers; or count several.

    With a budget it finds the size at which each meets it: budget=100k, or 400KB with dtype=int8.

    Sizes and options hold for every cell or layer that takes them, within quotes for that one alone:

    \b
    symbolic compare keras.layers.GRU torch.nn.GRU input=64 units=256
    symbolic compare lstm "torch.nn.LSTM num_layers=2 bias=false"
    symbolic compare lstm gru mgu n=300 m=512
    symbolic compare lstm gru n=300 m=512 --plot roles.svg
    symbolic compare --run paper.tex#eq:lstm "units.py::Unit(3, 5)"
    symbolic compare lstm gru "lstm(m, layers=2) > dense(10)" n=40 budget=100k
    symbolic compare "lstm(m) > dense(10)" "gru(m) > dense(10)" n=40
    """
    from symbolic.answers.compare import compare as find
    from symbolic.cli.words import keep_apart, read_several, refuse_option

    settings, rest = keep_apart(with_family(words, family), ("budget", "step", "dtype"))
    if "step" in settings and "budget" not in settings:
        raise UsageError("step is for a budget; write budget=100k, say")
    subjects, sizes = read_several(rest)
    refuse_option(sizes)
    answer = find(*subjects, of=of, **settings, **sizes)
    note_unused(subjects, of, sizes)
    if plot:
        plot_found(answer, plot, force)
    else:
        print_found(answer, format, as_json, **names)
