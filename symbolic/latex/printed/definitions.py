"""Symbols that are only another name for parameters, ``A = W - W^T``, written out where they are read."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from symbolic.latex.printed.function_names import UNKNOWN_FUNCTION
from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Function,
    Group,
    Printed,
    Statement,
    rebuild_printed,
    walk_printed,
)
from symbolic.record import replace


def put_definitions(statements: list[Statement], is_definition: Callable[[Statement], bool]) -> list[Statement]:
    """The statements without definitions, each defined symbol written out."""
    defined = {part.left: part.right for part in statements if is_definition(part)}
    if not defined:
        return statements

    def put(node: Printed) -> Printed:
        if node in defined:
            return Group((defined[node],), start=node.start, end=node.end)
        if isinstance(node, Applied) and node.symbol in defined:
            left = Group((defined[node.symbol],), start=node.symbol.start, end=node.symbol.end)
            return Chain((left, put(node.group)), ("",), start=node.start, end=node.end)
        return rebuild_printed(node, put)

    kept = [part for part in statements if part.left not in defined]
    for _ in defined:
        kept = [replace(part, right=put(part.right)) for part in kept]
    return kept


def put_functions(statements: list[Statement]) -> list[Statement]:
    r"""The statements without functions that the text defines, ``score(h, s) = h^\top W s``, each call written out."""
    calls = {node.name for part in statements for node in walk_printed(part.right) if isinstance(node, Function)}
    defined = {
        part.left.name: (part.left.arguments, part)
        for part in statements
        if isinstance(part.left, Function) and part.left.name in calls and part.left.name.startswith(UNKNOWN_FUNCTION)
    }
    if not defined or any(_calls(part.right, defined) for _, part in defined.values()):
        return statements

    def put(node: Printed) -> Printed:
        node = rebuild_printed(node, put)
        if not (isinstance(node, Function) and node.name in defined):
            return node
        formal, definition = defined[node.name]
        if len(formal) != len(node.arguments):
            return node
        return Group((_substituted(definition.right, dict(zip(formal, node.arguments, strict=True))),))

    written_out = [part for _, part in defined.values()]
    return [replace(part, right=put(part.right)) for part in statements if part not in written_out]


def _calls(node: Printed, names: Container[str]) -> bool:
    return any(isinstance(part, Function) and part.name in names for part in walk_printed(node))


def _substituted(node: Printed, values: Mapping[Printed, Printed]) -> Printed:
    if node in values:
        return values[node]
    return rebuild_printed(node, lambda part: _substituted(part, values))
