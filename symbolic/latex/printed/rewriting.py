r"""Printed mathematics made plain before it is read: ``\Delta t`` is one symbol, members with dots are a family."""

from __future__ import annotations

import re

from symbolic.latex.printed.matrices import add_columns, is_one, multiply_blocks
from symbolic.latex.printed.ranges import bounds
from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Component,
    Figure,
    Fraction,
    Function,
    Group,
    Joined,
    Printed,
    Range,
    Statement,
    Summed,
    Symbol,
    Total,
    Transposed,
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
        return _with_bias(replace(node, group=group))
    plain = rebuild_printed(node, lambda part: make_plain(part, ranges))
    if isinstance(plain, Chain):
        joined = _join_deltas(plain)
        return multiply_blocks(joined) if isinstance(joined, Chain) else joined
    if isinstance(plain, Total):
        return add_columns(plain)
    if isinstance(plain, Group):
        return _members(plain, ranges) or plain
    if isinstance(plain, Transposed):
        return _column(plain) or plain
    return plain


def _column(node: Transposed) -> Group | None:
    """``[x^T, h^T]^T``, a row that is turned, as the column ``[x; h]``."""
    group = node.value
    if not isinstance(group, Group):
        return None
    parts = group.parts
    if len(parts) == 1 and isinstance(parts[0], Chain) and not any(parts[0].signs):
        parts = parts[0].factors
    inner = [part.value if isinstance(part, Transposed) else part for part in parts]
    turned = all(isinstance(part, Transposed) or is_one(part) for part in parts)
    return replace(group, parts=tuple(inner), separator=";", end=node.end) if turned and len(inner) > 1 else None


def _with_bias(node: Applied) -> Printed:
    """``W [x; h; 1]``, whose last column is a bias, as ``W [x; h] + b``."""
    kernel, parts = node.symbol, node.group.parts
    ones = [part for part in parts if is_one(part)]
    if len(parts) < 2 or len(ones) != 1 or not kernel.base[:1].isupper():
        return node
    rest = replace(node.group, parts=tuple(part for part in parts if part not in ones))
    bias = replace(kernel, base="b", below=(kernel.base, *kernel.below))
    terms = replace(node, group=rest), bias
    return Group((Total(terms, (1, 1), start=node.start, end=node.end),), start=node.start, end=node.end)


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


def read_means(statements: list[Statement]) -> list[Statement]:
    r"""Equations with ``\frac{1}{H} \sum_i a_{t,i}``, where ``a_t`` is assigned, as the mean of its elements."""
    whole = {
        (part.left.base, part.left.accents, part.left.below) for part in statements if isinstance(part.left, Symbol)
    }

    def mean(node: Printed) -> Printed | None:
        if isinstance(node, Fraction):
            above, size, rest = node.above, node.under, ()
        elif isinstance(node, Chain) and isinstance(node.factors[0], Fraction) and node.factors[0].above == Figure(1):
            above, size, rest = node.factors[-1], node.factors[0].under, node.factors[1:-1]
        else:
            return None
        if not isinstance(above, Summed) or rest or not _is_size(size, above.range):
            return None
        index = above.range.index
        elements = [part for part in walk_printed(above.body) if isinstance(part, Symbol) and index in part.below]
        if not elements or any(
            (part.base, part.accents, _without(part.below, index)) not in whole for part in elements
        ):
            return None
        return Function("mean", (_unindexed(above.body, index),), start=node.start, end=node.end)

    def read(node: Printed) -> Printed:
        return mean(node) or rebuild_printed(node, read)

    return [replace(part, right=read(part.right)) for part in statements]


def _is_size(node: Printed, span: Range) -> bool:
    """Whether something is printed as the number of steps of a sum from 1, or from 0."""
    stop = span.stop.removesuffix(" + 1") if span.first == "1" else span.stop
    if isinstance(node, Figure):
        return stop == str(node.value)
    return isinstance(node, Symbol) and (not span.stop or stop == "_".join([node.base, *node.below]))


def _unindexed(node: Printed, index: str) -> Printed:
    if isinstance(node, Symbol):
        return replace(node, below=_without(node.below, index))
    return rebuild_printed(node, lambda part: _unindexed(part, index))


def _without(texts: tuple[str, ...], index: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text != index)


def read_labels(statements: list[Statement]) -> list[Statement]:
    """Equations in which ``C^T`` and ``C`` are assigned: its T is a label; ``z^T`` alone is that of a row."""
    targets = [part.left.value for part in statements if isinstance(part.left, Transposed)]
    plain = {(part.left.base, part.left.accents) for part in statements if isinstance(part.left, Symbol)}
    named = {(target.base, target.accents) for target in targets if isinstance(target, Symbol)} & plain
    statements = [
        replace(part, left=part.left.value) if isinstance(part.left, Transposed) and not named else part
        for part in statements
    ]

    def read(node: Printed) -> Printed:
        if isinstance(node, Transposed) and isinstance(node.value, Symbol):
            symbol = node.value
            if (symbol.base, symbol.accents) in named:
                return replace(symbol, above=("T", *symbol.above), start=node.start, end=node.end)
        return rebuild_printed(node, read)

    changed = [read(part) for part in statements] if named else statements
    return [part for part in changed if isinstance(part, Statement)]


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
