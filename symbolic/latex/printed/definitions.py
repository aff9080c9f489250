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
    Symbol,
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
    calls = {call[0] for part in statements for node in walk_printed(part.right) if (call := _call_of(node))}
    defined = {
        call[0]: (call[1], part)
        for part in statements
        if (call := _call_of(part.left, formal=True)) and call[0] in calls
    }
    if not defined or any(_calls(part.right, defined) for _, part in defined.values()):
        return statements

    def put(node: Printed) -> Printed:
        node = rebuild_printed(node, put)
        call = _call_of(node)
        if call is None or call[0] not in defined:
            return node
        formal, definition = defined[call[0]]
        if len(formal) != len(call[1]):
            return node
        return Group((_substituted(definition.right, dict(zip(formal, call[1], strict=True))),))

    written_out = [part for _, part in defined.values()]
    return [replace(part, right=put(part.right)) for part in statements if part not in written_out]


def _call_of(node: Printed, *, formal: bool = False) -> tuple[object, tuple[Printed, ...]] | None:
    """The function and the arguments of a call by a name, or by a letter, ``f_\\theta(h, x)``.

    On the left of a definition the arguments of a letter are ``formal``: several plain letters without scripts.
    """
    if isinstance(node, Function) and node.name.startswith(UNKNOWN_FUNCTION):
        return node.name, node.arguments
    if not isinstance(node, Applied) or len(node.group.parts) < 2 or node.symbol.time:
        return None
    plain = all(isinstance(part, Symbol) and not (part.below or part.above or part.time) for part in node.group.parts)
    return None if formal and not plain else (node.symbol, node.group.parts)


def _calls(node: Printed, names: Container[object]) -> bool:
    return any((call := _call_of(part)) is not None and call[0] in names for part in walk_printed(node))


def _substituted(node: Printed, values: Mapping[Printed, Printed]) -> Printed:
    if node in values:
        return values[node]
    return rebuild_printed(node, lambda part: _substituted(part, values))
