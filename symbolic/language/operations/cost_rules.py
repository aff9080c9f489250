"""The cost of an operation at one step: multiply-accumulates, additions, multiplications, activations.

A rule gets the shapes of the arguments and of the result. Moving numbers is free.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from symbolic.language.operations.unification import Known
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.record import Record


class OpCount(Record):
    """How many operations of each kind.

    ``macs`` are the multiply-accumulates of matrix products, dot products and convolutions, one for each
    pair of numbers that is multiplied; ``additions`` and ``multiplications`` are element by element,
    subtractions and comparisons among the first, divisions among the second; ``activations`` are
    evaluations of a function of one number, whatever it is made of.

    >>> m = Size.letter("m")
    >>> str((OpCount(macs=m * m) + OpCount(additions=m)).flops())
    '2*m**2 + m'
    """

    macs: Size = NO_SIZE
    additions: Size = NO_SIZE
    multiplications: Size = NO_SIZE
    activations: Size = NO_SIZE

    def __add__(self, other: OpCount) -> OpCount:
        return OpCount(*(added(a, b) for a, b in zip(self._values(), other._values(), strict=True)))

    def __mul__(self, times: Size | int) -> OpCount:
        return self if times == ONE else OpCount(*(value * times for value in self._values()))

    def substitute(self, sizes: Mapping[str, Size | int]) -> OpCount:
        """The same with sizes in place of letters."""
        return OpCount(*(value.substitute(sizes) for value in self._values()))

    def flops(self, activation: int = 1) -> Size:
        """Two for a multiply-accumulate, one for an operation element by element, ``activation`` for one of those."""
        return self.macs * 2 + self.additions + self.multiplications + self.activations * activation


CostRule = Callable[[Sequence[Known], Known], OpCount]


def added(a: Size, b: Size) -> Size:
    """The sum; most kinds of operations do not occur in a node, and need no arithmetic."""
    if not b.terms:
        return a
    return a + b if a.terms else b


def extent(shape: Sequence[Size]) -> Size:
    """How many numbers an array of the shape holds."""
    if len(shape) == 1:
        return shape[0]
    total = ONE
    for axis in shape:
        total = total * axis
    return total


def nothing(arguments: Sequence[Known], out: Known) -> OpCount:
    """Free: it only moves numbers."""
    return OpCount()


def evaluated(arguments: Sequence[Known], out: Known) -> OpCount:
    """A function of each number."""
    return OpCount(activations=extent(out))


def compared(arguments: Sequence[Known], out: Known) -> OpCount:
    """The largest or smallest of several: a comparison for each number after the first."""
    return OpCount(additions=extent(out) * (len(arguments) - 1))


def divided(arguments: Sequence[Known], out: Known) -> OpCount:
    """A division for each number."""
    return OpCount(multiplications=extent(out))


def softmax(arguments: Sequence[Known], out: Known) -> OpCount:
    """An exponential and a division for each number, and their sum along the last axis."""
    whole = extent(out)
    return OpCount(additions=whole - extent(out[:-1]), multiplications=whole, activations=whole)


def cumax(arguments: Sequence[Known], out: Known) -> OpCount:
    """A softmax and its running sum."""
    return softmax(arguments, out) + OpCount(additions=extent(out) - extent(out[:-1]))


def layernorm(arguments: Sequence[Known], out: Known) -> OpCount:
    """Mean, differences, variance, root and quotient along the last axis; then a gain and a shift."""
    whole, rows, count = extent(out), extent(out[:-1]), len(arguments)
    additions = whole * 3 - rows + whole * (count > 2)
    return OpCount(NO_SIZE, additions, whole * 2 + rows * 2 + whole * (count > 1), rows)


def dot(arguments: Sequence[Known], out: Known) -> OpCount:
    """A multiply-accumulate for each pair of numbers."""
    return OpCount(extent(arguments[0]))


def weighted_sum(arguments: Sequence[Known], out: Known) -> OpCount:
    """A multiplication for each pair of numbers, and their sum."""
    whole = extent(arguments[0])
    return OpCount(additions=whole - ONE, multiplications=whole)


def convolution(arguments: Sequence[Known], out: Known) -> OpCount:
    """The whole kernel at each place of the map, the zeros around it included."""
    return OpCount(extent(arguments[0]) * extent(out[1:]))


def hamilton(arguments: Sequence[Known], out: Known) -> OpCount:
    """Sixteen products of real numbers for one of quaternions: the matrix product written out."""
    return OpCount(extent(out) * extent(arguments[1]))


def convolution_kernel(arguments: Sequence[Known], out: Known) -> OpCount:
    """Each offset of the kernel at each place of the map."""
    return OpCount(extent(out) * extent(arguments[1][1:]))


def hamilton_kernel(arguments: Sequence[Known], out: Known) -> OpCount:
    """Each number of one vector with each of the other."""
    return OpCount(extent(arguments[0]) * extent(arguments[1]))


def mean(arguments: Sequence[Known], out: Known) -> OpCount:
    """A sum along the last axis and a division."""
    rows = extent(out[:-1])
    return OpCount(additions=extent(out) - rows, multiplications=rows)


def deviation(arguments: Sequence[Known], out: Known) -> OpCount:
    """Mean, differences, variance and root along the last axis."""
    whole, rows = extent(out), extent(out[:-1])
    return OpCount(NO_SIZE, whole * 3 - rows, whole + rows * 2, rows)


def tailsum(arguments: Sequence[Known], out: Known) -> OpCount:
    """A running sum along the last axis."""
    return OpCount(additions=extent(out) - extent(out[:-1]))


def added_up(arguments: Sequence[Known], out: Known) -> OpCount:
    """A sum for each number of the result."""
    return OpCount(additions=extent(arguments[0]) - extent(out))


PRODUCT_COST_RULES = (dot, convolution, convolution_kernel, hamilton, hamilton_kernel)
"""The rules of operations that consist of multiply-accumulates, so that they add to the sum that they stand in."""
