"""Numbers in a traced program that Python computes from sizes: they are not the same at other sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose
from typing import NamedTuple

from symbolic.language import nodes as n

TRIED_POWERS = (-0.5, 0.5, -1, 1, -2, 2, -1.5, 1.5)
PLAIN_NUMBERS = frozenset({0, 1, 2, 3, 0.5})
"""Numbers that are not sizes unless a size is just that."""


class SizedNumber(NamedTuple):
    """A number at two sizes, and the letter and the power with which it goes where that is known."""

    here: float
    there: float
    formula: str

    @property
    def said(self) -> str:
        if self.formula:
            return f"= {self.formula}, {self.here:.6g} in the module"
        return f"is {self.here:.6g} in the module and {self.there:.6g} at other sizes"


def has_numbers(program: n.Program, sizes: Mapping[str, int]) -> bool:
    """Whether there is a number that could be computed from a size."""
    return any(value not in PLAIN_NUMBERS or value in sizes.values() for value in _numbers(program))


def _numbers(program: n.Program) -> Iterator[float]:
    for equation in program.equations:
        for node in n.walk(equation.value):
            if isinstance(node, n.Number):
                yield node.value
            elif isinstance(node, n.Power) and isinstance(node.exponent, int):
                yield node.exponent


def sized_numbers(
    here: n.Program, there: n.Program, sizes: Mapping[str, int], others: Mapping[str, int]
) -> dict[float, SizedNumber] | None:
    """The numbers that differ, or None where more differs than numbers."""
    pairs: list[tuple[float, float]] = []
    if len(here.equations) != len(there.equations):
        return None
    for first, second in zip(here.equations, there.equations, strict=True):
        if first.target != second.target or not _paired(first.value, second.value, pairs):
            return None
    numbers: dict[float, SizedNumber] = {}
    for first, second in pairs:
        if first in numbers and numbers[first].there != second:
            return None
        if first != second:
            numbers[first] = SizedNumber(first, second, _formula(first, second, sizes, others))
    same = {first for first, second in pairs if first == second}
    return None if same & numbers.keys() else numbers


def likely_formulas(program: n.Program, sizes: Mapping[str, int]) -> dict[float, str]:
    """Numbers that are a root of a size, or one over a size or its root, with the formula that they may be."""
    formulas: dict[float, str] = {}
    for value in _numbers(program):
        for power in (-0.5, 0.5, -1):
            for letter, size in sizes.items():
                if value not in PLAIN_NUMBERS and isclose(value, size**power, rel_tol=1e-12):
                    formulas.setdefault(value, _written(letter, power, 1))
    return formulas


def _paired(first: n.Node, second: n.Node, pairs: list[tuple[float, float]]) -> bool:
    if isinstance(first, n.Number) and isinstance(second, n.Number):
        pairs.append((first.value, second.value))
        return True
    below = n.children(first), n.children(second)
    if type(first) is not type(second) or len(below[0]) != len(below[1]):
        return False
    blank = n.Number(0)
    if n.rebuild(first, lambda _: blank) != n.rebuild(second, lambda _: blank):
        return False
    return all(_paired(mine, theirs, pairs) for mine, theirs in zip(*below, strict=True))


def _formula(first: float, second: float, sizes: Mapping[str, int], others: Mapping[str, int]) -> str:
    """``1/sqrt(m)``, where one letter to a power times a number is both."""
    for power in TRIED_POWERS:
        for letter, size in sizes.items():
            if size == others[letter]:
                continue
            factor = first / size**power
            if isclose(factor * others[letter] ** power, second, rel_tol=1e-9):
                return _written(letter, power, float(f"{factor:.9g}"))
    return ""


def _written(letter: str, power: float, factor: float) -> str:
    root = abs(power) in (0.5, 1.5)
    name = {0.5: f"sqrt({letter})", 1.5: f"({letter}*sqrt({letter}))", 1: letter, 2: f"{letter}**2"}[abs(power)]
    number = f"{factor:g}"
    if power > 0:
        return name if factor == 1 else f"{number}*{name}"
    return f"{number}/{name}" if root or factor != 1 else f"1/{name}"


def named_numbers(program: n.Program, names: Mapping[float, str]) -> n.Program:
    """The program with parameters where these numbers stand."""

    def put(node: n.Node) -> n.Node:
        if isinstance(node, n.Number) and node.value in names:
            return n.Parameter(names[node.value])
        return n.rebuild(node, put)

    return n.Program(tuple(n.Equation(part.target, put(part.value), part.loops) for part in program.equations))
