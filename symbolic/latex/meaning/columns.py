r"""Columns before and in a packed product: ``[\sigma; \sigma; \tanh] W [x; h]``, ``\sigma([W_i, W_f] x)``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.syntax import (
    Applied,
    Function,
    Group,
    Printed,
    Stacked,
    Symbol,
    parts_of,
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


def holds_groups(node: Printed, targets: Sequence[Symbol], is_signal: Callable[[Symbol], bool]) -> bool:
    """Whether each parameter of a product is in a group of one for each target, ``[h, x]`` being no such group."""
    groups = [part for part in walk_printed(node) if _is_group(part, len(targets), is_signal)]
    inside = {id(each) for group in groups for each in parts_of(group)}
    outside = [part for part in symbols_in(node) if part.base != "sigma" and id(part) not in inside]
    named = any(
        all(target.base in (*part.below, *part.above) for target, part in zip(targets, symbols_in(group), strict=True))
        for group in groups
    )
    return len(targets) > 1 and (len(groups) > 1 or named) and all(map(is_signal, outside))


def pick(node: Printed, place: int, count: int, is_signal: Callable[[Symbol], bool]) -> Printed:
    """The same with each group of so many parameters as the one at a place."""
    if _is_group(node, count, is_signal):
        return parts_of(node)[place]
    if isinstance(node, Applied) and node.symbol.base == "sigma":
        return rebuild_printed(node, lambda part: part if part is node.symbol else pick(part, place, count, is_signal))
    return rebuild_printed(node, lambda part: pick(part, place, count, is_signal))


def with_a_bias(symbols: Iterable[Symbol], read: Callable[[Symbol], SymbolKey]) -> set[SymbolKey]:
    """The kernels whose last column is a bias, ``W [x; h; 1]``: the bias has the place of its kernel."""
    at: dict[tuple[int, int], set[SymbolKey]] = {}
    for symbol in symbols:
        at.setdefault((symbol.start, symbol.end), set()).add(read(symbol))
    return {key for keys in at.values() if len(keys) > 1 for key in keys if is_capital(key[0])}


def _is_group(node: Printed, count: int, is_signal: Callable[[Symbol], bool]) -> bool:
    parts = parts_of(node) if isinstance(node, Group) else []
    return len(parts) == count and all(isinstance(part, Symbol) and not is_signal(part) for part in parts)
