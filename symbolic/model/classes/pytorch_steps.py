"""Behind which layers of PyTorch a sequence has as many steps as before, by their classes and arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STEP_KEEPER_NAMES = (
    "Linear LazyLinear Bilinear Identity NonDynamicallyQuantizableLinear Embedding LSTM GRU RNN LSTMCell GRUCell "
    "RNNCell MultiheadAttention Transformer TransformerEncoder TransformerDecoder TransformerEncoderLayer "
    "TransformerDecoderLayer Sequential ModuleList ModuleDict ParameterList ParameterDict DataParallel Dropout "
    "AlphaDropout FeatureAlphaDropout Dropout1d LayerNorm RMSNorm GroupNorm BatchNorm1d LazyBatchNorm1d InstanceNorm1d "
    "LazyInstanceNorm1d SyncBatchNorm LocalResponseNorm CrossMapLRN2d ELU CELU SELU GELU GLU Hardshrink Hardsigmoid "
    "Hardswish Hardtanh LeakyReLU LogSigmoid LogSoftmax Mish PReLU ReLU ReLU6 RReLU SiLU Sigmoid Softmax Softmin "
    "Softplus Softshrink Softsign Tanh Tanhshrink Threshold"
)
TORCH_STEP_KEEPERS = frozenset(STEP_KEEPER_NAMES.split())
"""What gives as many steps as it reads, whatever its arguments are."""

READ_OVER_STEPS = ("LSTM", "GRU", "RNN", "Embedding", "MultiheadAttention", "Transformer", "Conv1d", "Pool1d")
WINDOW_ARGUMENTS = ("kernel_size", "stride", "padding", "dilation")
TORCH_WINDOWS = {
    "Conv1d": ("in_channels", "out_channels", *WINDOW_ARGUMENTS),
    "LazyConv1d": ("out_channels", *WINDOW_ARGUMENTS),
    "MaxPool1d": WINDOW_ARGUMENTS,
    "AvgPool1d": WINDOW_ARGUMENTS[:3],
}
"""What keeps the steps at some of its arguments, with the order of these."""


def is_over_steps(kind: str) -> bool:
    """Whether a network that has it goes over sequences.

    >>> is_over_steps("MaxPool1d"), is_over_steps("LSTMCell"), is_over_steps("Conv2d"), is_over_steps("BatchNorm1d")
    (True, True, False, False)
    """
    return kind.startswith(READ_OVER_STEPS) or kind.endswith(READ_OVER_STEPS)


def keeps_steps(kind: str, argument: Callable[[str], Any]) -> bool:
    """Whether as many steps are behind a layer as before it; of an unknown class nobody says it.

    >>> said = {"kernel_size": 3, "stride": 1, "padding": 1}
    >>> keeps_steps("MaxPool1d", said.get), keeps_steps("MaxPool1d", {"kernel_size": 3}.get)
    (True, False)
    """
    if kind in TORCH_STEP_KEEPERS or kind.endswith(("Loss", "2d", "3d")):
        return True
    if kind not in TORCH_WINDOWS:
        return False
    width, stride, padding, dilation = (_number(argument(name)) for name in WINDOW_ARGUMENTS)
    if padding == "same":
        return True
    stride = (width if "Pool" in kind else 1) if stride is None else stride
    sides = 0 if padding in (None, "valid") else padding
    between = 1 if dilation is None else dilation
    if any(type(number) is not int for number in (width, stride, sides, between)):
        return False
    return stride == 1 and 2 * sides == between * (width - 1)


def _number(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
