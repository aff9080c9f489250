r"""Layers on top of each other: ``h^{(l)}_t`` reads ``h^{(l-1)}_t``, and ``h^{(0)}_t`` is the input."""

from __future__ import annotations

from symbolic.latex.printed.syntax import (
    Chain,
    Printed,
    Range,
    Statement,
    Symbol,
    Total,
    rebuild_printed,
    symbols_in,
    walk_printed,
)
from symbolic.record import replace

Bottom = tuple[Symbol, Symbol]
"""What the layer below the first is called, and the input that it is."""


def unroll_layers(statements: list[Statement], letter: str, span: Range | None, said: list[Bottom]) -> list[Statement]:
    """The first layer on its own, with kernels of its own as its input has another size; then all others.

    ``letter`` is the index of the layer, ``span`` its range; without a bottom the statements are as they were.
    """
    statements = [_nested_apart(part, letter) for part in statements]
    layered = [part for part in statements if isinstance(part.left, Symbol) and _has(part.left, letter)]
    bottoms = [*said, *((part.left, part.right) for part in statements if isinstance(part.right, Symbol))]
    read = {node.base for part in layered for node in symbols_in(part.right) if _has(node, f"{letter}-1")}
    bottom = next(
        (
            (left, right)
            for left, right in bottoms
            if isinstance(left, Symbol) and isinstance(right, Symbol) and left.base in read and _has(left, "0")
        ),
        None,
    )
    if not letter or span is None or span.first != "1" or bottom is None or len(read) > 1:
        return statements
    signals = {part.left.base for part in statements if isinstance(part.left, Symbol)}

    def first(node: Printed) -> Printed:
        if isinstance(node, Chain) and any(_is_indicator(part, letter) for part in node.factors):
            left = tuple(part for part in node.factors if not _is_indicator(part, letter))
            return first(replace(node, factors=left, signs=("",) * (len(left) - 1)))
        if not isinstance(node, Symbol):
            return rebuild_printed(node, first)
        if node.base in read and _has(node, f"{letter}-1"):
            return replace(bottom[1], start=node.start, end=node.end)
        return _with(node, letter, "1" if node.base in signals else "first")

    def without_first(node: Printed) -> Printed:
        node = rebuild_printed(node, without_first)
        if isinstance(node, Total):
            terms = [(term, sign) for term, sign in zip(node.terms, node.signs, strict=True) if not _only_first(term)]
            return replace(node, terms=tuple(term for term, _ in terms), signs=tuple(sign for _, sign in terms))
        return node

    def _only_first(node: Printed) -> bool:
        return any(_is_indicator(part, letter) for part in walk_printed(node))

    rest = Range(letter, "2", span.stop)
    kept = [part for part in statements if part not in layered and part.left != bottom[0]]
    ranges = [tuple(other for other in part.ranges if other.index != letter) for part in layered]
    ones = [
        replace(part, left=first(part.left), right=first(part.right), ranges=others)
        for part, others in zip(layered, ranges, strict=True)
    ]
    others = [
        replace(part, right=without_first(part.right), ranges=(*others, rest))
        for part, others in zip(layered, ranges, strict=True)
    ]
    return [*ones, *others, *kept]


def _is_indicator(node: Printed, letter: str) -> bool:
    r"""``\mathbb{I}_{\{\ell=1\}}``: one in the first layer, zero in all others."""
    named = isinstance(node, Symbol) and node.base in ("bb_I", "bb_1", "1", "I", "delta")
    return isinstance(node, Symbol) and named and any(f"{letter}=1" in text for text in node.below)


def _nested_apart(statement: Statement, letter: str) -> Statement:
    r"""``R_{H_\ell}`` as ``R_{H,\ell}``."""

    def apart(node: Printed) -> Printed:
        if not isinstance(node, Symbol) or not letter:
            return rebuild_printed(node, apart)
        below, above = (
            tuple(piece for text in texts for piece in _pieces(text, letter)) for texts in (node.below, node.above)
        )
        return replace(node, below=below, above=above)

    return rebuild_printed(statement, apart)


def _pieces(text: str, letter: str) -> list[str]:
    head, mark, tail = text.partition("_")
    return [head, tail] if mark and tail == letter else [text]


def _has(symbol: Symbol, script: str) -> bool:
    return any(text.strip("()[]<>") == script for text in (*symbol.below, *symbol.above))


def _with(symbol: Symbol, old: str, new: str) -> Symbol:
    below, above = (
        tuple(new if text.strip("()[]<>") == old else text for text in texts) for texts in (symbol.below, symbol.above)
    )
    return replace(symbol, below=below, above=above)
