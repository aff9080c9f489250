"""The ranges of equations that are written element by element, ``h_j = \\sum_i w_{ji} x_i``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from symbolic.latex.meaning.naming import SymbolName
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.syntax import Range, Summed, Symbol, symbols_in


def ranges_of(sums: Iterable[Summed], read: Callable[[Symbol], SymbolName], keys: Set[SymbolKey]) -> list[Range]:
    """The printed ranges of sums over the elements of signals with these keys, in reading order."""
    spans = [(node.range, [read(symbol) for symbol in symbols_in(node.body)]) for node in sums if node.range.stop]
    return [span for span, names in spans if any(name.key in keys and span.index in name.index for name in names)]


def extent_of(index: str, names: Iterable[SymbolName], assigned: Set[SymbolKey]) -> str:
    """The size of the vector whose elements an index counts: n of an input, m of a state."""
    return "n" if any(index in name.index and name.key not in assigned for name in names) else "m"
