"""A layer of Keras as its configuration has it, and where its arrays are, in files and in memory alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.errors import UsageError
from symbolic.record import Record

Config = Mapping[str, Any]
InputShape = tuple[int | None, ...]


STORED_AS = {"GroupQueryAttention": "GroupedQueryAttention"}
"""Classes that go by another name where they are stored: by their own, not by that of the library's listing."""

LISTED_AS: Mapping[str, str] = {stored: kind for kind, stored in STORED_AS.items()}


FIRST_SHAPES = ("sequences_shape", "query_shape")
"""What a layer calls the shape of its input, where it has several."""


class ArrayHolder(Record):
    """What holds arrays of a layer: itself, its cell, one of its directions or projections.

    ``path`` is where Keras stores them, ``prefix`` what their names begin with in the row of the layer; ``kind`` and
    ``config`` say which arrays there are, ``trained`` whether those are trained that can be.
    """

    path: str
    prefix: str
    kind: str
    config: Config
    trained: bool


class KerasLayer(Record):
    """A layer: ``name`` is that of its row, ``called`` its own, ``group`` that of the layer of the network it is in.

    ``shapes`` are those of its inputs, the batch first; ``merge`` says how two directions become one output, empty
    where there is one. ``holders`` are empty where nothing is known of its class: all arrays below ``path`` are its.
    ``remark`` is what is to be said of it, ``again`` the network, by the name of its first use, that is used again.
    """

    name: str
    called: str
    group: str
    kind: str
    config: Config
    path: str
    shapes: tuple[InputShape, ...]
    holders: tuple[ArrayHolder, ...]
    trained: bool
    merge: str = ""
    remark: str = ""
    again: str = ""
    outer: InputShape = ()
    """The axes over which a wrapper goes, of which the layer reads a step."""
    calls: int = 1
    """How often it is called for one pass through the network."""
    others: tuple[InputShape, ...] = ()
    """What it reads in each of its calls, where that is not the same in all of them."""
    opened: str = ""
    """A layer before it behind which nobody says how many steps there are."""


def field(config: Any, key: str, kind: type, default: Any = None) -> Any:
    """A part of a configuration; raises `UsageError` where it is not of the kind that Keras writes."""
    value = config.get(key, default) if isinstance(config, Mapping) else None
    if not isinstance(value, kind):
        raise UsageError(f"the configuration is not one that Keras writes: {key} is missing or of another kind")
    return value


def class_name(entry: Config) -> str:
    """The class, without the package under which one's own is registered.

    >>> class_name({"class_name": "Custom>Scale"})
    'Scale'
    """
    name: str = field(entry, "class_name", str).rpartition(">")[2]
    return LISTED_AS.get(name, name)


def input_shapes(build: Any) -> tuple[InputShape, ...]:
    """The shapes that a layer was built for, from its ``build_config``.

    >>> input_shapes({"shapes_dict": {"sequences_shape": [None, 5, 3], "initial_state_shape": [[None, 4]]}})
    ((None, 5, 3), (None, 4))
    """
    if not isinstance(build, Mapping):
        return ()
    shapes = build.get("shapes_dict")
    if isinstance(shapes, Mapping):
        written = [shapes[key] for key in sorted(shapes, key=lambda key: key not in FIRST_SHAPES)]
    else:
        written = [build.get("input_shape")]
    return tuple(shape for value in written for shape in _shapes(value))


def is_shape(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether these are extents, those that are open among them."""
    return all(extent is None or type(extent) is int for extent in value)


def _shapes(value: Any) -> tuple[InputShape, ...]:
    if not isinstance(value, list | tuple):
        return ()
    if is_shape(value):
        return (tuple(value),) if value else ()
    return tuple(shape for inner in value if isinstance(inner, list | tuple) for shape in _shapes(inner)[:1])
