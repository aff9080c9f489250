"""What NumPy, JAX and Keras write alike: ``xp`` stands for the namespace of each."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symbolic.code.dialect import Dialect, Helper

ARRAY_OPERATIONS = {
    "sigmoid": "sigmoid({0})",
    "tanh": "xp.tanh({0})",
    "relu": "xp.maximum({0}, 0)",
    "silu": "silu({0})",
    "gelu": "gelu({0})",
    "elu": "elu({0})",
    "softplus": "softplus({0})",
    "softsign": "softsign({0})",
    "softmax": "softmax({0})",
    "cumax": "xp.cumsum(softmax({0}), axis=-1)",
    "exp": "xp.exp({0})",
    "sin": "xp.sin({0})",
    "cos": "xp.cos({0})",
    "log": "xp.log({0})",
    "sqrt": "xp.sqrt({0})",
    "abs": "xp.abs({0})",
    "sign": "xp.sign({0})",
    "erf": "erf({0})",
    "max": "xp.maximum({0}, {1})",
    "min": "xp.minimum({0}, {1})",
    "max number": "xp.maximum({0}, {1})",
    "min number": "xp.minimum({0}, {1})",
    "mod": "xp.mod({0}, {1})",
    "heaviside": "heaviside({0})",
    "layernorm": "layer_norm({0})",
    "layernorm2": "layer_norm({0}) * {b}",
    "layernorm3": "layer_norm({0}) * {b} + {2}",
    "mean": "mean({0})",
    "deviation": "deviation({0})",
    "tailsum": "xp.flip(xp.cumsum(xp.flip({0}, axis=-1), axis=-1), axis=-1)",
    "dot": "xp.sum({a} * {b}, axis=-1)",
    "conv": "convolve({0}, {1})",
    "hamilton": "hamilton({0}, {1})",
    "hamilton_kernel": "hamilton_kernel({0}, {1})",
    "conjugate": "conjugate({0})",
    "unit": "pad({a}[..., None], {i}, {j} - {i} - 1)",
    "pad": "pad({0}, {i}, {j})",
    "total": "total({0}, {i})",
    "diag": "{a}[..., None] * xp.eye({a}.shape[-1], dtype={a}.dtype)",
    "diagonal": "xp.diagonal({0}, axis1=-2, axis2=-1)",
    "toeplitz": "toeplitz({0}, {i})",
    "diagonal_sums": "diagonal_sums({0})",
    "repeat": "xp.repeat({0}, {i}, axis=-1)",
    "runs": "runs({0}, {i})",
    "reshape": "reshape({0}, {i}, {j})",
    "flatten": "flatten({0})",
}

ARRAY_HELPERS = {
    "sigmoid": """
def sigmoid(a):
    powers = xp.exp(-xp.abs(a))
    return xp.where(a >= 0, 1, powers) / (1 + powers)
""",
    "silu": (
        """
def silu(a):
    return a * sigmoid(a)
""",
        "sigmoid",
    ),
    "erf": """
def erf(a):
    return xp.vectorize(math.erf, otypes=[a.dtype])(a)
""",
    "gelu": (
        """
def gelu(a):
    return a * (0.5 * (1 + erf(a / 2**0.5)))
""",
        "erf",
    ),
    "elu": """
def elu(a):
    return xp.where(a > 0, a, xp.expm1(xp.minimum(a, 0)))
""",
    "softplus": """
def softplus(a):
    return xp.logaddexp(a, xp.zeros_like(a))
""",
    "softsign": """
def softsign(a):
    return a / (1 + xp.abs(a))
""",
    "softmax": """
def softmax(a):
    powers = xp.exp(a - xp.max(a, axis=-1, keepdims=True))
    return powers / xp.sum(powers, axis=-1, keepdims=True)
""",
    "heaviside": """
def heaviside(a):
    return xp.where(a > 0, xp.ones_like(a), xp.zeros_like(a))
""",
    "layer_norm": (
        """
def layer_norm(a):
    return (a - mean(a)) / deviation(a)
""",
        "mean",
        "deviation",
    ),
    "mean": """
def mean(a):
    return xp.broadcast_to(xp.mean(a, axis=-1, keepdims=True), a.shape)
""",
    "deviation": (
        """
def deviation(a):
    return xp.sqrt(mean((a - mean(a)) ** 2) + 1e-5)
""",
        "mean",
    ),
    "convolve": """
