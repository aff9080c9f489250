"""The layers of frameworks as a list, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symbolic.errors import UsageError
from symbolic.frameworks import layer_specs
from symbolic.frameworks.arguments import Argument, Choice, Flag, SizeOf
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.layer_spec import LayerSpec
from symbolic.report.writing.layout import aligned


def select_layers(words: Iterable[str] = ()) -> list[LayerSpec]:
    """The layers in whose names all the words occur; raises `UsageError` where there is none.

    >>> [kind.name for kind in select_layers(["torch", "gru"])]
    ['torch.nn.GRU', 'torch.nn.GRUCell']
    """
    words = list(words)
    selected = [kind for kind in layer_specs() if all(word.lower() in kind.name.lower() for word in words)]
    if not selected:
        raise UsageError(f"no layer has {' and '.join(repr(word[:40]) for word in words)} in its name")
    return selected


def layers_as_text(chosen: Iterable[LayerSpec]) -> str:
    """A line per layer: the name, and the arguments that its count depends on."""
    rows = [(kind.name, " ".join(map(_spelled, kind.arguments))) for kind in chosen]
    return "\n".join(aligned(rows, gap=2)) + "\n"


def layers_as_data(chosen: Iterable[LayerSpec]) -> list[dict[str, Any]]:
    """Each layer with its arguments and the count, multiplied out, where the framework's defaults give one."""
    return [
        {
            "name": kind.name,
            "arguments": {argument.name: _values(argument) for argument in kind.arguments},
            "ignored": list(kind.others),
            "count": str(Layer(kind, {}).size),
        }
        for kind in chosen
    ]


def _spelled(argument: Argument) -> str:
    default = getattr(argument, "default", None)
    if isinstance(argument, SizeOf):
        return argument.name if default is None and not argument.optional else f"[{argument.name}]"
    return f"[{argument.name}={str(default).lower() if isinstance(default, bool) else default}]"


def _values(argument: Argument) -> Any:
    if isinstance(argument, Choice):
        return list(argument.values)
    if isinstance(argument, Flag):
        return [argument.default, not argument.default]
    return (
        {"size": argument.letter} if isinstance(argument, SizeOf) else {"default": getattr(argument, "default", None)}
    )
