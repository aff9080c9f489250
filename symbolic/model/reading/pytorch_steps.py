"""Which live modules of PyTorch give another number of steps than they read."""

from __future__ import annotations

from typing import Any

POOLS = ("MaxPool1d", "AvgPool1d", "LPPool1d", "AdaptiveAvgPool1d", "AdaptiveMaxPool1d", "FractionalMaxPool1d")


def changes_steps(module: Any) -> bool:
    """Whether a sequence has more or fewer steps behind the module.

    What pads in a forward of its own is not seen: a module has its numbers, and the shapes of no input.
    """
    kinds = [kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith("torch.nn.modules.")]
    if not {*kinds}.isdisjoint(POOLS):
        return True
    if "ConvTranspose1d" in kinds:
        return (module.stride, module.kernel_size) != ((1,), (1,))
    if "Conv1d" not in kinds or module.padding == "same":
        return False
    sides = 0 if isinstance(module.padding, str) else module.padding[0]
    return module.stride != (1,) or 2 * sides != module.dilation[0] * (module.kernel_size[0] - 1)
