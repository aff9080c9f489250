"""PyTorch: ``torch`` and ``torch.nn.functional``."""

from __future__ import annotations

from symbolic.code.dialect import Dialect, Helper

TORCH_OPERATIONS = {
    "sigmoid": "torch.sigmoid({0})",
    "tanh": "torch.tanh({0})",
    "relu": "F.relu({0})",
    "silu": "F.silu({0})",
    "gelu": "F.gelu({0})",
    "elu": "F.elu({0})",
    # Linear only where that is the same in 64 bits.
    "softplus": "F.softplus({0}, threshold=40.0)",
    "softsign": "F.softsign({0})",
    "softmax": "torch.softmax({0}, dim=-1)",
    "cumax": "torch.cumsum(torch.softmax({0}, dim=-1), dim=-1)",
    "exp": "torch.exp({0})",
    "sin": "torch.sin({0})",
    "cos": "torch.cos({0})",
    "log": "torch.log({0})",
    "sqrt": "torch.sqrt({0})",
    "abs": "torch.abs({0})",
    "sign": "torch.sign({0})",
    "erf": "torch.erf({0})",
    "max": "torch.maximum({0}, {1})",
    "min": "torch.minimum({0}, {1})",
    "max number": "torch.clamp({0}, min={1})",
    "min number": "torch.clamp({0}, max={1})",
    "mod": "torch.remainder({0}, {1})",
    "heaviside": "heaviside({0})",
    "layernorm": "layer_norm({0})",
    "layernorm2": "layer_norm({0}) * {b}",
    "layernorm3": "layer_norm({0}) * {b} + {2}",
    "mean": "mean({0})",
    "deviation": "deviation({0})",
    "tailsum": "torch.flip(torch.cumsum(torch.flip({0}, [-1]), dim=-1), [-1])",
    "dot": "({a} * {b}).sum(dim=-1)",
    "conv": "convolve{places}d({0}, {1})",
    "conv_back": "convolve{places}d_back({0}, {1})",
    "hamilton": "hamilton({0}, {1})",
    "hamilton_kernel": "hamilton_kernel({0}, {1})",
    "conjugate": "conjugate({0})",
    "unit": "F.pad({a}[..., None], ({i}, {j} - {i} - 1))",
    "pad": "F.pad({0}, ({i}, {j}))",
    "total": "total({0}, {i})",
    "diag": "torch.diag_embed({0})",
    "diagonal": "torch.diagonal({0}, dim1=-2, dim2=-1)",
    "toeplitz": "toeplitz({0}, {i})",
    "diagonal_sums": "diagonal_sums({0})",
    "repeat": "torch.repeat_interleave({0}, {i}, dim=-1)",
    "runs": "runs({0}, {i})",
    "reshape": "torch.unflatten({0}, -1, ({i}, {j}))",
    "flatten": "torch.flatten({0}, -2)",
}

