"""Two trees held against each other: the fewest changes that make one of the other, each with the gate it is in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from symbolic.answers.equations.trees import (
    CALL,
    NUMBER_LABEL,
    OTHER_LABEL,
    PARAMETER,
    SIGNAL_LABEL,
    SUM_LABEL,
    TIMES_LABEL,
    TRANSPOSE_LABEL,
    Tree,
)
from symbolic.limits import ALIGNED_TERMS

OTHER_FUNCTION, NUMBERS, OTHER_READS, OTHER_SIGN, MORE_TERMS, LESS, OTHER_TERM, OTHER_TRANSPOSE, COMPLEMENT, LONE = (
    *("function", "numbers", "reads", "sign", "more", "less", "instead", "transposed", "complement", "lone"),
)


class TreeDifference(NamedTuple):
    """What is different in one place: the trees of both sides there, the gate around them, the sum or product."""

    kind: str
    gate: str
    left: Tree | None
    right: Tree | None
    within: str = ""


class Aligned(NamedTuple):
    cost: float
    changes: tuple[TreeDifference, ...]


class Alignment:
    """Trees of two cells; ``names`` maps the states and inputs of the left to those of the right."""

    def __init__(self, names: dict[str, str]):
        self.names = names
        self.known: dict[tuple[int, int, str], tuple[Aligned, Tree, Tree]] = {}

    def of(self, left: Tree, right: Tree, gate: str) -> Aligned:
        """The cheapest alignment; what is below a gate is said to be in it."""
        gate = left.gate or gate
        key = id(left), id(right), gate
        if key not in self.known:
            self.known[key] = self._made(left, right, gate), left, right
        return self.known[key][0]

    def _made(self, left: Tree, right: Tree, gate: str) -> Aligned:
        if (mine := complement(left)) is not None and complement(right) is None:
            return self._complement(mine, right, left, right, gate)
        if (theirs := complement(right)) is not None and complement(left) is None:
            return self._complement(left, theirs, left, right, gate)
        if left.kind in (SUM_LABEL, TIMES_LABEL) or right.kind in (SUM_LABEL, TIMES_LABEL):
            kind = left.kind if left.kind in (SUM_LABEL, TIMES_LABEL) else right.kind
            if {left.kind, right.kind} == {SUM_LABEL, TIMES_LABEL}:
                ways = [self._terms(left, right, SUM_LABEL, gate), self._terms(left, right, TIMES_LABEL, gate)]
            else:
                ways = [self._terms(left, right, kind, gate)]
            return min([*ways, self._instead(left, right, gate)], key=lambda way: way.cost)
        if left.kind == right.kind:
            return self._same(left, right, gate)
        if TRANSPOSE_LABEL in (left.kind, right.kind):
            inner = (
                (left.below[0] if left.kind == TRANSPOSE_LABEL else left),
                (right.below[0] if right.kind == TRANSPOSE_LABEL else right),
            )
            below = self.of(*inner, gate)
            return Aligned(below.cost + 0.5, (TreeDifference(OTHER_TRANSPOSE, gate, left, right), *below.changes))
        if CALL in (left.kind, right.kind):
            return self._without_call(left, right, gate)
        return self._instead(left, right, gate)

    def _complement(self, inner: Tree, other: Tree, left: Tree, right: Tree, gate: str) -> Aligned:
        """``1 - g`` on one side where the other has a gate."""
        alignment = self.of(inner, other, gate)
        changed = Aligned(alignment.cost + 1.2, (TreeDifference(COMPLEMENT, gate, left, right), *alignment.changes))
        kind = left.kind if left.kind == SUM_LABEL else right.kind
        return min([changed, self._terms(left, right, kind, gate)], key=lambda way: way.cost)

    def _same(self, left: Tree, right: Tree, gate: str) -> Aligned:
        if left.kind == PARAMETER:
            return Aligned(0 if left.name == right.name else 0.001, ())
        if left.kind == NUMBER_LABEL:
            same = left.name == right.name
            return Aligned(0 if same else 1, () if same else (TreeDifference(NUMBERS, gate, left, right),))
        if left.kind == SIGNAL_LABEL:
            mine, theirs = left.name.partition("["), right.name.partition("[")
            if self.names.get(mine[0], mine[0]) != theirs[0]:
                return Aligned(2, (TreeDifference(OTHER_TERM, gate, left, right),))
            same = mine[2] == theirs[2]
            return Aligned(0 if same else 1, () if same else (TreeDifference(OTHER_READS, gate, left, right),))
        if left.kind == CALL and left.name != right.name and len(left.below) == len(right.below) == 1:
            below = self.of(left.below[0], right.below[0], gate)
            change = Aligned(below.cost + 1, (TreeDifference(OTHER_FUNCTION, gate, left, right), *below.changes))
            return min(change, self._instead(left, right, gate), key=lambda way: way.cost)
        if (
            left.name != right.name
            or len(left.below) != len(right.below)
            or (left.kind == OTHER_LABEL and not left.below)
        ):
            return self._instead(left, right, gate)
        pairs = [self.of(mine, theirs, gate) for mine, theirs in zip(left.below, right.below, strict=True)]
        alignment = _together(pairs)
        return min(alignment, self._instead(left, right, gate), key=lambda way: way.cost)

    def _without_call(self, left: Tree, right: Tree, gate: str) -> Aligned:
        """A function that is applied on one side only."""
        ways = [self._instead(left, right, gate)]
        if left.kind == CALL and len(left.below) == 1:
            below = self.of(left.below[0], right, gate)
            ways.append(Aligned(below.cost + 1, (TreeDifference(OTHER_FUNCTION, gate, left, right), *below.changes)))
        if right.kind == CALL and len(right.below) == 1:
            below = self.of(left, right.below[0], gate)
            ways.append(Aligned(below.cost + 1, (TreeDifference(OTHER_FUNCTION, gate, left, right), *below.changes)))
        return min(ways, key=lambda way: way.cost)

    def _terms(self, left: Tree, right: Tree, kind: str, gate: str) -> Aligned:
        mine, theirs = _parts(left, kind), _parts(right, kind)
        if max(len(mine), len(theirs)) > ALIGNED_TERMS:
            return self._in_order(mine, theirs, kind, gate)

        @cache
        def best(place: int, rest: tuple[int, ...]) -> Aligned:
            if place == len(mine):
                lone = [
                    Aligned(theirs[at][0].size, (TreeDifference(MORE_TERMS, gate, left, theirs[at][0], kind),))
                    for at in rest
                ]
                return _together(lone)
            tree, sign = mine[place]
            after = best(place + 1, rest)
            ways = [_together([Aligned(tree.size, (TreeDifference(LESS, gate, tree, right, kind),)), after])]
            for at in rest:
                pair = self._pair((tree, sign), theirs[at], gate)
                ways.append(_together([pair, best(place + 1, tuple(other for other in rest if other != at))]))
            return min(ways, key=lambda way: way.cost)

        return best(0, tuple(range(len(theirs))))

    def _pair(self, mine: tuple[Tree, int], theirs: tuple[Tree, int], gate: str) -> Aligned:
        alignment = self.of(mine[0], theirs[0], gate)
        if mine[1] == theirs[1]:
            return alignment
        return Aligned(alignment.cost + 0.7, (TreeDifference(OTHER_SIGN, gate, mine[0], theirs[0]), *alignment.changes))

    def _in_order(
        self, mine: Sequence[tuple[Tree, int]], theirs: Sequence[tuple[Tree, int]], kind: str, gate: str
    ) -> Aligned:
        """Each term with the nearest of those that are left."""
        waiting, alignments = list(theirs), []
        for tree, sign in mine:
            pairs = [self._pair((tree, sign), other, gate) for other in waiting]
            at = min(range(len(pairs)), key=lambda place: pairs[place].cost, default=None)
            if at is None or pairs[at].cost > tree.size:
                alignments.append(Aligned(tree.size, (TreeDifference(LESS, gate, tree, None, kind),)))
            else:
                alignments.append(pairs[at])
                waiting.pop(at)
        return _together(
            [
                *alignments,
                *(Aligned(tree.size, (TreeDifference(MORE_TERMS, gate, None, tree, kind),)) for tree, _ in waiting),
            ]
        )

    def _instead(self, left: Tree, right: Tree, gate: str) -> Aligned:
        return Aligned(0.9 * (left.size + right.size), (TreeDifference(OTHER_TERM, gate, left, right),))


def _parts(tree: Tree, kind: str) -> list[tuple[Tree, int]]:
    return list(zip(tree.below, tree.signs, strict=True)) if tree.kind == kind else [(tree, 1)]


def complement(tree: Tree) -> Tree | None:
    """The gate in ``1 - g``."""
    if tree.kind != SUM_LABEL or len(tree.below) != 2 or tree.signs != (1, -1):
        return None
    number, gate = tree.below
    return gate if number.kind == NUMBER_LABEL and number.name == "1.0" else None


def _together(parts: Sequence[Aligned]) -> Aligned:
    return Aligned(sum(part.cost for part in parts), tuple(change for part in parts for change in part.changes))
