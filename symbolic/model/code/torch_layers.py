"""A layer of PyTorch, Flax nnx or Equinox in a program: its arguments say what it reads, whatever stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from symbolic.errors import UsageError, did_you_mean
from symbolic.frameworks import layer as framework_layer
from symbolic.frameworks import layers, named_arguments
from symbolic.frameworks.arguments import Flag, SizeOf, Whole
from symbolic.language.sizes.size import Size
from symbolic.model.classes import find_class, find_classes, find_row
from symbolic.model.classes.layer_class import ArgumentList
from symbolic.model.code.values import ArrayValue, Method, PackageObject, Unknown, extent_of
from symbolic.model.layers import NetworkLayer, Plain, read_size
from symbolic.model.layers.recurrent import Recurrent

SizeFor = Callable[[Unknown], Size]
NEEDED = ("input_size", "hidden_size", "in_features", "hidden_features")


def module_layers(made: PackageObject, size: SizeFor) -> Iterator[tuple[str, NetworkLayer]]:
    """The layers of a module, each with its name in it, ``""`` for the module itself.

    Raises `UsageError` for arguments that the class does not take, and for a class of which nothing is known here.
    """
    words = {name: value for name, value in made.words.items() if name != "**"}
    if made.name in layers():
        yield "", recurrent(made.name, made.values, words, size)
        return
    if row := find_row(made.name):
        named = row.named(made.values, words)
        counted = {name: _part(row, name, value, size) for name, value in named.items() if row.is_counted(name)}
        yield from row.make(row.counted(counted))
        return
    if made.kind.endswith("Loss"):
        yield "", Plain(made.kind)
        return
    kind = find_class(made.name)
    if kind is None:
        known = [*find_classes(made.name), *(name.rpartition(".")[2] for name in layers() if name.startswith("torch"))]
        raise UsageError(f"{made.name} is not known here{did_you_mean(made.kind, known)}")
    named = kind.named(made.values, words)
    counted = {name: _value(kind, name, value, size) for name, value in named.items() if kind.is_counted(name)}
    make, enters = kind.make(kind.counted(counted))
    layer = make()
    layer.enters = None if enters is None else read_size("the input", enters)
    yield "", layer


def recurrent(name: str, values: list[Any], words: dict[str, Any], size: SizeFor) -> NetworkLayer:
    """A recurrent layer; a number of layers that is not known has a letter."""
    spec = framework_layer(name).spec
    named = named_arguments(spec, tuple(values), words)
    arguments = {argument.name: argument for argument in spec.arguments}
    chosen: dict[str, Any] = {}
    for word, value in named.items():
        argument = arguments.get(word)
        if isinstance(argument, SizeOf | Whole):
            chosen[word] = (
                size(value) if isinstance(value, Unknown) else extent_of(value) if isinstance(value, Size) else value
            )
        elif isinstance(argument, Flag) and isinstance(value, Unknown):
            raise UsageError(f"{spec.name}: {word} is only known at run time, by {value.text}; write True or False")
        elif argument is not None or word not in spec.others:
            chosen[word] = value
    for word in NEEDED:
        if word in arguments and word not in chosen:
            raise UsageError(f"{spec.name}: {word} is missing; it takes {', '.join(arguments)}")
    levels = chosen.get("num_layers")
    if isinstance(levels, Size):
        del chosen["num_layers"]
        return Recurrent(name, layers=levels, **chosen)
    return Recurrent(name, **chosen)


def _part(row: ArgumentList, name: str, value: Any, size: SizeFor) -> Any:
    if isinstance(value, PackageObject):
        inside = list(module_layers(value, size))
        if len(inside) == 1:
            return partial(_only, value, size)
    return _value(row, name, value, size)


def _only(made: PackageObject, size: SizeFor) -> NetworkLayer:
    ((_, layer),) = module_layers(made, size)
    return layer


def _value(kind: ArgumentList, name: str, value: Any, size: SizeFor) -> Any:
    if isinstance(value, Unknown):
        if isinstance(kind.defaults.get(name), bool):
            raise UsageError(f"{kind.name}: {name} is only known at run time, by {value.text}; write True or False")
        return size(value)
    if isinstance(value, list | tuple):
        return [_value(kind, name, inner, size) for inner in value]
    if isinstance(value, Method):
        raise UsageError(f"{kind.name}: {name} is {value.name}, which the program does not set")
    if value == "scalar":
        return 1  # Equinox's word for one number on no axis.
    if isinstance(value, ArrayValue):
        raise UsageError(f"{kind.name}: {name} is a size, not an array")
    return value
