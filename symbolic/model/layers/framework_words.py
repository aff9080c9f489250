"""The arguments of a framework's layer as a network has them: its own, by position or by name, sizes in letters too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symbolic.errors import UsageError
from symbolic.frameworks import named_arguments
from symbolic.frameworks.arguments import SizeOf, size_words
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.layer_spec import LayerSpec
from symbolic.language.sizes.size import Size

SizeArguments = list[tuple[str, Any]]


def with_arguments(layer: Layer, values: Sequence[Any], words: Mapping[str, Any]) -> tuple[Layer, SizeArguments]:
    """The layer with more arguments, and those of its sizes that are not plain numbers, by their letters.

    One value is the hidden size, unless that has its name; several are in the framework's order.

    >>> from symbolic.frameworks import layer
    >>> made, sizes = with_arguments(layer("torch.nn.LSTM"), [Size.letter("e"), 20, 2], {"proj_size": "p"})
    >>> made.label, [(letter, str(size)) for letter, size in sizes]
    ('torch.nn.LSTM hidden_size=20 num_layers=2 proj_size=r', [('n', 'e'), ('r', 'p')])
    """
    arguments = _size_arguments(layer.spec)
    hidden = _hidden(arguments)
    if len(values) == 1 and hidden and not any(arguments.get(word) == hidden for word in words):
        words, values = {hidden.name: values[0], **words}, ()
    sizes: SizeArguments = []
    chosen: dict[str, Any] = {**layer.words}
    for word, value in named_arguments(layer.spec, tuple(values), dict(words)).items():
        argument = arguments.get(word)
        if argument is None or _is_plain(value):
            chosen[argument.name if argument else word] = str(value) if isinstance(value, Size) else value
            continue
        sizes.append((argument.letter, value))
        if argument.optional or argument.default is not None:
            chosen[argument.name] = argument.letter
    return (Layer(layer.spec, chosen) if chosen != layer.words else layer), sizes


def takes_directions(layer: Layer, merge: str) -> bool:
    """Whether the framework's layer has both directions as an argument of its own, merged in that way."""
    names = {argument.name for argument in layer.spec.arguments}
    return "bidirectional" in names and (merge == "concat" or "merge_mode" in names)


def check_directions(layer: Layer) -> None:
    """Raises `UsageError` for a layer that cannot be run in two directions as one."""
    if any(sublayer.backward for sublayer in layer.sublayers):
        raise UsageError(f"{layer.label} has both directions already")
    if layer.sublayers[-1].level:
        raise UsageError(
            f"{layer.label} lays two directions side by side at each level; to merge them otherwise, give layers=... "
            "in place of its own number of layers"
        )


def _size_arguments(spec: LayerSpec) -> dict[str, SizeOf]:
    sizes = [argument for argument in spec.arguments if isinstance(argument, SizeOf)]
    names = {argument.name: argument for argument in sizes}
    for argument in sizes:
        for word in (argument.letter, *size_words(argument)):
            names.setdefault(word, argument)
    return names


def _hidden(arguments: Mapping[str, SizeOf]) -> SizeOf | None:
    return arguments.get("hidden")


def _is_plain(value: Any) -> bool:
    """Whether a size is a number, several of them, or left out."""
    if isinstance(value, Size):
        return value.constant is not None
    text = str(value).strip("()[] ")
    return isinstance(value, bool | float) or text in ("", "None") or text.replace(",", "").replace(" ", "").isdigit()
