"""``symbolic compare``: cells and layers, each with sizes and options of its own or shared."""

from __future__ import annotations

import click

from symbolic.cli.common import FORMAT, JSON, OF, argument, print_found
from symbolic.cli.completion import subject_words


@click.command()
@argument(
    "words",
    shell_complete=subject_words(several=True),
    nargs=-1,
    required=True,
    metavar="CELL CELL [CELL ...] [NAME=VALUE ...]",
)
@OF
@FORMAT
@JSON
def compare(words: tuple[str, ...], of: str, format: str, as_json: bool) -> None:
    """Compare two cells, layers or networks by role, array and equation, in growth and in numbers; or count several.

    Sizes and options go to every cell or layer that takes them; within quotes they go to that one alone:

    \b
    symbolic compare keras.layers.GRU torch.nn.GRU input=64 units=256
    symbolic compare lstm "torch.nn.LSTM num_layers=2 bias=false"
    symbolic compare lstm gru mgu n=300 m=512
    symbolic compare --run paper.tex#eq:lstm "units.py::Unit(3, 5)"
    symbolic compare "lstm(m) > dense(10)" "gru(m) > dense(10)" n=40
    """
    from symbolic.answers.compare import compare as find
    from symbolic.cli.words import read_several, refuse_option

    subjects, sizes = read_several(words)
    refuse_option(sizes)
    print_found(find(*subjects, of=of, **sizes), format, as_json)
