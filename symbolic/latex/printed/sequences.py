r"""Gates of a whole sequence, ``Z = \tanh(W_z * X)``, beside steps that read them one by one, ``z_t``."""

from __future__ import annotations

from symbolic.latex.printed.syntax import (
    Chain,
    Printed,
    Range,
    Statement,
    Summed,
    Symbol,
    rebuild_printed,
    symbols_in,
    walk_printed,
)
from symbolic.record import replace

TAP = "tap"
"""The index of the steps that a filter reads."""


def steps_of_sequences(statements: list[Statement], time: str, width: str) -> list[Statement]:
    """Equations of capitals whose small letters are read with a time, as equations of a step.

    ``width`` is the extent of the filters where the star is a convolution along time; nothing where it is not.
    """
    read = {
        (node.base, node.accents)
        for part in statements
        for node in walk_printed(part.right)
        if isinstance(node, Symbol) and any(text.strip("()").startswith(time) for text in (*node.below, *node.above))
    }
    assigned = {part.left.base for part in statements if isinstance(part.left, Symbol)}
    whole = [
        (part, part.left)
        for part in statements
        if time and isinstance(part.left, Symbol) and _is_sequence(part.left, read, assigned)
    ]
    shared = [symbols_in(part.right) for part, _ in whole]
    inputs = {node for node in shared[0] if all(node in symbols for symbols in shared)} if len(shared) > 1 else set()
    inputs = {node for node in inputs if node.base[:1].isupper() and not (node.below or node.above)}
    if len(inputs) != 1:
        return statements
    (sequence,) = inputs

    def at_a_step(node: Printed) -> Printed:
        if isinstance(node, Chain) and node.factors[-1] == sequence and width and node.signs[-1] in ("*", "o"):
            kernel, last = node.factors[-2], node.factors[-1]
            if isinstance(kernel, Symbol) and isinstance(last, Symbol):
                tap = replace(kernel, below=(*kernel.below, TAP))
                delayed = replace(_small(last, time), below=(f"{time}-{TAP}",))
                product = Chain(
                    (*node.factors[:-2], tap, delayed), (*node.signs[:-1], ""), start=node.start, end=node.end
                )
                return Summed(Range(TAP, "0", width), product, start=node.start, end=node.end)
        if node == sequence and isinstance(node, Symbol):
            return _small(node, time)
        return rebuild_printed(node, at_a_step)

    changed = {id(part): replace(part, left=_small(left, time), right=at_a_step(part.right)) for part, left in whole}
    return [changed.get(id(part), part) for part in statements]


def _is_sequence(left: Symbol, read: set[tuple[str, tuple[str, ...]]], assigned: set[str]) -> bool:
    if left.below or left.above or left.time or len(left.base) > 1:
        return False
    small = left.base.lower()
    return left.base.isupper() and (small, left.accents) in read and small not in assigned


def _small(symbol: Symbol, time: str) -> Symbol:
    return replace(symbol, base=symbol.base.lower(), below=(time,))
