"""Gradients by central differences: what the derived ones are held against."""

from __future__ import annotations

import numpy as np

from symbolic import Cell
from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import MemberLayout

LETTERS = "n=4 m=4 r=2 q=2 k=3 H=2 g=2 L=4 N=2 R=4 C=2 c=2 h=3 Hh=3 Ww=4 s=2 P=3 e=2 B=3 d=3 rw=2 ru=3"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}
OTHER = 2
STEPS = 3
CLOSE = 1e-7
WIDTHS = (3e-5, 3e-7)
"""Half a difference; the small one is for a function with a kink that the wide one reaches over."""


class Sample:
    """Arrays for a cell, and a loss that reads every output at every step and every state after the last.

    ``outputs`` are those of the cell where none are named; ``kept`` is how many earlier steps its states hold.
    """

    def __init__(
        self,
        own: Cell,
        *outputs: str,
        steps: int = STEPS,
        kept: int = 0,
        batch: tuple[int, ...] = (2,),
        seed: int = 0,
        **sizes: int,
    ):
        self.own, self.batch = own, batch
        self.random = np.random.default_rng(seed)
        self.sizes = {letter: {**SIZES, **sizes}.get(letter, OTHER) for letter in own.definition.letters}
        names = own.definition.names
        self.layout, self.shapes = MemberLayout(own.definition), infer(own.definition, Integers(self.sizes))
        # A cell with several predecessors is run a node at a time.
        self.tree = own.name.startswith("treelstm")
        steps = 1 if self.tree else steps
        drawn = [name for name in names.parameters if name not in own.definition.size_values]
        self.parameters = {name: self.values(name, ()) for name in drawn}
        static = own.definition.program.static
        front = {name: batch if name in static else (steps, *batch) for name in names.inputs}
        self.inputs = {name: self.values(name, axes) for name, axes in front.items()}
        kept_steps = (kept,) if kept else ()
        self.state = {name: self.values(name, (*kept_steps, *batch)) for name in names.states}
        self.backward = own.backward(*outputs)

    def draw(self) -> Sample:
        """Weights of the loss, once the arrays are as they are to be."""
        values = self.own.run(self.parameters, self.inputs, self.state, self.sizes)
        self.weights = {name: self.random.normal(size=values[name].shape) for name in self.backward.outputs}
        ends = () if self.tree else self.state
        self.ends = {name: self.random.normal(size=values[name][-1].shape) for name in ends}
        return self

    def values(self, name: str, front: tuple[int, ...]) -> np.ndarray:
        """Away from zero, where some functions have no derivative or no value."""
        shape = (*front, *self.layout.extents(name, self.sizes), *self.shapes.names[name])
        return np.asarray(self.random.uniform(0.2, 0.9, shape))

    def loss(self, parameters: dict, inputs: dict, state: dict) -> float:
        values = self.own.run(parameters, inputs, state, self.sizes)
        total = sum((weight * values[name]).sum() for name, weight in self.weights.items())
        return total + sum((weight * values[name][-1]).sum() for name, weight in self.ends.items())

    def gradients(self) -> dict[str, np.ndarray]:
        arrays = self.parameters, self.inputs, self.weights, self.state, self.ends
        return self.backward.run_gradients(*arrays, sizes=self.sizes)

    def distances(self) -> dict[str, float]:
        """Of each array, how far the derivative along a random direction is from the one that is derived.

        An array at which the loss has a kink, as where two arguments of `max` are equal, is left out.
        """
        gradients = self.gradients()
        groups = (self.parameters, self.inputs, self.state)
        distances = {}
        for place, group in enumerate(groups):
            for name, value in group.items():
                if name in self.own.definition.fixed:
                    assert name not in gradients
                    continue
                along = self.random.normal(size=value.shape)

                def at(step, place=place, name=name, value=value, along=along):
                    moved = {**groups[place], name: value + step * along}
                    return self.loss(*groups[:place], moved, *groups[place + 1 :])

                derived = float((gradients[name] * along).sum()) if name in gradients else 0.0
                for width in WIDTHS:
                    numeric = (8 * (at(width) - at(-width)) - (at(2 * width) - at(-2 * width))) / (12 * width)
                    distances[name] = abs(numeric - derived) / max(1.0, abs(numeric), abs(derived))
                    if distances[name] < CLOSE:
                        break
                else:
                    right, left = (at(width) - at(0)) / width, (at(0) - at(-width)) / width
                    if abs(right - left) > 1e-3 * max(1.0, abs(numeric)):
                        del distances[name]
        return distances
