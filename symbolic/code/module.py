"""A cell as code of a framework."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from symbolic.code.frame import Exported
from symbolic.errors import UnknownName

TARGETS = ("torch", "numpy", "keras", "equinox", "flax")


def module_text(cell: Exported, target: str) -> str:
    """The source text of a module that computes the cell; raises `UnknownName`, or `DefinitionError` for an operation.

    It needs the framework only where it is run.
    """
    if target not in TARGETS:
        raise UnknownName("target", target, TARGETS, f"known: {', '.join(TARGETS)}")
    writer: Callable[[Exported], str] = getattr(import_module(f"symbolic.code.targets.{target}"), f"{target}_module")
    return writer(cell)
