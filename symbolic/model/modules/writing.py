"""A network as code of a framework, from its layers in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from symbolic.code.module import TARGETS
from symbolic.code.size_text import size_text
from symbolic.errors import UnknownName, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.placed import Placed
from symbolic.record import Record

WRITER_CLASSES = {"torch": "TorchNetwork", "keras": "KerasNetwork"}


class WrittenRow(Record):
    """The layers of a network in their order, in their places; ``shape`` are the axes of the input, where said."""

    layers: Sequence[Placed]
    shape: tuple[Any, ...] = ()
    channels_first: bool = False
    vector: bool = False
    """Whether the input is one vector, and no sequence."""
    ends_first: bool | None = None
    """Whether a program gives the channels before the steps; None where it does not say it."""


def written_row(model: Any) -> WrittenRow:
    """The row of a network, a `Model`; of a program the layers in the order in which its input goes through them.

    Raises `UsageError` where the row does not have the numbers that the network has.
    """
    text, chosen, file = model.program
    if not text:
        return WrittenRow(model.layers)
    from symbolic.model.code.row import read_row

    row = read_row(text, chosen, file)
    axes: Any = row.shape if row.shape and None not in row.shape else row.shape[-1:]
    words = any(layer.word.startswith("embedding") for layer in row.layers[:1])
    source: Any = None if words or not axes or axes[-1] is None else list(axes) if len(axes) > 1 else axes[0]
    network = type(model)(*row.layers, input=source)
    if network.size == model.size and network.fixed != model.fixed:
        problem = f"the layers that its input goes through hold {network.fixed} fixed numbers, and the program"
        raise UsageError(f"{problem} {model.fixed}; export writes no buffers beside the layers")
    if network.size != model.size:
        problem = f"the layers that its input goes through hold {network.size} trained parameters, and all layers"
        raise UsageError(f"{problem} {model.size}; export writes a row of layers, each of them once")
    along = any(layer.axes or layer.word.startswith("embedding") for layer in row.layers)
    vector = (len(row.shape) == 1 and not words) or (row.of_torch and not along and not _recurrent(row.layers))
    return WrittenRow(network.layers, row.shape, row.channels_first, vector, row.ends_first)


def _recurrent(layers: Sequence[Any]) -> bool:
    return any(isinstance(layer, Recurrent) for layer in layers)


def network_module(
    row: WrittenRow, label: str, target: str, fused: bool, numbers: Mapping[str, int], size: Size
) -> str:
    """The text of a module; raises `UsageError` that names the layer which cannot be written."""
    if target not in WRITER_CLASSES:
        if target not in TARGETS:
            raise UnknownName("target", target, WRITER_CLASSES, f"known: {', '.join(WRITER_CLASSES)}")
        raise UsageError(f"a network is written for {' or '.join(WRITER_CLASSES)}, and a cell for {target} too")
    members = []
    for placed in row.layers:
        if "." in placed.name:
            raise UsageError(f"{placed.name}: export writes one row of layers, and this network has several")
        if placed.made is None:
            problem = "export writes networks as text and programs; of a file of layers or a printout it has the count"
            raise UsageError(f'{placed.name}: {problem}; write its layers in a row, such as "lstm(8) > dense(3)"')
        members.append((placed.made, placed))
    writer = getattr(import_module(f"symbolic.model.modules.{target}"), WRITER_CLASSES[target])
    made = writer(members, numbers, fused)
    made.shape, made.over = row.shape, row.vector
    made.first = row.channels_first and target == "torch"
    made.ends_first = row.ends_first
    number = size.substitute({letter: Size.of(value) for letter, value in numbers.items()})
    count = f"{number.constant:,}" if number.constant is not None else size_text(number, made.argument)
    return made.text(" ".join(label.split()).replace('"""', "'").replace("\\", "/"), count)