TORCH_HELPERS = {
    "heaviside": """
def heaviside(a: Tensor) -> Tensor:
    return (a > 0).to(a.dtype)
""",
    "layer_norm": """
def layer_norm(a: Tensor) -> Tensor:
    return F.layer_norm(a, a.shape[-1:])
""",
    "mean": """
def mean(a: Tensor) -> Tensor:
    return a.mean(dim=-1, keepdim=True).expand_as(a)
""",
    "deviation": """
def deviation(a: Tensor) -> Tensor:
    return torch.sqrt(a.var(dim=-1, unbiased=False, keepdim=True) + 1e-5).expand_as(a)
""",
    "convolve1d": """
def convolve1d(kernel: Tensor, a: Tensor) -> Tensor:
    # In batches of any number of axes; the map keeps its extent.
    maps = F.conv1d(a.reshape([-1] + list(a.shape[-2:])), kernel, padding="same")
    return maps.reshape(list(a.shape[:-2]) + list(maps.shape[1:]))
""",
    "convolve2d": """
def convolve2d(kernel: Tensor, a: Tensor) -> Tensor:
    # In batches of any number of axes; the map keeps its extent.
    maps = F.conv2d(a.reshape([-1] + list(a.shape[-3:])), kernel, padding="same")
    return maps.reshape(list(a.shape[:-3]) + list(maps.shape[1:]))
""",
    "convolve3d": """
def convolve3d(kernel: Tensor, a: Tensor) -> Tensor:
    # In batches of any number of axes; the map keeps its extent.
    maps = F.conv3d(a.reshape([-1] + list(a.shape[-4:])), kernel, padding="same")
    return maps.reshape(list(a.shape[:-4]) + list(maps.shape[1:]))
""",
    "convolve1d_back": """
def convolve1d_back(kernel: Tensor, a: Tensor) -> Tensor:
    k = kernel.shape[-1]
    padded = F.pad(a.reshape([-1] + list(a.shape[-2:])), (k // 2, (k - 1) // 2))
    maps = F.conv1d(padded, kernel.flip(-1).transpose(0, 1))
    return maps.reshape(list(a.shape[:-2]) + list(maps.shape[1:]))
""",
    "convolve2d_back": """
def convolve2d_back(kernel: Tensor, a: Tensor) -> Tensor:
    k, q = kernel.shape[-1], kernel.shape[-2]
    padded = F.pad(a.reshape([-1] + list(a.shape[-3:])), (k // 2, (k - 1) // 2, q // 2, (q - 1) // 2))
    maps = F.conv2d(padded, kernel.flip(-1, -2).transpose(0, 1))
    return maps.reshape(list(a.shape[:-3]) + list(maps.shape[1:]))
""",
    "hamilton": """
def hamilton(kernel: Tensor, a: Tensor) -> Tensor:
    # Quaternions: the real and the three imaginary parts, one below the other.
    r, i, j, k = kernel.unbind(-3)
    rows = [[r, -i, -j, -k], [i, r, -k, j], [j, k, r, -i], [k, -j, i, r]]
    matrix = torch.cat([torch.cat(row, dim=-1) for row in rows], dim=-2)
    return (matrix @ a[..., None])[..., 0]
""",
    "conjugate": """
def conjugate(kernel: Tensor) -> Tensor:
    r, i, j, k = kernel.mT.unbind(-3)
    return torch.stack([r, -i, -j, -k], dim=-3)
""",
    "hamilton_kernel": """
def hamilton_kernel(a: Tensor, b: Tensor) -> Tensor:
    p, q, r, s = a[..., :, None].chunk(4, dim=-2)
    w, x, y, z = b[..., None, :].chunk(4, dim=-1)
    real = p * w + q * x + r * y + s * z
    i = -p * x + q * w - r * z + s * y
    j = -p * y + q * z + r * w - s * x
    k = -p * z - q * y + r * x + s * w
    return torch.stack([real, i, j, k], dim=-3)
""",
    "total": """
def total(a: Tensor, axes: int) -> Tensor:
    return a.sum(dim=list(range(-axes, 0)))
""",
    "toeplitz": """
def toeplitz(a: Tensor, rows: int) -> Tensor:
    # The number i - j behind the middle one stands in row i and column j.
    columns = a.shape[-1] - rows + 1
    row = torch.arange(rows, device=a.device)[:, None]
    return a[..., row - torch.arange(columns, device=a.device) + columns - 1]
""",
    "diagonal_sums": """
def diagonal_sums(a: Tensor) -> Tensor:
    rows = a.shape[-2]
    turned = a.flip(-1)
    return torch.stack([F.pad(turned[..., i, :], (i, rows - 1 - i)) for i in range(rows)]).sum(dim=0)
""",
    "runs": """
def runs(a: Tensor, count: int) -> Tensor:
    return a.reshape(list(a.shape[:-1]) + [a.shape[-1] // count, count]).sum(dim=-1)
""",
    "blockdiag": """
def blockdiag(blocks: list[Tensor]) -> Tensor:
    width = blocks[0].shape[-1]
    count = len(blocks)
    rows = [F.pad(block, (k * width, (count - 1 - k) * width)) for k, block in enumerate(blocks)]
    return torch.cat(rows, dim=-2)
""",
    "placed": """
def placed(block: Tensor, row: int, rows: int, column: int, columns: int) -> Tensor:
    # A block in its place among zeros.
    height, width = block.shape[-2], block.shape[-1]
    beside = (column * width, (columns - 1 - column) * width)
    return F.pad(block, beside + (row * height, (rows - 1 - row) * height))
""",
}

TORCH_DIALECT = Dialect(
    "torch",
    TORCH_OPERATIONS,
    {name: Helper(text.strip("\n")) for name, text in TORCH_HELPERS.items()},
    {"F": "import torch.nn.functional as F", "torch": "import torch", "math": "import math"},
    linear="F.linear({x}, {W})",
    affine="F.linear({x}, {W}, {b})",
    split="{0}.chunk({1}, dim=-1)",
    transpose="{a}.T",
    swap="{a}.mT",
    total="torch.stack([{body} {loop}]).{fold}(dim=0)",
    total_from="torch.stack([{zeros}] + [{body} {loop}]).{fold}(dim=0)",
    stack="torch.stack([{body} {loop}], dim={axis})",
    join="torch.cat([{body} {loop}], dim=-1)",
    concat="torch.cat([{0}], dim=-1)",
    concat_along="torch.cat([{0}], dim={axis})",
    reshape="{0}.reshape({1})",
    expand="{a}.expand({1})",
    full="{like}.new_full({1}, {0})",
    zeros="{like}.new_zeros({0})",
    shape="[{0}]",
    batch="batch + [{0}]",
)
