"""``symbolic cost``: operations and memory of a run."""

from __future__ import annotations

import click

from symbolic.cli.common import CELL_WORDS, FORCE, JSON, PLOT, found_text, plot_found, print_answer, written_as

COST_WORDS = ("dtype", "activation", "backward")


@click.command()
@CELL_WORDS
@written_as
@PLOT
@FORCE
@JSON
def cost(words: tuple[str, ...], format: str, plot: str | None, force: bool, as_json: bool, **names: str) -> None:
    """Print what T steps of B sequences cost: operations, FLOPs, memory, and how many bytes are moved.

    CELL may also be a layer, or a network as `symbolic summary` takes it. Sizes that you leave out stay letters, as do
    B and T (or batch and steps). dtype=bfloat16 sets the type of the numbers in memory, dtype=recurrent:int8,float32
    that of some parameters and of all else; activation=10 the FLOPs per activation. backward=all adds the backward
    pass; backward=parameters adds it without the gradient of the input.

    \b
    symbolic cost lstm n=4096 m=256 B=32 T=100
    symbolic cost lstm n=4096 m=256 B=32 T=100 --plot over-T.svg
    symbolic cost torch.nn.LSTM input_size=10 hidden_size=20 bidirectional=true
    symbolic cost "embedding(V, e) > lstm(m, layers=L) > dense(V)" backward=all
    """
    from symbolic.cli.words import called, keep_apart, read_one
    from symbolic.derive.cost import find_cost
    from symbolic.report.answers.formats import answer_data

    settings, rest = keep_apart(words, COST_WORDS)
    subject, sizes = read_one(rest, in_letters=True)
    run = find_cost(subject, **settings, **sizes)
    if plot:
        plot_found(run, plot, force)
        return
    print_answer({**called(subject), **answer_data(run)} if as_json else found_text(run, format, **names))
