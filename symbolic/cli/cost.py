"""``symbolic cost``: operations and memory of a run."""

from __future__ import annotations

import click

from symbolic.cli.common import FACE, JSON, WORDS, print_answer
from symbolic.cli.words import called, read_several
from symbolic.errors import UsageError

OWN = ("dtype", "activation", "backward")


@click.command()
@WORDS
@FACE
@JSON
def cost(words: tuple[str, ...], face: str, as_json: bool) -> None:
    """Print what T steps of B sequences cost: operations, FLOPs, memory, and how many bytes are moved.

    Sizes that are not given stay letters, B and T among them (or batch and steps). dtype=bfloat16 is the kind of
    number in memory, activation=10 the FLOPs that an activation is taken for.

    \b
    symbolic cost lstm n=4096 m=256 B=32 T=100
    symbolic cost torch.nn.LSTM input_size=10 hidden_size=20 bidirectional=true
    """
    own = {name: value for name, _, value in (word.partition("=") for word in words) if name in OWN}
    subjects, sizes = read_several([word for word in words if word.partition("=")[0] not in OWN])
    if len(subjects) != 1:
        raise UsageError(f"one cell or layer is needed, such as lstm; given: {len(subjects)}")
    from symbolic.derive.cost import find_run
    from symbolic.report.blocks import written
    from symbolic.report.costing import blocks, data

    run = find_run(subjects[0], **own, **sizes)
    print_answer({**called(subjects[0]), **data(run)} if as_json else written(blocks(run, face), face))
