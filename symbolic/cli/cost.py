"""``symbolic cost``: operations and memory of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symbolic.cli.common import FORMAT, JSON, WORDS, print_answer
from symbolic.errors import UsageError

if TYPE_CHECKING:
    from symbolic._cell import Cell
    from symbolic.frameworks.layer import Layer
    from symbolic.model.network import Model

OWN = ("dtype", "activation", "backward")


@click.command()
@WORDS
@FORMAT
@JSON
def cost(words: tuple[str, ...], format: str, as_json: bool) -> None:
    """Print what T steps of B sequences cost: operations, FLOPs, memory, and how many bytes are moved.

    CELL may also be a layer, or a network as `symbolic summary` takes it. Sizes that you leave out stay letters, as do
    B and T (or batch and steps). dtype=bfloat16 sets the type of the numbers in memory, activation=10 the FLOPs per
    activation. backward=all adds the backward pass; backward=parameters adds it without the gradient of the input.

    \b
    symbolic cost lstm n=4096 m=256 B=32 T=100
    symbolic cost torch.nn.LSTM input_size=10 hidden_size=20 bidirectional=true
    symbolic cost "embedding(V, e) > lstm(m, layers=L) > dense(V)" backward=all
    """
    from symbolic.cli.words import called, keep_apart
    from symbolic.derive.cost import find_cost
    from symbolic.report.answers.formats import answer_data, answer_text

    settings, rest = keep_apart(words, OWN)
    subject, sizes = _read(rest)
    run = find_cost(subject, **settings, **sizes)
    print_answer({**called(subject), **answer_data(run)} if as_json else answer_text(run, format))


def _read(words: list[str]) -> tuple[Cell | Layer | Model, dict[str, Any]]:
    from symbolic.cli.networks import is_network, read_network
    from symbolic.cli.words import read_one, sort_words

    networks = [word for word in words if is_network(word)]
    if networks:
        sorting = sort_words([word for word in words if word not in networks])
        if len(networks) > 1 or sorting.cells or sorting.modifiers:
            raise UsageError("behind a network stand its sizes, B and T alone, such as V=10000 B=32")
        model, known = read_network(networks[0])
        return model, {**known, **sorting.sizes}
    return read_one(words, "one cell, layer or network")
