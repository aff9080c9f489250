"""A network as code of a framework, from its layers in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from symbolic.code.module import TARGETS
from symbolic.code.size_text import size_text
from symbolic.errors import UnknownName, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.placed import Placed

WRITER_CLASSES = {"torch": "TorchNetwork", "keras": "KerasNetwork"}


def network_module(
    layers: Sequence[Placed], label: str, target: str, fused: bool, numbers: Mapping[str, int], size: Size
) -> str:
    """The text of a module; raises `UsageError` that names the layer which cannot be written."""
    if target not in WRITER_CLASSES:
        if target not in TARGETS:
            raise UnknownName("target", target, WRITER_CLASSES, f"known: {', '.join(WRITER_CLASSES)}")
        raise UsageError(f"a network is written for {' or '.join(WRITER_CLASSES)}, and a cell for {target} too")
    members = []
    for placed in layers:
        if "." in placed.name:
            raise UsageError(f"{placed.name}: export writes one row of layers, and this network has several")
        if placed.made is None:
            problem = "export writes networks as text; of a file, a program or a printout it has the count alone"
            raise UsageError(f'{placed.name}: {problem}; write its layers in a row, such as "lstm(8) > dense(3)"')
        members.append((placed.made, placed))
    writer = getattr(import_module(f"symbolic.model.modules.{target}"), WRITER_CLASSES[target])
    made = writer(members, numbers, fused)
    number = size.substitute({letter: Size.of(value) for letter, value in numbers.items()})
    count = f"{number.constant:,}" if number.constant is not None else size_text(number, made.argument)
    return made.text(" ".join(label.split()).replace('"""', "'").replace("\\", "/"), count)
