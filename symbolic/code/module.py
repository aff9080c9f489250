"""A cell as code of a framework."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from symbolic.code.frame import Exported
from symbolic.code.fusion import fuse
from symbolic.code.program import find_program
from symbolic.errors import UnknownName
from symbolic.language.inference import infer
from symbolic.language.roles import find_roles
from symbolic.record import replace

TARGETS = ("torch", "numpy", "keras", "equinox", "flax")


def module_text(cell: Exported, target: str, fused: bool = False) -> str:
    """The source text of a module that computes the cell; raises `UnknownName`, or `DefinitionError` for an operation.

    It needs the framework only where it is run. ``fused`` puts the kernels together of gates that read the same thing.
    """
    if target not in TARGETS:
        raise UnknownName("target", target, TARGETS, f"known: {', '.join(TARGETS)}")
    writer: Callable[[Exported], str] = getattr(import_module(f"symbolic.code.targets.{target}"), f"{target}_module")
    return writer(_fused(cell) if fused else cell)


def layer_frame(cell: Exported, fused: bool = False) -> tuple[tuple[str, ...], bool]:
    """The letters of the arguments of its layer in their order, and whether that gives its states behind its outputs.

    >>> from symbolic import cell
    >>> layer_frame(cell("lstm").exported)
    (('n', 'm'), True)
    """
    cell = _fused(cell) if fused else cell
    program = find_program(cell.definition, cell.shapes, cell.roles, cell.outputs, cell.divided)
    return program.letters, bool(program.states)


def _fused(cell: Exported) -> Exported:
    fusion = fuse(cell.definition, cell.shapes)
    shapes = infer(fusion.definition)
    roles = find_roles(fusion.definition, shapes)
    changed = replace(cell, definition=fusion.definition, shapes=shapes, roles=roles)
    return replace(changed, stacked=fusion.stacked, cut=fusion.cut)
