r"""Trees: the children of a node, whose states are those of the step before, ``\sum_{k \in C(j)} h_k``."""

from __future__ import annotations

from symbolic.latex.printed.syntax import Printed, Statement, Summed, Symbol, rebuild_printed, symbols_in, walk_printed
from symbolic.record import replace


def read_children(statements: list[Statement]) -> list[Statement]:
    """Equations of the node ``j`` of a tree as those of a step: a child's state has the step before and an index."""
    spans = [node.range for part in statements for node in walk_printed(part.right) if isinstance(node, Summed)]
    indices = {span.index for span in spans if span.index}
    targets = [part.left for part in statements if isinstance(part.left, Symbol)]
    nodes = {target.below[0] for target in targets if len(target.below) == 1}
    symbols = [node for part in statements for node in symbols_in(part)]
    stepped = any("-" in text or "+" in text for symbol in symbols for text in (*symbol.below, *symbol.above))
    if stepped or any(symbol.time or symbol.primes for symbol in symbols) or not indices:
        return statements
    letter = next((text for text in nodes if len(text) == 1 and all(_is_of(target, text) for target in targets)), "")
    own = {(target.base, target.accents) for target in targets if target.below == (letter,)}
    if not letter or letter in indices:
        return statements

    def child(node: Printed) -> Printed:
        if not isinstance(node, Symbol) or (node.base, node.accents) not in own:
            return rebuild_printed(node, child)
        text = "".join(node.below)
        index = text.replace(letter, "", 1)
        return replace(node, below=(f"{letter}-1", index)) if index in indices else node

    changed = [replace(part, right=child(part.right)) for part in statements]
    return changed if changed != statements else statements


def _is_of(target: Symbol, letter: str) -> bool:
    return any(text.startswith(letter) for text in target.below)
