"""What each operation computes, on NumPy arrays; NumPy itself is handed in as ``np``.

Axes of a value come last, so that batches in front of them pass through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

NORM_EPSILON = 1e-5


def sigmoid(np: Any, a: Any) -> Any:
    """``1 / (1 + exp(-a))``, without overflow."""
    powers = np.exp(-np.abs(a))
    return np.where(a >= 0, a.dtype.type(1), powers) / (1 + powers)


def relu(np: Any, a: Any) -> Any:
    return np.maximum(a, 0)


def silu(np: Any, a: Any) -> Any:
    return a * sigmoid(np, a)


def gelu(np: Any, a: Any) -> Any:
    """The exact form, ``a · Φ(a)``."""
    return a * (0.5 * (1 + erf(np, a / a.dtype.type(2**0.5))))


def erf(np: Any, a: Any) -> Any:
    from math import erf

    return np.vectorize(erf, otypes=[a.dtype])(a)


def elu(np: Any, a: Any) -> Any:
    return np.where(a > 0, a, np.expm1(np.minimum(a, 0)))


def softplus(np: Any, a: Any) -> Any:
    return np.logaddexp(a, a.dtype.type(0))


def softsign(np: Any, a: Any) -> Any:
    return a / (1 + np.abs(a))


def softmax(np: Any, a: Any) -> Any:
    """Over the last axis."""
    powers = np.exp(a - a.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def cumax(np: Any, a: Any) -> Any:
    """The running sum of a softmax."""
    return np.cumsum(softmax(np, a), axis=-1)


def maximum(np: Any, *values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = np.maximum(result, value)
    return result


def minimum(np: Any, *values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = np.minimum(result, value)
    return result


def heaviside(np: Any, a: Any) -> Any:
    """One where positive, else zero."""
    return np.where(a > 0, 1, 0).astype(a.dtype)


def layernorm(np: Any, a: Any, gain: Any = 1, bias: Any = 0) -> Any:
    """Zero mean and unit variance over the last axis, then gain and bias."""
    return (a - mean(np, a)) / deviation(np, a) * gain + bias


def mean(np: Any, a: Any) -> Any:
    """Of the last axis, in place of each of its elements."""
    return np.broadcast_to(a.mean(axis=-1, keepdims=True), a.shape)


def deviation(np: Any, a: Any) -> Any:
    """The standard deviation by which `layernorm` divides, in place of each element."""
    return np.sqrt(mean(np, (a - mean(np, a)) ** 2) + a.dtype.type(NORM_EPSILON))


def tailsum(np: Any, a: Any) -> Any:
    """Of each element and all after it."""
    return np.cumsum(a[..., ::-1], axis=-1)[..., ::-1]


def concat(np: Any, *values: Any, ranks: Sequence[int] = ()) -> Any:
    """Vectors one below the other, numbers, rows of matrices or maps among them, over batches of any size."""
    ranks = ranks or [1] * len(values)
    arrays = [value if rank else np.asarray(value)[..., None] for value, rank in zip(values, ranks, strict=True)]
    axis = -max(1, *ranks)
    batch = np.broadcast_shapes(*(array.shape[:axis] for array in arrays))
    return np.concatenate([np.broadcast_to(array, (*batch, *array.shape[axis:])) for array in arrays], axis=axis)


def total(np: Any, *members: Any) -> Any:
    """The sum of a family."""
    result = members[0]
    for member in members[1:]:
        result = result + member
    return result


def multiplied(np: Any, *members: Any) -> Any:
    """The product of a family, element by element."""
    result = members[0]
    for member in members[1:]:
        result = result * member
    return result


def blockdiag(np: Any, *blocks: Any) -> Any:
    """Blocks of one shape along the diagonal."""
    rows, columns = blocks[0].shape[-2:]
    result = np.zeros((len(blocks) * rows, len(blocks) * columns), blocks[0].dtype)
    for place, block in enumerate(blocks):
        result[place * rows : (place + 1) * rows, place * columns : (place + 1) * columns] = block
    return result


def blocks(np: Any, members: Any, places: Any, spans: Any) -> Any:
    """Blocks of one shape at their rows and columns, zeros elsewhere."""
    rows, columns = members[0].shape[-2:]
    result = np.zeros((spans[0] * rows, spans[1] * columns), members[0].dtype)
    for member, (row, column) in zip(members, places, strict=True):
        result[row * rows : (row + 1) * rows, column * columns : (column + 1) * columns] = member
    return result


def dot(np: Any, a: Any, b: Any) -> Any:
    return (a * b).sum(axis=-1)


def total_of(np: Any, a: Any, axes: int) -> Any:
    """The sum over the last axes."""
    return a.sum(axis=tuple(range(-axes, 0)))


def diagonal(np: Any, a: Any) -> Any:
    return np.diagonal(a, axis1=-2, axis2=-1)


def block(np: Any, a: Any, which: int, count: int) -> Any:
    """The ``which``-th, from 0, of ``count`` blocks on the diagonal."""
    rows, columns = a.shape[-2] // count, a.shape[-1] // count
    return a[..., which * rows : (which + 1) * rows, which * columns : (which + 1) * columns]


def diag(np: Any, a: Any) -> Any:
    return a[..., None] * np.eye(a.shape[-1], dtype=a.dtype)


def toeplitz(np: Any, a: Any, rows: int) -> Any:
    """The ``i``-th row and ``j``-th column hold the number ``i - j`` behind the middle one."""
    columns = a.shape[-1] - rows + 1
    return a[..., np.arange(rows)[:, None] - np.arange(columns) + columns - 1]


def diagonal_sums(np: Any, a: Any) -> Any:
    """The transpose of `toeplitz`."""
    rows, columns = a.shape[-2:]
    result = np.zeros((*a.shape[:-2], rows + columns - 1), a.dtype)
    for row in range(rows):
        result[..., row : row + columns] += a[..., row, ::-1]
    return result


def repeat(np: Any, a: Any, count: int) -> Any:
    return np.repeat(a, count, axis=-1)


def runs(np: Any, a: Any, count: int) -> Any:
    """The sum of each ``count`` elements side by side."""
    return a.reshape(*a.shape[:-1], a.shape[-1] // count, count).sum(axis=-1)


def reshape(np: Any, a: Any, rows: int, columns: int) -> Any:
    """A vector in rows, one below the other."""
    return a.reshape(*a.shape[:-1], rows, columns)


def flatten(np: Any, a: Any) -> Any:
    """The rows of a matrix, one behind the other."""
    return a.reshape(*a.shape[:-2], a.shape[-2] * a.shape[-1])


def rows(np: Any, a: Any, start: int, stop: int) -> Any:
    return a[..., start:stop]


def pad(np: Any, a: Any, before: int, after: int) -> Any:
    """Zeros before and after."""
    return np.pad(a, [(0, 0)] * (a.ndim - 1) + [(before, after)])


def part(np: Any, a: Any, which: int, count: int) -> Any:
    """The ``which``-th, from 0, of ``count`` equal parts."""
    length = a.shape[-1] // count
    return a[..., which * length : (which + 1) * length]


def element(np: Any, a: Any, which: int) -> Any:
    return a[..., which]


def unit(np: Any, a: Any, which: int, count: int) -> Any:
    """A number in its place among zeros."""
    result = np.zeros((*a.shape, count), a.dtype)
    result[..., which] = a
    return result


def conv(np: Any, kernel: Any, a: Any, *extents: int) -> Any:
    """Correlation that keeps the map's extent, zeros around it, as the frameworks' layers have it."""
    sizes = _extents(kernel, extents)
    letters, places, around = _over(sizes)
    windows = _windows(np, a, sizes, around)
    return np.einsum(f"...oi{letters},...i{places}{letters}->...o{places}", kernel, windows)


def conv_back(np: Any, kernel: Any, a: Any, *extents: int) -> Any:
    """The transpose of `conv` in its map: correlation with the kernel turned around."""
    sizes = _extents(kernel, extents)
    letters, places, around = _over(sizes)
    windows = _windows(np, a, sizes, [(after, before) for before, after in around])
    turned = np.flip(kernel, axis=tuple(range(-len(sizes), 0)))
    return np.einsum(f"...oi{letters},...o{places}{letters}->...i{places}", turned, windows)


def conv_kernel(np: Any, a: Any, b: Any, *extents: int) -> Any:
    """The transpose of `conv` in its kernel: each offset's product of the two maps, summed over all places."""
    letters, places, around = _over(extents)
    windows = _windows(np, a, extents, around)
    return np.einsum(f"...o{places},...i{places}{letters}->...oi{letters}", b, windows)


