"""``symbolic summary``: a whole network, layer by layer."""

from __future__ import annotations

from os.path import isfile, splitext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbolic.cli.common import FACE, JSON, print_answer, print_found
from symbolic.cli.words import sort_words
from symbolic.errors import UsageError

if TYPE_CHECKING:
    from symbolic.model.network import Model


@click.command()
@click.argument("network", metavar="MODEL")
@click.argument("words", nargs=-1, metavar="[SIZE=NUMBER ...] [dtype=float32]")
@click.option("--layer", "name", metavar="NAME", help="Only that layer: how its number comes about.")
@FACE
@JSON
def summary(network: str, words: tuple[str, ...], name: str | None, face: str, as_json: bool) -> None:
    """Show a network layer by layer: what each is, its formula, its number; totals and memory.

    MODEL is a text, or a file of .toml, .keras, .onnx or .safetensors:

    \b
    symbolic summary "embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)" V=10000 e=650 m=650 L=2
    symbolic summary network.keras dtype=float16
    """
    found = sort_words(words)
    if found.cells or found.modifiers:
        strange = [*found.cells, *found.modifiers][0]
        raise UsageError(f"behind a network stand its sizes, such as V=10000, and dtype; not {strange[:60]!r}")
    model, given = read_network(network)
    sizes = {**given, **found.sizes}
    dtype = sizes.pop("dtype", "float32")
    shown = model.summary(dtype=dtype, **sizes)
    if name is not None:
        from symbolic.report.summary_layer import layer_answer

        print_answer(layer_answer(shown, name, "data" if as_json else face))
        return
    print_found(shown, face, as_json)


def is_network(word: str) -> bool:
    """Whether a word is a network: a file of one that is real, or a text with the brackets of layers.

    >>> is_network("lstm(m) > dense(V)"), is_network("net.keras"), is_network("lstm"), is_network("my-cell.toml")
    (True, True, False, False)
    """
    from symbolic.model.reading.files import ENDINGS

    ending = splitext(word)[1].lower()
    if ending == ".toml":
        from symbolic.model.reading.toml import holds_network

        return holds_network(Path(word))
    return "(" in word or ending in ENDINGS


def read_network(text: str) -> tuple[Model, dict[str, Any]]:
    """The network of a text or a file, with the sizes that a file gives."""
    from symbolic.model.reading.files import ENDINGS, load_with_sizes

    if splitext(text)[1].lower() in ENDINGS or isfile(text):
        return load_with_sizes(text)
    from symbolic.model.text import parse_model

    return parse_model(text), {}
