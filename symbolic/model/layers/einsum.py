"""A dense layer by Einstein's sum, as Keras's ``EinsumDense``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from math import prod

from symbolic.errors import FitError, UsageError
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.base import NetworkLayer, SizeLike, read_size
from symbolic.model.layers.equations import dense
from symbolic.model.placed import Placed

N, Q, B = map(Size.letter, "nqb")
EQUATION = re.compile(r"(?:\.\.\.)?([A-Za-z]+)(?:\.\.\.)?,([A-Za-z]+)->(?:\.\.\.)?([A-Za-z]+)(?:\.\.\.)?")

Axes = SizeLike | None | list[SizeLike | None] | tuple[SizeLike | None, ...]


class EinsumDense(NetworkLayer):
    """A product by an ``equation`` such as ``abc,cde->abde``; the kernel has the axes between the comma and the arrow.

    ``output`` are the sizes behind the first axis of what goes on, ``bias`` the axes that have a bias. An axis that
    is summed over and is not the last one of the input has its size in ``input``, the sizes behind the first axis.

    >>> layer = EinsumDense("abc,cde->abde", [None, 8, "e"], bias="de")
    >>> str(layer.place("heads", Size.letter("n"), ()).size)
    '8*e*n + 8*e'
    """

    word = "einsum_dense"

    def __init__(
        self,
        equation: str,
        output: Axes,
        *,
        bias: str = "",
        input: Axes | None = None,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(name, frozen)
        match = EQUATION.fullmatch(equation.replace(" ", ""))
        if not match:
            raise UsageError(f"the equation of an EinsumDense is such as ab,bc->ac, not {equation[:60]!r}")
        self.equation = equation
        self.inner, self.kernel, self.outer = match.groups()
        self.known = {**_axes(self.inner, input or ()), **_axes(self.outer, output)}
        self.bias = bias
        if strange := [axis for axis in bias if axis not in self.outer]:
            raise UsageError(f"the bias has the axis {strange[0]!r}, which the output, {self.outer}, does not have")

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or self.known.get(self.inner[-1]) or N
        sizes = {**self.known, self.inner[-1]: reads}
        if missing := [axis for axis in (*self.kernel, *self.bias) if axis not in sizes]:
            raise FitError(f"{name}: the size of axis {missing[0]} in {self.equation} is missing; input=[...] gives it")
        kernel = prod((sizes[axis] for axis in self.kernel), start=ONE)
        bias = prod((sizes[axis] for axis in self.bias), start=ONE)
        gives = prod((sizes[axis] for axis in self.outer if axis in self.kernel), start=ONE)
        held = {"kernel": Q, **({"bias": B} if self.bias else {})}
        letter_sizes = {"q": kernel, **({"b": bias} if self.bias else {})}
        computes = partial(dense, False, kernel / gives, gives)
        last = sizes.get(self.outer[-1], reads)
        return self._placed(name, f"dense by {self.equation}", held, letter_sizes, reads, last, computes=computes)


def _axes(letters: str, sizes: Axes) -> dict[str, Size]:
    """The sizes of the last axes; None is the size of an axis that nobody knows, a number of steps say."""
    values = list(sizes) if isinstance(sizes, list | tuple) else [sizes]
    named = zip(reversed(letters), reversed(values), strict=False)
    return {axis: read_size("axis", size) for axis, size in named if size is not None}
