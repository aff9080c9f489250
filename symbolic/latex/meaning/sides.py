r"""The two children of a node of a binary tree: ``h^l`` and ``h^r``, which nothing assigns, beside ``h``, which is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from symbolic.latex.printed.syntax import Statement, Symbol, symbols_in

CHILD_LABELS = (("l", "r"), ("L", "R"), ("left", "right"), ("1", "2"), ("lc", "rc"), ("lhs", "rhs"))
"""Labels of a left and a right child."""

SymbolKey = tuple[str, tuple[str, ...], tuple[str, ...]]


def find_sides(
    statements: Iterable[Statement], symbols: Iterable[Symbol], time: str
) -> Mapping[SymbolKey, tuple[SymbolKey, str]]:
    """The labelled states with the state that each is a child's, and its place, 0 or 1."""
    written = {timeless(node, time) for part in statements for node in symbols_in(part.left)}
    read = {timeless(symbol, time) for symbol in symbols}
    sides: dict[SymbolKey, tuple[SymbolKey, str]] = {}
    for left, right in CHILD_LABELS:
        if time and left == "1":
            continue
        for key in read - written:
            if key[2].count(left) != 1 or _with(key, left, right) not in read - written:
                continue
            bares = (_with(key, left), (*key[:2], ()))
            bare = next((bare for bare in bares if bare in written), None)
            if bare is not None and bare not in _earlier(symbols, time):
                sides |= {key: (bare, "0"), _with(key, left, right): (bare, "1")}
    return sides


def _with(key: SymbolKey, old: str, *new: str) -> SymbolKey:
    place = key[2].index(old)
    return key[0], key[1], (*key[2][:place], *new, *key[2][place + 1 :])


def timeless(symbol: Symbol, time: str) -> SymbolKey:
    """A symbol as it is printed, without its time."""
    texts = [part.strip("()[]<>{}") for text in (*symbol.below, *symbol.above) for part in text.split(",")]
    rest = tuple(text for text in texts if not (time and re.fullmatch(rf"{time}([+-]\d+)?", text)))
    return symbol.base, tuple(symbol.accents), rest


def _earlier(symbols: Iterable[Symbol], time: str) -> set[SymbolKey]:
    """What is read at an earlier step under its own name."""
    steps = [
        symbol for symbol in symbols if time and any(f"{time}-" in text for text in (*symbol.below, *symbol.above))
    ]
    return {timeless(symbol, time) for symbol in steps}
