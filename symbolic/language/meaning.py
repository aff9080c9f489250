"""What each operation computes, on NumPy arrays; NumPy itself is handed in as ``np``.

Axes of a value come last, so that batches in front of them pass through.
"""

from __future__ import annotations

from typing import Any

EPSILON = 1e-5


def sigmoid(np: Any, a: Any) -> Any:
    """``1 / (1 + exp(-a))``, without overflow."""
    return np.exp(-np.logaddexp(a.dtype.type(0), -a))


def relu(np: Any, a: Any) -> Any:
    return np.maximum(a, 0)


def silu(np: Any, a: Any) -> Any:
    return a * sigmoid(np, a)


def gelu(np: Any, a: Any) -> Any:
    """The exact form, ``a · Φ(a)``."""
    from math import erf, sqrt

    return a * (0.5 * (1 + np.vectorize(erf, otypes=[a.dtype])(a / a.dtype.type(sqrt(2)))))


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
    centred = a - a.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    return centred / np.sqrt(variance + a.dtype.type(EPSILON)) * gain + bias


def concat(np: Any, *values: Any) -> Any:
    """Vectors one below the other, over batches of any size."""
    batch = np.broadcast_shapes(*(value.shape[:-1] for value in values))
    return np.concatenate([np.broadcast_to(value, (*batch, value.shape[-1])) for value in values], axis=-1)


def total(np: Any, *members: Any) -> Any:
    """The sum of a family."""
    result = members[0]
    for member in members[1:]:
        result = result + member
    return result


def blockdiag(np: Any, *blocks: Any) -> Any:
    """Blocks of one shape along the diagonal."""
    rows, columns = blocks[0].shape[-2:]
    result = np.zeros((len(blocks) * rows, len(blocks) * columns), blocks[0].dtype)
    for place, block in enumerate(blocks):
        result[place * rows : (place + 1) * rows, place * columns : (place + 1) * columns] = block
    return result


def dot(np: Any, a: Any, b: Any) -> Any:
    return (a * b).sum(axis=-1)


def diag(np: Any, a: Any) -> Any:
    return a[..., None] * np.eye(a.shape[-1], dtype=a.dtype)


def repeat(np: Any, a: Any, count: int) -> Any:
    return np.repeat(a, count, axis=-1)


def part(np: Any, a: Any, which: int, count: int) -> Any:
    """The ``which``-th, from 0, of ``count`` equal parts."""
    length = a.shape[-1] // count
    return a[..., which * length : (which + 1) * length]


def conv(np: Any, kernel: Any, a: Any, *extents: int) -> Any:
    """Correlation that keeps the map's extent, zeros around it, as the frameworks' layers have it."""
    sizes = kernel.shape[2:]
    axes = tuple(range(-len(sizes), 0))
    around = [(0, 0)] * (a.ndim - len(sizes)) + [((size - 1) // 2, size // 2) for size in sizes]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(a, around), sizes, axis=axes)
    letters = "uvw"[: len(sizes)]
    places = "xyz"[: len(sizes)]
    return np.einsum(f"oi{letters},...i{places}{letters}->...o{places}", kernel, windows)


def hamilton(np: Any, kernel: Any, a: Any) -> Any:
    """The Hamilton product with a matrix of quaternions, real and three imaginary parts in turn."""
    r, i, j, k = kernel
    rows = [[r, -i, -j, -k], [i, r, -k, j], [j, k, r, -i], [k, -j, i, r]]
    return a @ np.block(rows).T
