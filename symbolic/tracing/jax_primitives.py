"""What each primitive of JAX computes, by PyTorch, whose graph is what is traced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from symbolic.tracing.traced import Untraceable

ELEMENTWISE_PRIMITIVES = {
    "add": "add",
    "add_any": "add",
    "sub": "sub",
    "mul": "mul",
    "div": "div",
    "neg": "neg",
    "max": "maximum",
    "min": "minimum",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "exp": "exp",
    "log": "log",
    "log1p": "log1p",
    "expm1": "expm1",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "sqrt": "sqrt",
    "rsqrt": "rsqrt",
    "abs": "abs",
    "sign": "sign",
    "erf": "erf",
    "square": "square",
    "pow": "pow",
    "rem": "fmod",
    "gt": "gt",
    "lt": "lt",
    "ge": "ge",
    "le": "le",
}
NUMPY_NAMES = {
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "neg": "negative",
    "pow": "power",
    "rsqrt": "",
    "erf": "",
}
NUMPY_NAMES |= {"gt": "greater", "lt": "less", "ge": "greater_equal", "le": "less_equal", "logistic": ""}
"""Where NumPy's function of numbers has another name, or none."""
AS_IT_IS = ("convert_element_type", "stop_gradient", "copy", "copy_p", "optimization_barrier", "reduce_precision")


def fold(name: str, values: Sequence[Any], options: dict[str, Any]) -> Any:
    """The number that a primitive gives of numbers, or None where it is given arrays.

    >>> float(fold("sub", [5, 1.0], {})), fold("sub", [5, None], {}) is None
    (4.0, True)
    """
    if not values or any(value is None for value in values):
        return None
    numpy = import_module("numpy")
    function = getattr(numpy, NUMPY_NAMES.get(name, ELEMENTWISE_PRIMITIVES.get(name, "")), None)
    if function is not None:
        return function(*values)
    return values[0] if name in AS_IT_IS else None


def chosen(name: str, values: Sequence[Any]) -> int | None:
    """Which case `select_n` takes where that is known, else None."""
    return int(values[0]) if name == "select_n" and values and values[0] is not None else None


def apply(torch: Any, name: str, values: Sequence[Any], options: dict[str, Any]) -> Any:
    """The value of a primitive; raises `Untraceable` for one that the language lacks."""
    zero = [at for at, value in enumerate(values) if not torch.is_tensor(value) and value == 0]
    if name == "max" and len(zero) == 1:
        return torch.relu(values[1 - zero[0]])
    if name in ELEMENTWISE_PRIMITIVES:
        return getattr(torch, ELEMENTWISE_PRIMITIVES[name])(*_arrays(torch, values))
    if name in AS_IT_IS:
        return values[0]
    if name not in JAX_RULES:
        raise Untraceable("the language has no such operation")
    return JAX_RULES[name](torch, *values, **options)


def _arrays(torch: Any, values: Sequence[Any]) -> list[Any]:
    """Numbers as arrays, as functions of two arrays take them."""
    return [value if torch.is_tensor(value) else torch.tensor(float(value), dtype=torch.float64) for value in values]


def dot_general(torch: Any, left: Any, right: Any, *, dimension_numbers: Any, **_: Any) -> Any:
    """A product, as a matrix product or else as a sum over letters."""
    (of_left, of_right), (batch_left, batch_right) = dimension_numbers
    of_left, of_right = tuple(map(int, of_left)), tuple(map(int, of_right))
    if len(of_left) == 1 and not batch_left and left.dim() <= 2 and right.dim() <= 2:
        # The axis that is summed over last on the left, first on the right.
        a = left.t() if left.dim() == 2 and of_left[0] == 0 else left
        b = right.t() if right.dim() == 2 and of_right[0] == 1 else right
        return torch.matmul(a, b)
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    first = [next(letters) for _ in range(left.dim())]
    second = [next(letters) for _ in range(right.dim())]
    for one, other in zip((*of_left, *batch_left), (*of_right, *batch_right), strict=True):
        second[other] = first[one]
    kept = [first[at] for at in batch_left]
    kept += [letter for at, letter in enumerate(first) if at not in (*of_left, *batch_left)]
    kept += [letter for at, letter in enumerate(second) if at not in (*of_right, *batch_right)]
    return torch.einsum(f"{''.join(first)},{''.join(second)}->{''.join(kept)}", left, right)


def broadcast_in_dim(torch: Any, value: Any, *, shape: Any, broadcast_dimensions: Any, **_: Any) -> Any:
    shape = [int(extent) for extent in shape]
    if not torch.is_tensor(value):
        return torch.full(shape, float(value), dtype=torch.float64)
    places = [int(place) for place in broadcast_dimensions]
    for place in range(len(shape)):
        if place not in places:
            value = value.unsqueeze(place)
    return value if list(value.shape) == shape else value.expand(shape)


def sliced(torch: Any, value: Any, *, start_indices: Any, limit_indices: Any, strides: Any = None, **_: Any) -> Any:
    if strides is not None and any(step != 1 for step in strides):
        raise Untraceable("it does not take neighbours")
    for place, (start, stop) in enumerate(zip(start_indices, limit_indices, strict=True)):
        if stop - start == 1 < value.shape[place]:
            value = value.select(place, int(start)).unsqueeze(place)
        elif (start, stop) != (0, value.shape[place]):
            value = value.narrow(place, int(start), int(stop - start))
    return value


def split(torch: Any, value: Any, *, axis: Any, sizes: Any, **_: Any) -> Any:
    sizes = [int(size) for size in sizes]
    equal = len({*sizes}) == 1
    return torch.chunk(value, len(sizes), int(axis)) if equal else torch.split(value, sizes, int(axis))


def selected(torch: Any, which: Any, *cases: Any, **_: Any) -> Any:
    if len(cases) != 2:
        raise Untraceable("it chooses among more than two")
    return torch.where(which, cases[1], cases[0])


def reduced_max(torch: Any, value: Any, *, axes: Any, **_: Any) -> Any:
    raise Untraceable("the language has no largest element of a vector; jax.nn.softmax is traced as a whole")


JAX_RULES: dict[str, Callable[..., Any]] = {
    "dot_general": dot_general,
    "broadcast_in_dim": broadcast_in_dim,
    "slice": sliced,
    "select_n": selected,
    "reduce_max": reduced_max,
    "stack": lambda torch, *values, axis, **_: torch.stack(values, int(axis)),
    "transpose": lambda torch, value, *, permutation, **_: value.permute([int(place) for place in permutation]),
    "reshape": lambda torch, value, *, new_sizes, **_: value.reshape([int(extent) for extent in new_sizes]),
    "squeeze": lambda torch, value, *, dimensions, **_: value.squeeze([int(place) for place in dimensions]),
    "expand_dims": lambda torch, value, *, dimensions, **_: value.unsqueeze(int(dimensions[0])),
    "concatenate": lambda torch, *values, dimension, **_: torch.cat(values, int(dimension)),
    "split": split,
    "reduce_sum": lambda torch, value, *, axes, **_: value.sum([int(place) for place in axes]),
    "integer_pow": lambda torch, value, *, y, **_: torch.pow(value, int(y)),
    "clamp": lambda torch, least, value, most, **_: torch.clamp(value, float(least), float(most)),
}
