"""What is not known here applied to tensors: it may hold parameters, and what went in there is kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from symbolic.model.code.keras_layers import snake
from symbolic.model.code.source import line_of, unparsed
from symbolic.model.code.unknown_parts import LAYERLESS_WORDS
from symbolic.model.code.values import Reference, TensorValue, Unknown

PACKAGES = frozenset(
    (
        *("builtins", "math", "random", "functools", "itertools", "operator", "numpy", "jax", "torch", "tensorflow"),
        *("keras", "flax", "haiku", "optax", "einops"),
    )
)
"""Packages whose functions hold no parameters."""

LAYERLESS_NAMES = re.compile(
    "swish|mish|relu|gelu|softmax|sigmoid|tanh|squash|reshape|rearrange|print|shape|cast|mask|slice|split"
)
"""Names of functions that hold none."""


def beyond(function: Any, values: Iterable[Any], node: ast.AST) -> TensorValue | None:
    """What comes out where a thing that is not known here takes tensors; None where it takes none.

    >>> call = ast.parse("Attention(128)(x)").body[0].value
    >>> made = beyond(Unknown("Attention(128)", 3), [TensorValue((None, 5))], call)
    >>> made.layer.text, made.layer.name, made.shape is None
    ('Attention(128)', 'attention', True)
    """
    tensors = tuple(_tensors(values))
    if not tensors:
        return None
    return TensorValue(None, _layer(function, node), tensors)


def _tensors(values: Iterable[Any]) -> Iterator[TensorValue]:
    for value in values:
        if isinstance(value, TensorValue):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)
        elif isinstance(value, dict):
            yield from _tensors(value.values())


def _layer(function: Any, node: ast.AST) -> Unknown | None:
    """The layer that a function may be: an object the same at each use, what a function makes another each time."""
    if isinstance(function, Reference):
        package, _, name = function.name.partition(".")[0], "", function.kind
        return None if package in PACKAGES or _is_plain(name) else Unknown(unparsed(node), line_of(node), snake(name))
    if not isinstance(function, Unknown):
        return None
    head = function.text.partition("(")[0].rpartition(".")[2]
    if _is_plain(head) or (function.name and _is_plain(function.name)):
        return None
    if function.text.isidentifier():
        return Unknown(unparsed(node), line_of(node), snake(head))
    function.name = function.name or (snake(head) if head.isidentifier() else "layer")
    return function


def _is_plain(name: str) -> bool:
    return bool(LAYERLESS_NAMES.search(name.lower()) or LAYERLESS_WORDS.search(name))
