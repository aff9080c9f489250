"""What references compute of cells: a table that modules of them fill, in double precision."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
# The references ask for single precision by name.
torch.float32 = torch.float = torch.float64
torch.Tensor.float = torch.Tensor.double
torch.jit.script = lambda function: function

Arrays = Mapping[str, Any]
Computed = tuple[str, int | None, dict[str, Any]]
"""Where the reference stands, how many numbers it trains where it is a module, and its signals over time."""
REFERENCES: dict[str, Callable[[Arrays, Arrays], Computed]] = {}


def tensor(array: Any) -> torch.Tensor:
    return torch.as_tensor(np.ascontiguousarray(array, float))


def of_module(module: torch.nn.Module) -> int:
    return sum(value.numel() for value in module.parameters() if value.requires_grad)


def fill(module: Any, target: str, value: Any) -> None:
    array = functools.reduce(getattr, target.split("."), module)
    with torch.no_grad():
        array.copy_(tensor(value).reshape(array.shape))


def reference(name: str) -> Callable[[Any], Any]:
    def keep(function: Any) -> Any:
        REFERENCES[name] = function
        return function

    return keep
