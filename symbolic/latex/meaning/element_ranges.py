"""The ranges of equations that are written element by element, ``h_j = \\sum_i w_{ji} x_i``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set

from symbolic.language.size_parser import parse_size
from symbolic.latex.meaning.naming import SymbolName
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.errors import LatexError, fault
from symbolic.latex.printed.syntax import Range, Summed, Symbol, symbols_in
from symbolic.record import replace


def sums_over(sums: Iterable[Summed], read: Callable[[Symbol], SymbolName], keys: Set[SymbolKey]) -> list[Summed]:
    """The sums with a printed range over the elements of signals with these keys, in reading order."""
    named = [(node, [read(symbol) for symbol in symbols_in(node.body)]) for node in sums if node.range.stop]
    return [node for node, names in named if any(name.key in keys and node.range.index in name.index for name in names)]


def whole_range(source: str, sums: list[Summed], index: str) -> Range | None:
    """The first range of sums that runs over all elements of a state, by the letter of an index.

    Raises `LatexError` where all run over a part of them, or over a bias beside them.
    """
    whole = next((node.range for node in sums if not re.search(r"[+-]", _count(node.range))), None)
    if sums and not whole:
        raise _open_range(source, sums[0])
    return whole and replace(whole, index=index)


def _count(span: Range) -> str:
    return str(parse_size(f"({span.stop}) - ({span.first})"))


def _open_range(source: str, node: Summed) -> LatexError:
    span = node.range
    last = str(parse_size(f"{span.stop} - 1"))
    advice = "say how many elements the state has, such as j = 1, ..., m"
    if "+" in _count(span):
        advice = "where one of its members is a bias, write it as a term of its own, b_j"
    problem = f"this sum over a state runs from {span.first} to {last}; {advice}"
    return fault(source, problem, node.start, node.end, "shape")


def extent_of(index: str, names: Iterable[SymbolName], assigned: Set[SymbolKey]) -> str:
    """The size of the vector whose elements an index counts: n of an input, m of a state."""
    return "n" if any(index in name.index and name.key not in assigned for name in names) else "m"
