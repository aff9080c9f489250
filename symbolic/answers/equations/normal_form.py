"""The normal form of a tree: a polynomial over what is neither a sum nor a product, multiplied out."""

from __future__ import annotations

from itertools import product
from typing import Any

from symbolic.answers.equations.trees import (
    CALL,
    NUMBER_LABEL,
    PARAMETER,
    PRODUCT_LABEL,
    SIGNAL_LABEL,
    SUM_LABEL,
    TIMES_LABEL,
    TRANSPOSE_LABEL,
    Tree,
    Trees,
)
from symbolic.errors import SymbolicError
from symbolic.limits import NORMAL_TERMS

Atom = tuple[Any, ...]
"""``(kind, name, parts)`` of what is not a sum; parts are polynomials."""
Polynomial = tuple[tuple[float, tuple[Atom, ...]], ...]
"""Each term is a number and the atoms it multiplies, in the order of their prints."""


class PolynomialTooLong(SymbolicError):
    """A polynomial with too many terms to be held against another."""


def normal_form(trees: Trees, name: str) -> Polynomial:
    """The polynomial of a signal, every other of the step put in; raises `PolynomialTooLong`."""
    return _Normal(trees).of(trees.tree(name))


class _Normal:
    def __init__(self, trees: Trees):
        self.trees = trees
        self.known: dict[int, Polynomial] = {}

    def of(self, tree: Tree) -> Polynomial:
        if id(tree) not in self.known:
            self.known[id(tree)] = self._made(tree)
        return self.known[id(tree)]

    def _made(self, tree: Tree) -> Polynomial:
        if tree.kind == NUMBER_LABEL:
            return _collected([(float(tree.name), ())])
        if tree.kind == SUM_LABEL:
            terms = zip(tree.below, tree.signs, strict=True)
            return _collected([(sign * c, atoms) for part, sign in terms for c, atoms in self.of(part)])
        if tree.kind == TIMES_LABEL:
            result: Polynomial = ((1.0, ()),)
            for part in tree.below:
                result = _times(result, self.of(part))
            return result
        if tree.kind == SIGNAL_LABEL:
            return self._signal(tree)
        if tree.kind == PARAMETER:
            return ((1.0, ((PARAMETER, tree.name, ()),)),)
        below = [self.of(part) for part in tree.below]
        if tree.kind == PRODUCT_LABEL:
            return _linear(*below)
        if tree.kind == TRANSPOSE_LABEL:
            return _collected([(c, ((TRANSPOSE_LABEL, "", (((1.0, atoms),),)),)) for c, atoms in below[0]])
        if tree.kind == CALL and tree.name == "identity":
            return below[0]
        exponent = tree.name.removeprefix("Power ") if tree.kind != CALL else ""
        if exponent.isdecimal():
            result = ((1.0, ()),)
            for _ in range(int(exponent)):
                result = _times(result, below[0])
            return result
        return ((1.0, ((tree.kind, tree.name, tuple(below)),)),)

    def _signal(self, tree: Tree) -> Polynomial:
        name, _, lag = tree.name.partition("[")
        if lag == "t]" and name in self.trees.values:
            return self.of(self.trees.tree(name))
        return ((1.0, ((SIGNAL_LABEL, tree.name, ()),)),)


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > NORMAL_TERMS:
        raise PolynomialTooLong("the products have too many terms to be multiplied out")
    return _collected([(a * b, (*x, *y)) for (a, x), (b, y) in product(left, right)])


def _linear(left: Polynomial, right: Polynomial) -> Polynomial:
    """A product of matrices is linear on both sides, and read from the right."""
    terms: list[tuple[float, tuple[Atom, ...]]] = []
    for (a, x), (b, y) in product(left, right):
        operand: Polynomial = ((1.0, y),)
        if len(x) == 1 and x[0][0] == PRODUCT_LABEL:
            operand = _linear(x[0][2][1], operand)
            x = x[0][2][0][0][1]
        terms.append((a * b, ((PRODUCT_LABEL, "", (((1.0, x),), operand)),)))
    return _collected(terms)


def _collected(terms: list[tuple[float, tuple[Atom, ...]]]) -> Polynomial:
    """Equal terms together, in one order, numbers to twelve digits."""
    sums: dict[tuple[Atom, ...], float] = {}
    for number, atoms in terms:
        key = tuple(sorted(atoms, key=repr)) if len(atoms) > 1 else atoms
        sums[key] = sums.get(key, 0.0) + number
    if len(sums) > NORMAL_TERMS:
        raise PolynomialTooLong("the sums have too many terms")
    kept = [(float(f"{number:.12g}"), atoms) for atoms, number in sums.items() if abs(number) > 1e-14]
    return tuple(sorted(kept, key=repr))
