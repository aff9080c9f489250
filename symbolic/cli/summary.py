"""``symbolic summary``: a whole network, layer by layer."""

from __future__ import annotations

import click

from symbolic.cli.common import JSON, argument, found_options, print_answer, print_found, written_as
from symbolic.cli.completion import paths
from symbolic.errors import UsageError


@click.command()
@argument("network", metavar="MODEL", shell_complete=paths("file"))
@argument("words", nargs=-1, metavar="[SIZE=NUMBER ...] [dtype=float32]")
@click.option("--layer", "name", metavar="NAME", help="Show only this layer, and how its number comes about.")
@click.option("--no-arrays", is_flag=True, help="Leave out the arrays that a file stores of each layer.")
@written_as
@JSON
def summary(
    network: str, words: tuple[str, ...], name: str | None, no_arrays: bool, format: str, as_json: bool, **names: str
) -> None:
    """Show a network layer by layer: kind, formula and number of each; totals and memory.

    MODEL is a network written as text, a file, .toml, .keras, .h5, .onnx or .safetensors, or Python code: itself, a .py
    file (net.py::Net chooses one), a notebook, or - for standard input. A printed summary, or a list of names and
    shapes, is a network too, as a .txt file or by -. Of several rows each but the first says what it reads:
    decoder(input=encoder): ..., or input(300) > ... for a sequence of its own.

    \b
    symbolic summary "embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)" V=10000 e=650 m=650 L=2
    symbolic summary network.keras dtype=float16
    symbolic summary "keras.Sequential([LSTM(256, input_shape=(16, 4096))])"
    """
    from symbolic.cli.words import sort_words
    from symbolic.model.word import read_network_and_sizes
    from symbolic.record import replace

    sorting = sort_words(words)
    if sorting.cells or sorting.modifiers:
        strange = [*sorting.cells, *sorting.modifiers][0]
        raise UsageError(f"after a network write its sizes, such as V=10000, or dtype, not {strange[:60]!r}")
    sizes = dict(sorting.sizes)
    dtype = sizes.pop("dtype", "float32")
    model, known = read_network_and_sizes(network, sizes)
    shown = replace(model.summary(dtype=dtype, **{**known, **sizes}), with_arrays=not no_arrays)
    if name is not None:
        from symbolic.report.documents.network_layer import layer_answer

        options = found_options(format, **names)
        wishes = names["caption"], names["label"]
        print_answer(layer_answer(shown, name, "data" if as_json else format, options, *wishes))
        return
    print_found(shown, format, as_json, **names)