def convolve(kernel, a):
    # The map keeps its extent, with zeros around it.
    sizes = kernel.shape[2:]
    axes = tuple(range(-len(sizes), 0))
    around = [(0, 0)] * (a.ndim - len(sizes)) + [((size - 1) // 2, size // 2) for size in sizes]
    windows = xp.lib.stride_tricks.sliding_window_view(xp.pad(a, around), sizes, axis=axes)
    offsets, places = "uvw"[: len(sizes)], "xyz"[: len(sizes)]
    return xp.einsum(f"oi{offsets},...i{places}{offsets}->...o{places}", kernel, windows)
""",
    "hamilton": """
def hamilton(kernel, a):
    # Quaternions: the real and the three imaginary parts, one below the other.
    r, i, j, k = (kernel[..., part, :, :] for part in range(4))
    rows = [[r, -i, -j, -k], [i, r, -k, j], [j, k, r, -i], [k, -j, i, r]]
    matrix = xp.concatenate([xp.concatenate(row, axis=-1) for row in rows], axis=-2)
    return (matrix @ a[..., None])[..., 0]
""",
    "conjugate": """
def conjugate(kernel):
    r, i, j, k = (xp.swapaxes(kernel[..., part, :, :], -1, -2) for part in range(4))
    return xp.stack([r, -i, -j, -k], axis=-3)
""",
    "hamilton_kernel": """
def hamilton_kernel(a, b):
    p, q, r, s = xp.split(a[..., :, None], 4, axis=-2)
    w, x, y, z = xp.split(b[..., None, :], 4, axis=-1)
    real = p * w + q * x + r * y + s * z
    i = -p * x + q * w - r * z + s * y
    j = -p * y + q * z + r * w - s * x
    k = -p * z - q * y + r * x + s * w
    return xp.stack([real, i, j, k], axis=-3)
""",
    "pad": """
def pad(a, before, after):
    return xp.pad(a, [(0, 0)] * (len(a.shape) - 1) + [(before, after)])
""",
    "total": """
def total(a, axes):
    return xp.sum(a, axis=tuple(range(-axes, 0)))
""",
    "toeplitz": """
def toeplitz(a, rows):
    # The number i - j behind the middle one stands in row i and column j.
    columns = a.shape[-1] - rows + 1
    lines = [a[..., i : i + columns][..., ::-1] for i in range(rows)]
    return xp.stack(lines, axis=-2)
""",
    "diagonal_sums": (
        """
def diagonal_sums(a):
    rows = a.shape[-2]
    return xp.sum(xp.stack([pad(a[..., i, ::-1], i, rows - 1 - i) for i in range(rows)]), axis=0)
""",
        "pad",
    ),
    "reshape": """
def reshape(a, rows, columns):
    return xp.reshape(a, (*a.shape[:-1], rows, columns))
""",
    "flatten": """
def flatten(a):
    return xp.reshape(a, (*a.shape[:-2], a.shape[-2] * a.shape[-1]))
""",
    "runs": """
def runs(a, count):
    return xp.sum(xp.reshape(a, (*a.shape[:-1], a.shape[-1] // count, count)), axis=-1)
""",
    "blockdiag": (
        """
def blockdiag(blocks):
    width, count = blocks[0].shape[-1], len(blocks)
    rows = [pad(block, k * width, (count - 1 - k) * width) for k, block in enumerate(blocks)]
    return xp.concatenate(rows, axis=-2)
""",
        "pad",
    ),
    "placed": """
def placed(block, row, rows, column, columns):
    # A block in its place among zeros.
    height, width = block.shape[-2:]
    beside = (column * width, (columns - 1 - column) * width)
    above = (row * height, (rows - 1 - row) * height)
    return xp.pad(block, [(0, 0)] * (len(block.shape) - 2) + [above, beside])
""",
}


def array_dialect(
    name: str,
    namespace: str,
    array: str,
    imports: Mapping[str, str],
    operations: Mapping[str, str] | None = None,
    helpers: Mapping[str, str | tuple[str, ...]] | None = None,
    **patterns: str,
) -> Dialect:
    """The dialect of a framework whose namespace goes by ``namespace``, with what it writes in its own way.

    Helpers take and give what ``array`` says.
    """

    def spelled(text: str) -> str:
        return text.replace("xp.", f"{namespace}.")

    rows: dict[str, Helper] = {}
    for key, row in {**ARRAY_HELPERS, **(helpers or {})}.items():
        text, *needs = (row,) if isinstance(row, str) else row
        rows[key] = Helper(_typed(spelled(text.strip("\n")), array), tuple(needs))
    written = {
        "linear": "{a} @ {b}.T",
        "affine": "",
        "split": "xp.split({0}, {1}, axis=-1)",
        "transpose": "{a}.T",
        "swap": "xp.swapaxes({0}, -1, -2)",
        "total": "xp.{fold}(xp.stack([{body} {loop}]), axis=0)",
        "total_from": "xp.{fold}(xp.stack([{zeros}, *({body} {loop})]), axis=0)",
        "stack": "xp.stack([{body} {loop}], axis={axis})",
        "join": "xp.concatenate([{body} {loop}], axis=-1)",
        "concat": "xp.concatenate([{0}], axis=-1)",
        "concat_along": "xp.concatenate([{0}], axis={axis})",
        "reshape": "xp.reshape({0}, {1})",
        "expand": "xp.broadcast_to({0}, {1})",
        "full": "xp.full({1}, {0}, dtype={like}.dtype)",
        "zeros": "xp.zeros({0}, dtype={like}.dtype)",
        "shape": "({0})",
        "batch": "(*batch, {0})",
        **patterns,
    }
    table = {key: spelled(text) for key, text in {**ARRAY_OPERATIONS, **(operations or {})}.items()}
    return Dialect(name, table, rows, imports, **{key: spelled(text) for key, text in written.items()})


def _typed(text: str, array: str) -> str:
    """A helper with the types of its arguments, which follow from their names."""
    head, _, body = text.partition("\n")
    name, arguments = re.fullmatch(r"def (\w+)\((.*)\):", head).groups()  # pyright: ignore
    kinds = {"a": array, "b": array, "kernel": array, "block": array, "blocks": f"list[{array}]"}
    written = ", ".join(f"{word}: {kinds.get(word, 'int')}" for word in arguments.split(", "))
    return f"def {name}({written}) -> {array}:\n{body}"
