r"""Printed mathematics made plain before it is read: ``\Delta t`` is one symbol, members with dots are a family."""

from __future__ import annotations

import re

from symbolic.latex.printed.ranges import bounds
from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Component,
    Group,
    Joined,
    Printed,
    Range,
    Statement,
    Symbol,
    rebuild_printed,
    walk_printed,
)
from symbolic.record import replace


def make_plain(node: Printed, ranges: tuple[Range, ...] = ()) -> Printed:
    r"""The same mathematics with ``\Delta t`` as one symbol and ``[s^1; \dots; s^K]`` as a family.

    ``ranges`` are indices with where they begin and end, as the text gives them.

    >>> from symbolic.latex.printed.expressions import read_expression
    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> chain = make_plain(read_expression(read_tokens(r"\Delta t v_t"), ""))
    >>> [factor.base for factor in chain.factors]
    ['Delta_t', 'v']
    """
    if isinstance(node, Applied):
        inner = make_plain(node.group, ranges)
        group = inner if isinstance(inner, Group) else Group((inner,), start=inner.start, end=inner.end)
        return replace(node, group=group)
    plain = rebuild_printed(node, lambda part: make_plain(part, ranges))
    if isinstance(plain, Chain):
        return _join_deltas(plain)
    if isinstance(plain, Group):
        return _members(plain, ranges) or plain
    return plain


def whole_vectors(statements: list[Statement]) -> list[Statement]:
    """Equations of one element, ``h_j = phi([W x]_j)``, as those of whole vectors: the element's letter goes."""
    letters = {node.index for part in statements for node in walk_printed(part.right) if isinstance(node, Component)}

    def whole(node: Printed) -> Printed:
        if isinstance(node, Component):
            return whole(node.value)
        if isinstance(node, Symbol):
            below, above = (tuple(text for text in texts if text not in letters) for texts in (node.below, node.above))
            return replace(node, below=below, above=above)
        return rebuild_printed(node, whole)

    return [rebuild_printed(part, whole) for part in statements] if letters else statements


def _join_deltas(node: Chain) -> Printed:
    factors: list[Printed] = []
    signs: list[str] = []
    for place, factor in enumerate(node.factors):
        sign = node.signs[place - 1] if place else ""
        before = factors[-1] if factors else None
        step = factor.symbol if isinstance(factor, Applied) else factor
        if sign == "" and isinstance(before, Symbol) and isinstance(step, Symbol) and _is_step(before, step):
            factors[-1] = replace(step, base=f"{before.base}_{step.base}", start=before.start)
            if isinstance(factor, Applied):
                factors.append(factor.group)
                signs.append("")
            continue
        if place:
            signs.append(sign)
        factors.append(factor)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), signs=tuple(signs))


def _is_step(delta: Symbol, step: Symbol) -> bool:
    r"""``\Delta t`` or ``\Delta t_n``."""
    bare = not (delta.below or delta.above or step.primes)
    return bare and delta.base in ("Delta", "delta", "d") and step.base in ("t", "tau")


def _members(node: Group, ranges: tuple[Range, ...]) -> Joined | None:
    """The family behind dots: its first and last member differ in one script."""
    if not any(isinstance(part, Symbol) and part.base == "..." for part in node.parts):
        return None
    first, last = node.parts[0], node.parts[-1]
    if not (isinstance(first, Symbol) and isinstance(last, Symbol)) or first.base != last.base:
        return None
    for field in ("above", "below"):
        low, high = getattr(first, field), getattr(last, field)
        for place, (left, right) in enumerate(zip(low, high, strict=False)):
            if left == right:
                continue
            printed = bounds("i", re.sub(r"[()]", "", left), re.sub(r"[()]", "", right))
            ends = (printed.first, printed.stop)
            span = next((part for part in ranges if (part.first, part.stop) == ends), printed)
            member = replace(first, **{field: (*low[:place], span.index, *low[place + 1 :])}, end=last.end)
            return Joined(span, member, start=node.start, end=node.end)
    return None
