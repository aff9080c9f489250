r"""Columns before and in a packed product: ``[\sigma; \sigma; \tanh] W [x; h]``, ``\sigma([W_i, W_f] x)``."""

from __future__ import annotations

from symbolic.latex.printed.syntax import (
    Applied,
    Function,
    Group,
    Printed,
    Stacked,
    Symbol,
    rebuild_printed,
    symbols_in,
    walk_printed,
)


def functions_of(node: Printed) -> list[str]:
    """The activations of a column before a packed product, from the top."""
    for part in walk_printed(node):
        if isinstance(part, Stacked) and is_functions(part):
            return [
                cell.name if isinstance(cell, Function) else "sigma" if isinstance(cell, Symbol) else ""
                for row in part.rows
                for cell in row
            ]
    return []


def is_functions(node: Stacked) -> bool:
    """Whether a column holds activations only."""
    cells = [cell for row in node.rows for cell in row]
    return all(isinstance(cell, Function) and not cell.arguments for cell in cells) or all(
        isinstance(cell, Symbol) and cell.base in ("sigma", "phi", "f", "g") for cell in cells
    )


def holds_groups(node: Printed, count: int) -> bool:
    """Whether each kernel of a product is in a group of so many symbols."""
    groups = [part for part in walk_printed(node) if isinstance(part, Group) and len(part.parts) == count]
    kernels = [part for part in groups if all(isinstance(each, Symbol) for each in part.parts)]
    inside = {id(each) for part in kernels for each in part.parts}
    capitals = [part for part in symbols_in(node) if part.base[:1].isupper()]
    return count > 1 and len(kernels) > 1 and bool(capitals) and all(id(part) in inside for part in capitals)


def pick(node: Printed, place: int, count: int) -> Printed:
    """The same with each group of so many symbols as the one at a place."""
    if isinstance(node, Group) and len(node.parts) == count and all(isinstance(part, Symbol) for part in node.parts):
        return node.parts[place]
    if isinstance(node, Applied) and node.symbol.base == "sigma":
        return rebuild_printed(node, lambda part: part if part is node.symbol else pick(part, place, count))
    return rebuild_printed(node, lambda part: pick(part, place, count))
