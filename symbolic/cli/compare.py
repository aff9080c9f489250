"""``symbolic compare``: two cells or layers, and the words that belong to either."""

from __future__ import annotations

from collections.abc import Iterable

import click

from symbolic._cell import Cell
from symbolic.cli.common import JSON, print_answer
from symbolic.cli.words import read_cell, takes
from symbolic.errors import UsageError
from symbolic.frameworks import Layer


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="CELL CELL [NAME=VALUE ...]")
@JSON
def compare(words: tuple[str, ...], as_json: bool) -> None:
    """Compare two cells or layers: role by role, array by array, in symbols and, with sizes, in numbers.

    Sizes and options go to each of the two that takes them; in quotes they stay with one:

    \b
    symbolic compare keras.layers.GRU torch.nn.GRU input=64 units=256
    symbolic compare lstm "torch.nn.LSTM num_layers=2 bias=false"
    """
    left, right, sizes = read_two(words)
    from symbolic.report.comparison import comparison_data, comparison_text

    print_answer(comparison_data(left, right, *sizes) if as_json else comparison_text(left, right, *sizes))


def read_two(words: Iterable[str]) -> tuple[Cell | Layer, Cell | Layer, tuple[dict[str, int], dict[str, int]]]:
    """The two that the words name, and the sizes of each; raises `SymbolicError`."""
    words = [word for word in words if word.strip()]
    named = [word.split() for word in words if "=" not in word.split()[0]]
    shared = [word for word in words if "=" in word.split()[0]]
    if len(named) != 2:
        given = ", ".join(" ".join(one) for one in named) or "none"
        raise UsageError(f"two cells or layers are needed, such as gru keras.layers.GRU; given: {given[:200]}")
    own: list[list[str]] = [[], []]
    for word in shared:
        homes = [place for place, one in enumerate(named) if takes(one, word.partition("=")[0])]
        if not homes:
            # Neither has it: the refusal of the first says what it takes.
            homes = [0]
        for place in homes:
            own[place].append(word)
    (left, first), (right, second) = (read_cell([*one, *more]) for one, more in zip(named, own, strict=True))
    return left, right, (first, second)
