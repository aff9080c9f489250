"""A class of a framework's layers: its arguments in the framework's order, and which of them change what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from symbolic.errors import UsageError, did_you_mean
from symbolic.model.layers import NetworkLayer
from symbolic.record import Record

ClassArguments = Mapping[str, Any]
"""The arguments of a class by their names."""

LayerBlueprint = tuple[Callable[[], NetworkLayer], Any]
"""What makes the layer, and the size that it reads, None where it reads any."""

CONSTANT_VALUES = {"True": True, "False": False, "None": None}


class ArgumentList(Record):
    """The arguments of a class as one text: ``"in_features out_features | bias=True device"``.

    Those before the bar are required; behind it stands the default of each that changes an array. ``!`` marks one that
    changes arrays for which there is no formula here; all others change none. Those behind ``*`` go by name alone.

    >>> linear = ArgumentList("Linear", "in_features out_features | bias=True device")
    >>> linear.named([3, 2], {"device": "cpu"})
    {'in_features': 3, 'out_features': 2, 'device': 'cpu'}
    >>> linear.counted({"in_features": 3, "out_features": 2})
    {'bias': True, 'in_features': 3, 'out_features': 2}
    """

    name: str
    takes: str

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(self.takes.partition("|")[0].split())

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The arguments that change an array and can be left out, with the framework's values for them."""
        pairs = [word.partition("=") for word in self.takes.split() if "=" in word]
        return {name: CONSTANT_VALUES[value] if value in CONSTANT_VALUES else _plain(value) for name, _, value in pairs}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All arguments."""
        words = self.takes.replace("|", " ").replace("*", " ").split()
        return tuple(word.partition("=")[0].rstrip("!") for word in words)

    @cached_property
    def positional(self) -> tuple[str, ...]:
        """The arguments that can be given without their names."""
        return self.names[: len(self.takes.replace("|", " ").partition("*")[0].split())]

    def is_counted(self, name: str) -> bool:
        """Whether what the layer holds depends on the argument."""
        return name in self.required or name in self.defaults or f"{name}!" in self.takes.split()

    def named(self, values: Sequence[Any], words: Mapping[str, Any]) -> dict[str, Any]:
        """All arguments by name; raises `UsageError` for too many, and for one that is unknown or there twice."""
        if len(values) > len(self.positional):
            takes = f"{self.name} takes {len(self.positional)} arguments without a name: {', '.join(self.positional)}"
            raise UsageError(f"{takes}; there are {len(values)}")
        named = dict(zip(self.positional, values, strict=False))
        for name, value in words.items():
            if name in named:
                raise UsageError(f"{self.name}: {name} is given twice, by position and by name")
            if name not in self.names:
                known = [name for name in self.names if self.is_counted(name)]
                hint = did_you_mean(name, self.names, f"its count depends on {', '.join(known) or 'none'}")
                raise UsageError(f"{self.name} has no argument {name[:40]!r}{hint}")
            named[name] = value
        return named

    def counted(self, named: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments that change an array, defaults filled in; raises `UsageError` where one cannot be."""
        for name in self.required:
            if name not in named:
                raise UsageError(f"{self.name}: {name} is missing; it takes {', '.join(self.required)}")
        counted = {name: value for name, value in named.items() if name in self.required or name in self.defaults}
        for name, value in named.items():
            if f"{name}!" in self.takes.split() and value not in (None, False):
                raise UsageError(f"{self.name}: with {name} it holds other arrays, for which there is no formula here")
        for name, value in counted.items():
            if isinstance(self.defaults.get(name), bool) != isinstance(value, bool):
                expected = "a size" if isinstance(value, bool) else "True or False"
                raise UsageError(f"{self.name}: {name} is {expected}, not {str(value)[:40]}")
        return {**self.defaults, **counted}


class LayerClass(ArgumentList):
    """A class of one layer; ``make`` takes the arguments that change arrays."""

    make: Callable[[Mapping[str, Any]], LayerBlueprint]


NamedLayers = Iterator[tuple[str, NetworkLayer]]
"""Layers with their names in the module."""


class RowClass(ArgumentList):
    """A class that holds layers; ``make`` takes its arguments, a layer as what makes it again and again."""

    make: Callable[[Mapping[str, Any]], NamedLayers]


def for_axes(layer: str, name: str, value: Any, axes: int) -> list[Any]:
    """A value for each axis, from one for all of them; raises `UsageError` for another number of values.

    >>> for_axes("Conv2D", "kernel_size", 3, 2)
    [3, 3]
    """
    values = list(value) if isinstance(value, list | tuple) else [value] * axes
    if len(values) != axes:
        raise UsageError(f"{layer}: {name} is one number or {axes}, not {len(values)}")
    return values


def _plain(value: str) -> int | str:
    return int(value) if value.lstrip("-").isdecimal() else value
