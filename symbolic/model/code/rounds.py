"""Whether each round of a loop makes its layers anew, as the folds of a cross-validation do."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from symbolic.model.code.values import ArrayValue, Instance, PackageObject, TensorValue, Unknown
from symbolic.record import Record

ADDING = frozenset(
    (
        *("add", "append", "appendleft", "extend", "insert", "update", "setdefault"),
        *("add_module", "register_module", "setattr"),
    )
)
"""Functions that put something into what was there before."""


class Round(Record):
    """The names that a round of a loop reads as the one before it left them, and those that it puts something into."""

    carried: frozenset[str]
    enlarged: frozenset[str]


def read_round(body: list[ast.stmt]) -> Round:
    """What a round takes over from the one before it, by its statements.

    >>> found = read_round(ast.parse("model = Sequential(); model.add(Dense(n)); fold += 1; scores.append(3)").body)
    >>> sorted(found.carried), sorted(found.enlarged)
    (['fold'], ['scores'])
    """
    every = {part.id for part in _parts(body) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    made: set[str] = set()
    carried: set[str] = set()
    enlarged: set[str] = set()
    for statement in body:
        parts = list(ast.walk(statement))
        enlarged |= {_adds(part) for part in parts} - {"", *made}
        carried |= {part.id for part in parts if isinstance(part, ast.Name) and _reads(part, statement)} & every - made
        made |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return Round(frozenset(carried), frozenset(enlarged))


def freezes(body: Iterable[ast.AST]) -> bool:
    """Whether statements say of something that it is not trained.

    >>> freezes(ast.parse("p.requires_grad = False").body), freezes(ast.parse("x.requires_grad = True").body)
    (True, False)
    """
    for part in (part for statement in body for part in ast.walk(statement)):
        said: list[ast.expr] = []
        if isinstance(part, ast.Assign):
            targets = [target.attr for target in part.targets if isinstance(target, ast.Attribute)]
            said = [part.value] if {"requires_grad", "trainable"} & {*targets} else []
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            said = part.args if part.func.attr == "requires_grad_" else []
        if any(not isinstance(value, ast.Constant) or value.value is not True for value in said):
            return True
    return False


def filled(body: list[ast.stmt]) -> list[ast.expr]:
    """The names and attributes that statements put something into.

    >>> [ast.unparse(part) for part in filled(ast.parse("words.append(w); self.places[w] = 3; print(w)").body)]
    ['words', 'self.places']
    """
    holders = [_holder(part) for part in _parts(body)]
    return [part for part in holders if isinstance(part, ast.Name | ast.Attribute)]


def _holder(part: ast.AST) -> ast.expr | None:
    if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
        return part.value
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in ADDING:
        return part.func.value
    return None


def holds_layers(value: Any) -> bool:
    """Whether a value is a layer or a tensor, or holds one."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(holds_layers(part) for part in value)
    return isinstance(value, PackageObject | Instance | TensorValue | ArrayValue) or (
        isinstance(value, Unknown) and value.holds
    )


def _parts(body: list[ast.stmt]) -> Iterable[ast.AST]:
    return (part for statement in body for part in ast.walk(statement))


def _reads(name: ast.Name, statement: ast.stmt) -> bool:
    changed = isinstance(statement, ast.AugAssign) and statement.target is name
    return changed or isinstance(name.ctx, ast.Load)


def _adds(part: ast.AST) -> str:
    """The name of what something is put into, empty where nothing is."""
    if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
        return _first(part.value)
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in ADDING:
        return _first(part.func.value)
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in ADDING and part.args:
        return _first(part.args[0])
    return ""


def _first(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else "?"
