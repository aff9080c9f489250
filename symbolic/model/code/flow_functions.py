"""PyTorch's functions of what flows through a network, as the layers that do the same."""

from __future__ import annotations

from typing import Any

FUNCTION_CLASSES = (
    "ReLU LeakyReLU ELU SELU GELU SiLU Mish ReLU6 Softplus Softsign Tanh Sigmoid Softmax Hardswish Hardsigmoid "
    "Hardtanh Dropout"
)
FUNCTION_LAYERS = {
    **{name.lower(): name for name in FUNCTION_CLASSES.split()},
    "leaky_relu": "LeakyReLU",
    "log_softmax": "LogSoftmax",
    "logsigmoid": "LogSigmoid",
    **{f"{kind}_pool{axes}d": f"{kind.capitalize()}Pool{axes}d" for kind in ("max", "avg") for axes in (1, 2, 3)},
}
"""The class of each function of ``torch`` and ``torch.nn.functional`` that has its arguments behind the tensor."""

TENSOR_METHODS = ("relu", "tanh", "sigmoid", "softmax", "log_softmax")
HARMLESS_METHODS = ("clone", "contiguous", "float", "to", "cuda", "cpu", "type_as")


def is_whole(index: Any) -> bool:
    """Whether an index takes a whole axis.

    >>> is_whole(slice(None)), is_whole(-1)
    (True, False)
    """
    return index is Ellipsis or (isinstance(index, slice) and (index.start, index.stop, index.step) == (None,) * 3)
