"""Equations as a graph: which names stand in them, who is fed back, what a parameter is applied to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from symbolic.language import nodes as n
from symbolic.language.reachable import reachable


class Equations:
    """The equations of one reading, with what is asked of them again and again."""

    def __init__(self, equations: tuple[n.Equation, ...]):
        self.equations = equations
        self.signals = {equation.name for equation in equations}
        nodes = list(self.nodes())
        self.parameters = {node.name for node in nodes if isinstance(node, n.Parameter)}
        self.inputs = {node.name for node in nodes if isinstance(node, n.Signal)} - self.signals
        self.present = self.signals | {node.name for node in nodes if isinstance(node, n.Parameter | n.Signal)}

    def nodes(self) -> Iterator[n.Node]:
        """Every node of every right side."""
        for equation in self.equations:
            yield from n.walk(equation.value)

    def place(self, name: str) -> n.Place:
        """Where a signal is assigned, or an input is read first."""
        assigned = (equation.target.at for equation in self.equations if equation.name == name)
        read = (node.at for node in self.nodes() if isinstance(node, n.Signal) and node.name == name)
        return next(chain(assigned, read))

    def fed_back(self) -> set[str]:
        """The signals on which a state depends, at this step or at an earlier one."""
        reads: dict[str, set[str]] = {name: set() for name in self.signals}
        states: set[str] = set()
        for equation in self.equations:
            for node in n.walk(equation.value):
                if isinstance(node, n.Signal) and node.name in reads:
                    reads[equation.name].add(node.name)
                    if node.lag:
                        states.add(node.name)
        return reachable(states, reads.__getitem__)

    def applied_to(self, parameter: str) -> str | None:
        """The signal that a kernel is applied to, or the one that is assigned by it."""
        for equation in self.equations:
            for node in n.walk(equation.value):
                if not isinstance(node, n.Product):
                    continue
                left = node.left.value if isinstance(node.left, n.Transpose) else node.left
                if isinstance(left, n.Parameter) and left.name == parameter:
                    return node.right.name if isinstance(node.right, n.Signal) else equation.name
        return None

    def columns_for(self, name: str, declared: Mapping[str, object]) -> str:
        """The size of a signal by the declared shape of a kernel that is applied to it, or nothing."""
        for node in self.nodes():
            if isinstance(node, n.Product) and isinstance(node.right, n.Signal) and node.right.name == name:
                turned = isinstance(node.left, n.Transpose)
                kernel = node.left.value if isinstance(node.left, n.Transpose) else node.left
                shape = declared.get(kernel.name) if isinstance(kernel, n.Parameter) else None
                if isinstance(shape, list | tuple) and len(shape) == 2:
                    return str(shape[0 if turned else 1])
        return ""

    def factors_of(self, matrix: str) -> list[str]:
        """The vectors whose outer products a matrix is the sum of."""
        products = [
            node
            for equation in self.equations
            if equation.name == matrix
            for node in n.walk(equation.value)
            if isinstance(node, n.Product) and isinstance(node.right, n.Transpose)
        ]
        return [part.name for node in products for part in n.walk(node) if isinstance(part, n.Signal)]

    def directions(self) -> list[tuple[str, list[str]]]:
        """The signals that join one that runs forward with its like that runs backward, with both."""
        joined = [part for part in self.equations if isinstance(part.value, n.Call) and part.value.name == "concat"]
        pairs = [
            (part.name, [node.name for node in n.walk(part.value) if isinstance(node, n.Signal)]) for part in joined
        ]
        return [
            (name, pair) for name, pair in pairs if len({_without_direction(side) for side in pair}) < len(pair) == 2
        ]

    def biases(self) -> list[str]:
        """Parameters that stand alone as a term of a sum."""
        sums = [node for node in self.nodes() if isinstance(node, n.Add)]
        return [term.name for node in sums for term in node.terms if isinstance(term, n.Parameter)]

    def bounds(self) -> set[str]:
        """The letters of ranges and of sizes within calls."""
        loops = [loop for equation in self.equations for loop in equation.loops]
        loops += [loop for node in self.nodes() if isinstance(node, n.Family) for loop in node.loops]
        letters = {letter for loop in loops for letter in [*loop.start.letters, *loop.stop.letters, loop.index]}
        calls = [node for node in self.nodes() if isinstance(node, n.Call)]
        return letters | {letter for call in calls for size in call.sizes for letter in size.letters}


def _without_direction(name: str) -> str:
    return re.sub(r"_(?:left|right)(?![a-z])", "", name)


def letters_of(shapes: Iterable[object]) -> set[str]:
    """The letters in shapes as they are declared.

    >>> sorted(letters_of(["2*m", ("n", "q")]))
    ['m', 'n', 'q']
    """
    return {letter for shape in shapes for letter in re.findall(r"[A-Za-z_]\w*", str(shape))}