def _extents(kernel: Any, extents: tuple[int, ...]) -> tuple[int, ...]:
    return kernel.shape[-len(extents) :] if extents else kernel.shape[2:]


def _over(sizes: Any) -> tuple[str, str, list[tuple[int, int]]]:
    """Letters for the offsets and for the places, and the zeros around a map that keep its extent."""
    return "uvw"[: len(sizes)], "xyz"[: len(sizes)], [((size - 1) // 2, size // 2) for size in sizes]


def _windows(np: Any, a: Any, sizes: Any, around: list[tuple[int, int]]) -> Any:
    axes = tuple(range(-len(sizes), 0))
    padded = np.pad(a, [(0, 0)] * (a.ndim - len(sizes)) + around)
    return np.lib.stride_tricks.sliding_window_view(padded, tuple(sizes), axis=axes)


def hamilton(np: Any, kernel: Any, a: Any) -> Any:
    """The Hamilton product with a matrix of quaternions, real and three imaginary parts in turn."""
    r, i, j, k = _quaternion(np, kernel)
    rows = [[r, -i, -j, -k], [i, r, -k, j], [j, k, r, -i], [k, -j, i, r]]
    matrix = np.concatenate([np.concatenate(row, axis=-1) for row in rows], axis=-2)
    return np.matmul(matrix, a[..., None])[..., 0]


def conjugate(np: Any, kernel: Any) -> Any:
    """The conjugate transpose of a matrix of quaternions."""
    r, i, j, k = _quaternion(np, np.swapaxes(kernel, -1, -2))
    return np.stack([r, -i, -j, -k], axis=-3)


def _quaternion(np: Any, kernel: Any) -> Any:
    """The real and the three imaginary parts."""
    return np.moveaxis(kernel, -3, 0)


def hamilton_kernel(np: Any, a: Any, b: Any) -> Any:
    """The transpose of `hamilton` in its kernel: ``a`` times the conjugate of ``b``, each with each."""
    p, q, r, s = (piece[..., :, None] for piece in np.split(a, 4, axis=-1))
    w, x, y, z = (piece[..., None, :] for piece in np.split(b, 4, axis=-1))
    parts = [
        p * w + q * x + r * y + s * z,
        -p * x + q * w - r * z + s * y,
        -p * y + q * z + r * w - s * x,
        -p * z - q * y + r * x + s * w,
    ]
    return np.stack(parts, axis=-3)
