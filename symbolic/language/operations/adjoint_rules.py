"""Derivative rules of the operations: from the adjoint of a result to that of each argument.

A rule gets the adjoint of the result, the call, the node that holds its result and the shapes of the nodes
in it; it gives the adjoint of each argument, in the language itself. By convention equal arguments of `max` and
`min` leave all to the first, a number before others, so that ReLU has the derivative 0 at 0; `abs` has it too, and
a step at its jump.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symbolic.errors import DefinitionError
from symbolic.language.nodes import Add, Call, Divide, Multiply, Node, Number, Product, Transpose
from symbolic.language.operations.unification import Known
from symbolic.language.sizes.size import Size

Derivative = Callable[[Node, Call, Node, Callable[[Node], Known]], tuple[Node, ...]]
MemberDerivative = Callable[[Node, Sequence[tuple[Size, Size]], int], Node]
"""From the adjoint of the result, the place of a member and of how many for each index, and its rank to its adjoint."""


def maximum(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """To the greatest argument, of equal ones to the first."""
    return _to_one(delta, call, lambda first, second: _minus(first, second))


def minimum(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """To the least argument, of equal ones to the first."""
    return _to_one(delta, call, lambda first, second: _minus(second, first))


def modulo(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """``mod(a, b)`` is ``a - b * floor(a / b)``, and the floor is constant."""
    above, below = call.arguments
    return delta, Multiply(delta, Divide(_minus(call, above), below))


def softmax(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """``y * (d - <d, y>)``."""
    return (_off_mean(delta, output, shape(call.arguments[0])),)


def cumax(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """The running sum hands to each element what arrives at it and at all after it; then as `softmax`."""
    return (_off_mean(Call("tailsum", (delta,)), Call("softmax", call.arguments), shape(call.arguments[0])),)


def layernorm(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """``(e - mean(e) - y * mean(e * y)) / deviation(a)``: ``y`` is the normalised value, ``e`` what arrives at it."""
    value, *rest = call.arguments
    normal = Call("layernorm", (value,)) if rest else output
    scaled = Multiply(delta, rest[0]) if rest else delta
    pull = Multiply(normal, Call("mean", (Multiply(scaled, normal),)))
    inner = Add((scaled, Call("mean", (scaled,)), pull), (1, -1, -1))
    return (Divide(inner, Call("deviation", (value,))), Multiply(delta, normal), delta)[: len(call.arguments)]


def mean(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("mean", (delta,)),)


def deviation(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Multiply(Call("mean", (delta,)), Call("layernorm", call.arguments)),)


def tailsum(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """What arrives at an element and at all before it: the whole, of its own row, less what arrives behind it."""
    whole, extents = Call("total", (delta,), (Size.of(1),)), shape(call.arguments[0])
    if len(extents) == 2:
        whole = Call("reshape", (Call("repeat", (whole,), extents[1:]),), extents)
    return (Add((delta, whole, Call("tailsum", (delta,))), (1, 1, -1)),)


def concat(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """To each argument its own rows, to a number its element."""
    adjoints: list[Node] = []
    start = Size.of(0)
    for argument in call.arguments:
        (extent, *rest) = shape(argument) or (None,)
        if len(rest) > 1:
            raise DefinitionError("concat of maps has no backward pass; give each a kernel of its own, and add")
        if extent is None:
            adjoints.append(Call("element", (delta,), (start,)))
        elif rest:
            adjoints.append(Transpose(Call("rows", (Transpose(delta),), (start, start + extent))))
        else:
            adjoints.append(Call("rows", (delta,), (start, start + extent)))
        start = start + (1 if extent is None else extent)
    return tuple(adjoints) if len(adjoints) > 1 else (delta,)


def rows(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    start, stop = call.sizes
    return (Call("pad", (delta,), (start, shape(call.arguments[0])[-1] - stop)),)


def pad(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    before, _ = call.sizes
    return (Call("rows", (delta,), (before, before + shape(call.arguments[0])[-1])),)


def part(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """Zeros around, where the other parts are."""
    place, count = call.sizes
    size = shape(call.arguments[0])[-1] / count
    return (Call("pad", (delta,), (size * place, size * (count - 1 - place))),)


def element(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """Zeros around, where the other numbers are."""
    (place,), whole = call.sizes, shape(call.arguments[0])
    if len(whole) == 2:
        column = Call("unit", (Number(1),), (place, whole[1]))
        return (Product(delta, Transpose(column)),)
    return (Call("unit", (delta,), (place, whole[0])),)


def unit(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("element", (delta,), call.sizes[:1]),)


def dot(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    left, right = call.arguments
    return Multiply(delta, right), Multiply(delta, left)


def total(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """The same to every element."""
    return (Add((Multiply(Number(0), call.arguments[0]), delta), (1, 1)),)


def reshape(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """Row by row back into a vector."""
    return (Call("flatten", (delta,)),)


def flatten(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """Back into the rows of the matrix."""
    return (Call("reshape", (delta,), tuple(shape(call.arguments[0]))),)


def diag(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("diagonal", (delta,)),)


def toeplitz(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("diagonal_sums", (delta,)),)


def diagonal_sums(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("toeplitz", (delta,), shape(call.arguments[0])[:1]),)


def diagonal(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("diag", (delta,)),)


def repeat(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    """The sum over the copies of each element."""
    return (Call("runs", (delta,), call.sizes),)


def runs(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("repeat", (delta,), call.sizes),)


def conv(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    kernel, value = call.arguments
    extents = shape(kernel)[2:]
    return Call("conv_kernel", (value, delta), extents), Call("conv_back", (kernel, delta), extents)


def conv_back(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    kernel, value = call.arguments
    extents = shape(kernel)[2:]
    return Call("conv_kernel", (delta, value), extents), Call("conv", (kernel, delta), extents)


def conv_kernel(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    value, arriving = call.arguments
    return Call("conv_back", (delta, arriving), call.sizes), Call("conv", (delta, value), call.sizes)


def hamilton(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    kernel, value = call.arguments
    return Call("hamilton_kernel", (delta, value)), Call("hamilton", (_conjugated(kernel), delta))


def conjugate(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    return (Call("conjugate", (delta,)),)


def hamilton_kernel(delta: Node, call: Call, output: Node, shape: Callable[[Node], Known]) -> tuple[Node, ...]:
    arriving, value = call.arguments
    return Call("hamilton", (delta, value)), Call("hamilton", (Call("conjugate", (delta,)), arriving))


def member_of_sum(delta: Node, places: Sequence[tuple[Size, Size]], rank: int) -> Node:
    """The same to every member."""
    return delta


def member_of_concat(delta: Node, places: Sequence[tuple[Size, Size]], rank: int) -> Node:
    """To each member its own part, or its own element."""
    ((index, count),) = places
    if not rank:
        return Call("element", (delta,), (index,))
    return Call("part", (delta,), (index, count))


def member_of_blocks(delta: Node, places: Sequence[tuple[Size, Size]], rank: int) -> Node:
    """The block of a member in its row and column; of an outer product, that of the parts of its two vectors."""
    row, column = places
    if isinstance(delta, Product) and isinstance(delta.right, Transpose):
        left, right = delta.left, delta.right.value
        return Product(Call("part", (left,), row), Transpose(Call("part", (right,), column)))
    return Call("part", (Transpose(Call("part", (Transpose(delta),), row)),), column)


def member_of_blockdiag(delta: Node, places: Sequence[tuple[Size, Size]], rank: int) -> Node:
    """The block of a member on the diagonal; of an outer product, that of the parts of its two vectors."""
    ((index, count),) = places
    if isinstance(delta, Product) and isinstance(delta.right, Transpose):
        left, right = delta.left, delta.right.value
        return Product(Call("part", (left,), (index, count)), Transpose(Call("part", (right,), (index, count))))
    return Call("block", (delta,), (index, count))


def _conjugated(kernel: Node) -> Node:
    return (
        kernel.arguments[0] if isinstance(kernel, Call) and kernel.name == "conjugate" else Call("conjugate", (kernel,))
    )


def _to_one(delta: Node, call: Call, ahead: Callable[[Node, Node], Node]) -> tuple[Node, ...]:
    """The adjoint to the one argument that is ahead of all others; where some are equal, to the first of them."""
    order = sorted(range(len(call.arguments)), key=lambda place: not isinstance(call.arguments[place], Number))
    adjoints: dict[int, Node] = {}
    for rank, place in enumerate(order):
        adjoints[place] = delta
        for other_rank, other in enumerate(order):
            mine, theirs = call.arguments[place], call.arguments[other]
            if other_rank < rank:
                adjoints[place] = Multiply(adjoints[place], Call("heaviside", (ahead(mine, theirs),)))
            elif other_rank > rank:
                beaten = Call("heaviside", (ahead(theirs, mine),))
                adjoints[place] = Multiply(adjoints[place], Add((Number(1), beaten), (1, -1)))
    return tuple(adjoints[place] for place in range(len(call.arguments)))


def _minus(left: Node, right: Node) -> Node:
    if right == Number(0):
        return left
    if left == Number(0):
        return Add((right,), (-1,))
    terms, signs = (left.terms, left.signs) if isinstance(left, Add) else ((left,), (1,))
    return Add((*terms, right), (*signs, -1))


def _off_mean(delta: Node, weights: Node, extents: Known) -> Node:
    """``y * (d - <d, y>)``; of a matrix for each of its rows."""
    if len(extents) < 2:
        return Multiply(weights, Add((delta, Call("dot", (delta, weights))), (1, -1)))
    pulls = Call("total", (Multiply(delta, weights),), (Size.of(1),))
    return Add((Multiply(delta, weights), Product(Call("diag", (pulls,)), weights)), (1, -1))
