"""Modifiers: each rewrites the equations of any cell into those of another, which read the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symbolic.errors import ModifierError, UnknownName
from symbolic.language.definition import Definition

Modifier = Callable[[Definition, str], Definition]


def _bias(definition: Definition, value: str) -> Definition:
    from symbolic.modify.bias import with_bias

    return with_bias(definition, value)


def _project(definition: Definition, value: str) -> Definition:
    from symbolic.modify.projection import with_projection

    return with_projection(definition, value)


MODIFIERS: dict[str, tuple[Modifier, str]] = {
    "bias": (_bias, "none, single or double: which biases the gates hold"),
    "project": (_project, "a size such as r: project the output, as an LSTMP does"),
}


def modify(definition: Definition, modifiers: Mapping[str, Any]) -> Definition:
    """Apply modifiers in the order of the table, whatever the order in which they are given.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"})
    >>> modify(cell, {"bias": "none"}).program.lines
    ('h[t] = tanh(W @ x[t])',)
    """
    for name in modifiers:
        if name not in MODIFIERS:
            raise UnknownName("modifier", name, MODIFIERS)
    for name, (rewrite, _) in MODIFIERS.items():
        if name in modifiers:
            value = modifiers[name]
            if not isinstance(value, str | int) or isinstance(value, bool):
                raise ModifierError(f"{name} is written as text, not {value!r:.40}")
            definition = rewrite(definition, str(value))
    return definition
