"""The recurrent layers of frameworks, a file for each framework in `libraries`: their cells and stored arrays."""

from __future__ import annotations

import copyreg
import os
from functools import cache
from importlib import import_module
from typing import Any

from symbolic.errors import UnknownName, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.layer_spec import LayerSpec, Library

FOLDER = os.path.join(os.path.dirname(__file__), "libraries")


def layers() -> list[str]:
    """The names of all layers.

    >>> layers()[:3]
    ['torch.nn.LSTM', 'torch.nn.GRU', 'torch.nn.RNN']
    """
    return [spec.name for spec in layer_specs()]


@cache
def layer_specs() -> tuple[LayerSpec, ...]:
    """Every layer as its framework declares it."""
    libraries = sorted(map(_library, _files()), key=lambda library: library.order)
    return tuple(spec for library in libraries for spec in library.layers)


def is_layer(name: str) -> bool:
    """Whether a name is that of a layer, or of something else in a framework's module.

    >>> is_layer("torch.nn.LSTM"), is_layer("lstm"), is_layer("./cell.toml")
    (True, False, False)
    """
    return _declaring(name.rpartition(".")[0]) is not None


def layer(name: str, /, *positional: Any, **arguments: Any) -> Layer:
    """A layer by the framework's name with the framework's own arguments, by position or by name.

    Raises `UnknownName` for an unknown layer, `UsageError` for an unknown argument and for what the
    framework itself refuses.

    >>> layer("torch.nn.GRU", bias=False).count_at(input_size=3, hidden_size=5)
    120
    >>> layer("torch.nn.GRU", 3, 5, 2).label
    'torch.nn.GRU input_size=3 hidden_size=5 num_layers=2'
    """
    library = _declaring(name.rpartition(".")[0])
    if library is None:
        same = [other for other in layers() if other.lower().endswith(f".{name.lower()}")]
        if same:
            raise UnknownName("layer", name, (), f"did you mean {' or '.join(same[:3])}?")
        raise UnknownName("layer", name, layers())
    full = full_name(name)
    for spec in library.layers:
        if spec.name.lower() == full.lower():
            return Layer(spec, named_arguments(spec, positional, arguments))
    if full in library.holders:
        raise UsageError(f"{full}: {library.holders[full]}")
    known = [spec.name for spec in library.layers if spec.prefix == full.rpartition(".")[0]]
    raise UnknownName("layer", name, known, f"known: {', '.join(known)}")


def full_name(name: str) -> str:
    """A name under the module that its framework keeps it in; as it is where no framework has it.

    >>> full_name("nn.Linear"), full_name("tf.keras.layers.Dense"), full_name("lstm")
    ('torch.nn.Linear', 'keras.layers.Dense', 'lstm')
    """
    prefix, _, last = name.rpartition(".")
    library = _declaring(prefix)
    return f"{library.spellings.get(prefix, prefix)}.{last}" if library else name


def named_arguments(spec: LayerSpec, positional: tuple[Any, ...], arguments: dict[str, Any]) -> dict[str, Any]:
    """All arguments by their present names; raises `UsageError` for too many and for an argument given twice."""
    names = spec.positional.split()
    if len(positional) > len(names):
        takes = f"at most {len(names)} arguments by position: {', '.join(names)}" if names else "arguments by name only"
        raise UsageError(f"{spec.name} takes {takes}; {len(positional)} are given")
    named = dict(zip(names, positional, strict=False))
    written = dict.fromkeys(named, "position")
    for word, written_value in arguments.items():
        name, value = spec.modern(word, written_value)
        if name in named:
            raise UsageError(f"{spec.name}: {name} is given twice, by {written[name]} and as {word}")
        named[name], written[name] = value, f"the name {word}"
    return named


def _pickled(spec: LayerSpec) -> Any:
    """How a declaration is pickled: that of a framework by its name, as it holds functions without a name."""
    return (_spec, (spec.name,)) if is_layer(spec.name) else spec.__reduce__()


def _spec(name: str) -> LayerSpec:
    library = _declaring(name.rpartition(".")[0])
    for spec in library.layers if library else ():
        if spec.name == name:
            return spec
    raise UnknownName("layer", name, layers())


copyreg.pickle(LayerSpec, _pickled)


@cache
def _declaring(prefix: str) -> Library | None:
    """The framework with layers in this module; only files that name the module are imported."""
    for file in _files():
        if prefix and f'"{prefix}' in _text(file):
            library = _library(file)
            if prefix in library.prefixes or prefix in library.spellings:
                return library
    return None


@cache
def _files() -> tuple[str, ...]:
    return tuple(sorted(name for name in os.listdir(FOLDER) if name.endswith(".py") and not name.startswith("_")))


@cache
def _text(file: str) -> str:
    with open(os.path.join(FOLDER, file), encoding="utf-8") as source:
        return source.read()


@cache
def _library(file: str) -> Library:
    return import_module(f"symbolic.frameworks.libraries.{file.removesuffix('.py')}").LIBRARY
