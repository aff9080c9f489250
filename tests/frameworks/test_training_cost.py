"""Training MACs beside PyTorch's counter under automatic differentiation; with ``SYMBOLIC_FRAMEWORKS=1``.

Each cell of the catalogue is run for one step as tensors on the meta device, forward and backward. What has no
multiply-accumulates is there for what it reads only: the counter knows matrix products and convolutions.
"""

import os
from functools import reduce

import pytest

from symbolic import cell, cells
from symbolic.language import nodes as n
from symbolic.language.inference import infer
from symbolic.language.running import letters_in
from symbolic.language.sizes.carriers import Integers

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
LETTERS = "n=8 m=12 r=4 q=5 k=3 H=4 g=4 L=4 N=2 R=2 C=4 c=3 h=2 Hh=2 Ww=3 s=2 P=3 e=5 B=6 d=7 rw=3 ru=5 K=4 V=5"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}
COMPUTED_TWICE = {
    # What arrives at W x A and at U h A is multiplied by the same A, in each of three gates.
    "dcgru": 3 * SIZES["K"] * SIZES["m"] * SIZES["V"] ** 2
}
"""The MACs of products that automatic differentiation computes again, and the derived backward pass does not."""
FLAT = ("heaviside", "sign")


class Step:
    """One step of one sequence, each product computed once, for the members that it depends on."""

    def __init__(self, torch, own, sizes):
        self.torch, self.own, self.sizes = torch, own, sizes
        self.shapes = infer(own.definition, Integers(sizes))
        self.leaves, self.signals, self.products = {}, {}, {}
        self.waiting = {}
        for equation in own.definition.program.equations:
            for at in self.runs(equation.loops, {}):
                index = self.index(equation.target.index, at)
                self.waiting[equation.name, index] = equation, at
        for key in list(self.waiting):
            self.signal(*key)

    def size(self, size, at):
        return Integers({**self.sizes, **at}).size(size)

    def index(self, parts, at):
        return tuple(self.size(part, at) for part in parts)

    def runs(self, loops, at):
        if not loops:
            return [at]
        first, *rest = loops
        members = range(self.size(first.start, at), self.size(first.stop, at))
        return [inner for member in members for inner in self.runs(rest, {**at, first.index: member})]

    def leaf(self, name, lag, index, trained=True):
        key = name, lag, index
        if key not in self.leaves:
            shape = self.shapes.names[name]
            self.leaves[key] = self.torch.zeros(shape, device="meta", requires_grad=trained)
        return self.leaves[key]

    def signal(self, name, index):
        if (name, index) not in self.signals:
            equation, at = self.waiting[name, index]
            value = self.value(equation.value, at)
            self.signals[name, index] = value + self.torch.zeros(self.shapes.names[name], device="meta")
        return self.signals[name, index]

    def value(self, node, at):
        if isinstance(node, n.Number):
            return self.torch.zeros((), device="meta")
        if isinstance(node, n.Parameter):
            names = self.own.definition
            return self.leaf(node.name, 0, self.index(node.index, at), node.name not in names.fixed)
        if isinstance(node, n.Signal):
            index = self.index(node.index, at)
            if node.lag or (node.name, index) not in self.waiting:
                return self.leaf(node.name, node.lag, index)
            return self.signal(node.name, index)
        if isinstance(node, n.Product) or getattr(node, "name", "") in ("conv", "hamilton", "dot"):
            key = node, tuple(sorted((letter, at[letter]) for letter in letters_in(node) & at.keys()))
            if key not in self.products:
                self.products[key] = self.multiplied(node, at)
            return self.products[key]
        if isinstance(node, n.Family):
            values = [self.value(node.body, inner) for inner in self.runs(node.loops, at)]
        else:
            values = [self.value(part, at) for part in n.children(node)]
        if getattr(node, "name", "") in FLAT:
            values = [value.detach() for value in values]
        return self.moved(node, values)

    def moved(self, node, values):
        """Something of the right shape that every value flows into, without a product."""
        zero = self.torch.zeros(self.shapes.nodes[node], device="meta")
        return reduce(lambda whole, value: whole + value.sum(), values, zero)

    def multiplied(self, node, at):
        if isinstance(node, n.Call):
            return getattr(self, node.name)(node, *(self.value(part, at) for part in node.arguments))
        if self.is_identity(node.left) or self.is_identity(node.right):
            return self.moved(node, [self.value(part, at) for part in n.children(node)])
        left, right = node.left, node.right
        if isinstance(left, n.Family) and left.name == "blockdiag":
            blocks = self.torch.stack([self.value(left.body, inner) for inner in self.runs(left.loops, at)])
            rows = self.value(right, at).reshape(len(blocks), blocks.shape[-1], -1)
            return self.torch.bmm(blocks, rows).reshape(self.shapes.nodes[node])
        if isinstance(left, n.Call) and left.name == "diag":
            return self.scaled(self.value(left.arguments[0], at), self.value(right, at)).reshape(
                self.shapes.nodes[node]
            )
        if isinstance(right, n.Call) and right.name == "diag":
            return self.scaled(self.value(right.arguments[0], at), self.value(left, at).T).T
        pair = self.value(left, at), self.value(right, at)
        first, second = (value[:, None] if value.ndim == 1 else value for value in pair)
        return (first @ second).reshape(self.shapes.nodes[node])

    def scaled(self, diagonal, rows):
        """The rows each times its number, as products, so that they are counted."""
        whole = self.torch.bmm(diagonal[:, None, None], rows.reshape(len(diagonal), 1, -1))
        return whole.reshape(len(diagonal), -1)

    def is_identity(self, node):
        return isinstance(node, n.Parameter) and node.name in self.own.definition.identity

    def dot(self, node, left, right):
        return self.torch.dot(left, right)

    def conv(self, node, kernel, value):
        convolve = getattr(self.torch.nn.functional, f"conv{value.ndim - 1}d")
        return convolve(value[None], kernel, padding="same")[0]

    def hamilton(self, node, kernel, value):
        """The real matrix of the kernel, four times as wide."""
        rows = self.shapes.nodes[node][0]
        whole = kernel.reshape(rows, -1).repeat(1, 4)[:, : value.shape[0]]
        return (whole @ value[:, None])[:, 0]


def counted(own, sizes):
    """The MACs of a forward and a backward pass, as the counter of PyTorch has them."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    custom = {torch.ops.aten.dot: lambda left, right, *rest, **words: 2 * left[0]}
    with FlopCounterMode(display=False, custom_mapping=custom) as counter:
        step = Step(torch, own, sizes)
        ends = {*own.backward().outputs, *own.definition.names.states}
        sum(value.sum() for (name, _), value in step.signals.items() if name in ends).backward()
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("name", cells())
def test_a_training_step_has_the_macs_that_automatic_differentiation_has(name):
    own = cell(name)
    sizes = {letter: SIZES.get(letter, 4) for letter in own.definition.letters}
    derived = own.cost(1, 1, backward="all", **sizes).macs
    assert derived + COMPUTED_TWICE.get(name, 0) == counted(own, sizes)
