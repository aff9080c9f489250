"""The equations of a cell run on numbers that notice what is done with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from symbolic.language import nodes as n
from symbolic.language.inference import infer
from symbolic.language.operations.cost_rules import nothing
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.running import letters_in
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import MemberLayout, check_arrays
from symbolic.numeric.machine import Machine


class Tally(Counter):
    """What was done: ``multiplied``, ``added``, ``evaluated``; ``started`` are products that nothing began."""


class Noted:
    """A number that is not known, only what is done with it. A plain zero stands for none, a sign is free.

    ``product`` marks an element of a matrix product, which waits for something to be added to.
    """

    def __init__(self, tally, product=False):
        self.tally, self.product = tally, product

    def times(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if isinstance(other, int):
            return Noted(self.tally, self.product) if other else 0
        self.tally["multiplied"] += 1
        return Noted(self.tally)

    def plus(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if isinstance(other, int):
            assert not other
            return self
        self.tally["added"] += 1
        if self.product or other.product:
            self.tally["started"] -= 1
        return Noted(self.tally, self.product and other.product)

    def divided(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        self.tally["multiplied"] += 1
        return Noted(self.tally)

    def __pow__(self, exponent):
        power, squared, left = None, self, exponent
        while left:
            if left & 1:
                power = squared if power is None else power * squared
            left >>= 1
            squared = squared * squared if left else squared
        return power

    def __neg__(self):
        return Noted(self.tally, self.product)

    __mul__ = __rmul__ = times
    __add__ = __radd__ = __sub__ = __rsub__ = plus
    __truediv__ = __rtruediv__ = divided


class Recount(Machine):
    """The interpreter of `symbolic.numeric.machine` on such numbers."""

    def __init__(self, own, arrays, tally):
        class LayerSpec:
            dtype = np.dtype(object)
            type = staticmethod(lambda value: Noted(tally))

        def noted(members):
            return {index: self.fresh(array.shape) for index, array in members.items()}

        self.tally, self.computed = tally, {}
        groups = {name: getattr(arrays, name) for name in ("parameters", "inputs", "state")}
        changed = {kind: {name: noted(value) for name, value in group.items()} for kind, group in groups.items()}
        super().__init__(np, own.definition, replace(arrays, dtype=LayerSpec, **changed))

    def fresh(self, shape, product=False):
        array = np.empty(shape, object)
        for place in np.ndindex(shape):
            array[place] = Noted(self.tally, product)
        return array

    def done(self, shape, product=False, **counts):
        self.tally.update(counts)
        return self.fresh(shape, product)

    def signal(self, node, at):
        return self.closed(super().signal(node, at))

    def closed(self, value):
        """What anything but a sum reads has begun from nothing, if it was a product."""
        return self.fresh(np.shape(value))

    def operand(self, node, whole, at):
        """A scalar stands for every element, so that each is counted; a product is no sum of those."""
        value, shapes = super().operand(node, whole, at), self.arrays.shapes.nodes
        return value if shapes[node] == shapes[whole] else self.fresh(shapes[whole])

    def evaluate(self, node, at):
        """A product that is written again has been computed, and so has one that does not depend on the member."""
        if not isinstance(node, n.Product) and getattr(node, "name", "") not in ("sum", "dot", "conv", "hamilton"):
            return super().evaluate(node, at)
        members = {letter: at[letter] for letter in letters_in(node) & at.keys()}
        key = node, tuple(sorted(members.items()))
        if key in self.computed:
            return self.fresh(self.computed[key])
        value = super().evaluate(node, members)
        self.computed[key] = np.shape(value)
        return value if members.keys() == at.keys() else self.fresh(np.shape(value))

    def product(self, node, at):
        """A product with an identity hands on its other factor."""
        factors = {part.value if isinstance(part, n.Transpose) else part for part in n.children(node)}
        if any(getattr(part, "name", "") in self.definition.identity for part in factors):
            return self.fresh(self.arrays.shapes.nodes[node])
        return self.begun(super().product(node, at))

    def begun(self, products):
        array = np.asarray(products)
        self.tally["started"] += array.size
        return self.fresh(array.shape, product=True)

    def call(self, node, at):
        arguments = [self.closed(self.evaluate(argument, at)) for argument in node.arguments]
        shape = self.arrays.shapes.nodes[node]
        whole, rows = int(np.prod(shape)), int(np.prod(shape[:-1]))
        match node.name:
            case "dot":
                return self.begun((arguments[0] * arguments[1]).sum(axis=-1))
            case "hamilton":
                return self.begun(OPERATIONS["hamilton"].compute(np, *arguments))
            case "conv":
                return self.begun(self.convolved(*arguments))
            case "max" | "min":
                return self.done(shape, added=(len(arguments) - 1) * whole)
            case "mod":
                return self.done(shape, multiplied=whole)
            case "softmax" | "cumax":
                again = node.name == "cumax"
                return self.done(shape, evaluated=whole, multiplied=whole, added=(whole - rows) * (1 + again))
            case "layernorm":
                return self.normalised(*arguments)
            case "mean":
                return self.spread(self.averaged(arguments[0]), shape)
            case "deviation":
                return self.spread(self.varied(arguments[0])[1], shape)
            case "concat":
                # A number among vectors is a vector of one.
                return OPERATIONS["concat"].compute(np, *map(np.atleast_1d, arguments))
            case name if name in OPERATIONS and OPERATIONS[name].cost is nothing:
                return OPERATIONS[name].compute(np, *arguments, *self.index(node.sizes, at))
        return self.done(shape, evaluated=whole)

    def normalised(self, a, gain=None, bias=None):
        centred, variance = self.varied(a)
        result = centred / variance
        result = result if gain is None else result * gain
        return result if bias is None else result + bias

    def averaged(self, a):
        return a.sum(axis=-1).divided(Noted(self.tally))

    def varied(self, a):
        """What is centred, and the root of its variance."""
        centred = a - np.array(self.averaged(a))
        self.tally["evaluated"] += 1
        return centred, self.averaged(centred**2) + Noted(self.tally)

    def spread(self, number, shape):
        array = np.empty(shape, object)
        array.fill(number)
        return array

    def convolved(self, kernel, a):
        """A window of the kernel's extent at each place, its zeros multiplied like the rest."""
        places = a.shape[1:]
        array = np.empty((kernel.shape[0], *places), object)
        for place in np.ndindex(array.shape):
            array[place] = (kernel[place[0]] * self.fresh(kernel.shape[1:])).sum()
        return array


def recounted(own, sizes):
    """Multiplications, additions, evaluations and products that nothing began, of one step of one sequence."""
    names, shapes = own.definition.names, infer(own.definition, Integers(sizes))
    layout, tally = MemberLayout(own.definition), Tally()

    def array(name, *front):
        return np.zeros((*front, *layout.extents(name, sizes), *shapes.names[name]))

    parameters = {name: array(name) for name in names.parameters}
    static = own.definition.program.static
    inputs = {name: array(name) if name in static else array(name, 1) for name in names.inputs}
    states = {name: array(name) for name in names.states}
    arrays = check_arrays(np, own.definition, parameters, inputs, states, sizes)
    machine = Recount(own, arrays, tally)
    machine.step(0, machine.order)
    return tally
