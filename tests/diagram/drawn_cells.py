"""Cells of vectors of one size: gates, sums and products of whatever came before."""

from random import Random

from symbolic import Cell
from symbolic.errors import SymbolicError


def random_cell(seed):
    """The cell of a seed; the next seed's where a shape stays unknown."""
    while True:
        try:
            return _Writer(Random(seed)).cell()
        except SymbolicError:
            seed += 1_000_000


class _Writer:
    def __init__(self, random):
        self.random = random
        self.states = [f"s{k}" for k in range(random.randint(1, 4))]
        self.inputs = [f"x{k}" for k in range(random.randint(1, 3))]
        self.names = []
        self.kernels = 0

    def cell(self):
        lines = []
        for name in [*(f"v{k}" for k in range(self.random.randint(0, 8))), *self.states]:
            lines.append(f"{name}[t] = {self.expression(3)}")
            self.names.append(name)
        text = "\n".join(lines)
        return Cell(text, {name: "m" for name in [*self.inputs, *self.names] if f"{name}[" in text})

    def leaf(self):
        before = [f"{name}[t-1]" for name in self.states] + [f"{name}[t]" for name in self.inputs]
        return self.random.choice(before + [f"{name}[t]" for name in self.names] * 2)

    def expression(self, depth):
        kind = self.random.random()
        if depth <= 0 or kind < 0.2:
            return self.leaf()
        if kind < 0.55:
            return self.gate(depth)
        if kind < 0.75:
            parts = [self.expression(depth - 1) for _ in range(self.random.randint(2, 5))]
            return "(" + f" {self.random.choice('+-')} ".join(parts) + ")"
        if kind < 0.92:
            return " * ".join(f"({self.expression(depth - 1)})" for _ in range(self.random.randint(2, 5)))
        inner = self.expression(depth - 1)
        return f"(1 - {inner})" if kind < 0.96 else f"tanh({inner})"

    def gate(self, depth):
        self.kernels += 1
        number = self.kernels
        terms = [
            f"W{number}_{k} @ {self.expression(depth - 2) if self.random.random() < 0.3 else self.leaf()}"
            for k in range(self.random.randint(1, 3))
        ]
        if self.random.random() < 0.3:
            terms.append(self.expression(depth - 1))
        return self.random.choice(["sigmoid", "tanh", "relu", ""]) + "(" + " + ".join([*terms, f"b{number}"]) + ")"
