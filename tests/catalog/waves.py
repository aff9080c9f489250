"""Numbers for parameters and inputs that a test and a recorder make alike, on any machine."""

from __future__ import annotations

from typing import Any

import numpy as np


def wave(name: str, shape: tuple[int, ...]) -> Any:
    """An array of numbers between -0.8 and 0.8, other ones for another name.

    >>> wave("W", (2,)).round(3).tolist()
    [-0.604, -0.768]
    """
    place = np.arange(1, int(np.prod(shape, dtype=int)) + 1, dtype=float)
    phase = sum((k + 1) * ord(letter) for k, letter in enumerate(name)) % 97
    return (0.8 * np.sin(0.9 * place + phase + 0.13 * place**1.5)).reshape(shape)


def parameters(cell: Any, sizes: dict[str, int], given: dict[str, Any]) -> dict[str, Any]:
    """Every parameter of a cell as an array, with its members in front; those that are ``given`` as they are."""
    shapes = {parameter.name: parameter.shape_at(sizes) for parameter in cell.parameters}
    return {
        name: np.asarray(given[name], float) if name in given else wave(name, shape) for name, shape in shapes.items()
    }
