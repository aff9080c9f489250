"""Classes that derive from one that is not known here, and hold layers of PyTorch all the same."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

from symbolic.model.code.class_names import framework_of, is_layer_class
from symbolic.model.code.source import unparsed
from symbolic.model.code.values import OwnClass, Reference, Unknown

KNOWN_PACKAGES = frozenset(
    (*sys.stdlib_module_names, "builtins", "torch", "keras", "tensorflow", "numpy", "flax", "jax")
)
"""Packages whose classes are known to hold no layers, but for those that are known to hold them."""


def with_module(node: ast.ClassDef, bases: list[Any], value: Callable[[ast.expr], Any]) -> list[Any]:
    """The bases of a class, with PyTorch's module where it sets layers of PyTorch and none of them is known."""
    kept = [base for base in bases if isinstance(base, OwnClass | Reference)]
    names = [name for base in kept for name in (base.foreign if isinstance(base, OwnClass) else [base.name])]
    if framework_of(names) or not any(isinstance(base, Unknown) or is_unknown(_name(base)) for base in bases):
        return kept
    calls = [part.func for part in _set_in(node) if isinstance(part, ast.Call)]
    if not any(_is_of_torch(value(call)) for call in calls if isinstance(call, ast.Name | ast.Attribute)):
        return kept
    unknown = [Reference(unparsed(part)) for part, base in zip(node.bases, bases, strict=True) if base not in kept]
    return [*kept, *unknown, Reference("torch.nn.Module")]


def is_unknown(name: str) -> bool:
    """Whether a class of a package, by its full name, may hold layers that are not known here.

    >>> is_unknown("base.BaseModel"), is_unknown("builtins.object"), is_unknown("torch.utils.data.Dataset")
    (True, False, False)
    """
    return bool(name) and name.partition(".")[0] not in KNOWN_PACKAGES and not framework_of([name])


def _name(base: Any) -> str:
    if isinstance(base, OwnClass):
        return next((name for name in base.foreign if is_unknown(name)), "")
    return base.name if isinstance(base, Reference) else ""


def _set_in(node: ast.ClassDef) -> list[ast.expr]:
    """What the class sets its attributes to."""
    every = [part for part in ast.walk(node) if isinstance(part, ast.Assign)]
    return [part.value for part in every if any(isinstance(target, ast.Attribute) for target in part.targets)]


def _is_of_torch(function: Any) -> bool:
    return isinstance(function, Reference) and function.name.startswith("torch.nn.") and is_layer_class(function.name)
