"""The first steps of a derivation: how many numbers each signal has, and so the shape of each parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod
from typing import Any, TypeVar

from symbolic.derive.formula import product, total
from symbolic.derive.origins import (
    ADDED_ORIGIN,
    KERNEL_ORIGIN,
    MAPS,
    NORMALISED,
    ONE_NUMBER,
    SCALE_ORIGIN,
    Application,
    Origin,
)
from symbolic.derive.step import Step, Told, listed, number_step
from symbolic.derive.widths import ShapeGroup
from symbolic.language import nodes as n
from symbolic.language.sizes.size import ONE, Size

MOST_NAMES = 6
"""How many names the reason of a short step lists."""
QUOTED_NODES = 8
"""How many nodes of an equation a reason quotes."""
ALL_OTHERS = "all that is combined with it element by element"
Grouped = TypeVar("Grouped")


def short_story(widths: Sequence[ShapeGroup], origins: Sequence[Origin], order: Sequence[str]) -> list[Step]:
    """A step for each size that is given, and one for all parameters of like shape and reason.

    ``order`` are the signals as the equations compute them.

    >>> from symbolic import cell
    >>> for step in cell("rnn").derivation().steps[:3]:
    ...     print(step.words)
    x[t] has n numbers
    h[t] has m numbers
    W @ x[t] must have m numbers, x[t] has n
    """
    steps = []
    for first, *rest in _alike(widths, lambda width: width.reference.name):
        # What an operation puts together is told where a parameter is applied to it.
        if first.by is None:
            others = [signal for width in rest for signal in width.signals]
            steps.append(_given(first, sorted(others, key=lambda signal: order.index(signal.name))))
    return steps + [_shaped(*same) for same in _alike(origins, _likeness)]


def long_story(widths: Sequence[ShapeGroup], origins: Sequence[Origin]) -> list[Step]:
    """A step for each size that is given or follows from an equation, and one for each parameter."""
    return [*(_following(width) if width.by else _given(width, []) for width in widths), *map(_shaped, origins)]


def _alike(rows: Iterable[Grouped], key: Callable[[Grouped], Any]) -> list[list[Grouped]]:
    """Rows with equal keys together, in the order in which the keys first appear."""
    groups: dict[Any, list[Grouped]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _likeness(origin: Origin) -> Any:
    parameter = origin.parameter
    applied = origin.application
    sizes = (applied.into, applied.out_of) if applied else ((), ())
    return origin.kind, parameter.extents, parameter.ranges, *sizes


def _given(width: ShapeGroup, others: list[n.Signal]) -> Step:
    (signal,) = width.signals
    reason = [signal, *_holds(width.extents)]
    if others:
        reason += ["; so has " if len(others) == 1 else "; so have "]
        reason += listed(others) if len(others) <= MOST_NAMES else [ALL_OTHERS]
    return _sized(width, reason, width.signals)


def _following(width: ShapeGroup) -> Step:
    if width.by in width.signals:
        return _sized(width, [*width.signals, *_holds(width.extents), ", by its equation"], width.signals)
    has = _holds(width.extents, several=len(width.signals) > 1)
    combined = [", as the equation of ", width.by, " combines it" if len(width.signals) == 1 else " combines them"]
    told = [*listed(width.signals), *has, *combined, " element by element"]
    return _sized(width, told, width.signals)


def _sized(width: ShapeGroup, reason: Sequence[Told | None], members: tuple[n.Node, ...]) -> Step:
    told = tuple(piece for piece in reason if piece is not None)
    return Step("size", told, prod(width.extents, start=ONE), members, width.extents)


def _holds(extents: Sequence[Size], several: bool = False) -> list[Told]:
    if len(extents) == 1:
        return [" have " if several else " has ", extents[0], _numbers(extents[0])]
    return [" are " if several else " is ", *_times(extents)]


def _numbers(size: Size) -> str:
    return " number" if size == ONE else " numbers"


def _times(extents: Iterable[Size]) -> list[Told]:
    pieces: list[Told] = []
    for extent in extents:
        pieces += [" × ", *(["(", extent, ")"] if len(extent.terms) > 1 else [extent])]
    return pieces[1:]


def _shaped(first: Origin, *others: Origin) -> Step:
    reason = _reason(first)
    if others:
        reason += ["; likewise ", *listed(origin.node for origin in others)]
    if ranges := first.parameter.ranges:
        reason += ["; ", *_times(ranges), " of each"] if others else ["; there are ", *_times(ranges)]
    nodes = tuple(origin.node for origin in (first, *others))
    return Step("shape", tuple(reason), first.formula, nodes, first.parameter.extents)


def _reason(origin: Origin) -> list[Told]:
    """Why the shape is as it is, in one clause."""
    node, extents, applied = origin.node, origin.parameter.extents, origin.application
    match origin.kind:
        case kind if kind == KERNEL_ORIGIN and applied:
            return _product(origin, applied, "numbers" if len(applied.into) < 2 else "rows")
        case kind if kind == MAPS and applied and len(extents) > 2:
            size = list(_times(extents[2:]))
            return [*_product(origin, applied, "channels"), "; ", *size, " numbers for each pair"]
        case kind if kind == ONE_NUMBER:
            return [node, " is one number"]
        case kind if kind == ADDED_ORIGIN and len(extents) == 1:
            return [node, " is added to ", extents[0], _numbers(extents[0])]
        case kind if kind == SCALE_ORIGIN and len(extents) == 1:
            return [node, " scales ", extents[0], _numbers(extents[0]), " one by one"]
        case kind if kind == NORMALISED and len(extents) == 1:
            return [node, " has one for each of the ", extents[0], " numbers that are normalised"]
    if len(extents) == 1:
        return [node, " has ", extents[0], _numbers(extents[0])]
    return [node, " is ", *_times(extents)]


def _product(origin: Origin, applied: Application, word: str) -> list[Told]:
    """What is to come out of a product, and what goes in."""
    product, operand, into, out_of = applied
    short = len([*n.walk(product)]) <= QUOTED_NODES
    result: list[Told] = [product] if short else ["the product with ", origin.node]
    held: Told = operand if short else "what it is applied to"
    if not into:
        return [*result, " is one number, ", held, " has ", out_of[0]]
    told = [*result, " must have ", into[0], f" {word}, ", held, " has ", out_of[0]]
    node, extents = origin.node, origin.parameter.extents
    if word == "numbers" and {into[0], out_of[0]} != {*extents}:
        told += ["; in it ", node, " is ", *_times(extents)]
    return told


def gate_pieces(gates: Sequence[str]) -> tuple[Told, ...]:
    """The gates of a step by their names."""
    return ("each of " if len(gates) > 1 else "gate ", *listed(n.Parameter(gate) for gate in gates))


def counted_again(origins: Sequence[Origin], sizes: Mapping[str, int]) -> list[Step]:
    """The number from what like parameters hold together, and the sum of that."""
    steps = []
    for same in _alike(origins, lambda origin: origin.formula):
        formula, times = same[0].formula, Size.of(len(same))
        whole = formula * times if isinstance(formula, Size) else product(times, formula)
        told = (*listed(origin.node for origin in same), " hold" if len(same) > 1 else " holds")
        steps.append(number_step(whole, sizes, "hold", told))
    numbers = [step.number or 0 for step in steps]
    whole = total(*map(Size.of, numbers))
    return [*steps, Step("all together", ("all together",), whole, number=sum(numbers))] if len(steps) > 1 else []
