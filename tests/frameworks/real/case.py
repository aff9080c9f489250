"""What every framework's file gives: sizes to count at, seeded arrays, and a case to compare."""

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

SIZES = ((1, 1), (3, 5), (5, 3), (7, 10), (10, 20), (4096, 7), (20, 4096))
"""Input and hidden sizes at which layers are counted: odd ones, and one too large to allocate for a test."""


@dataclass
class Case:
    """Arrays by the framework's names, inputs ``(T, B, n)``, states a sublayer before, and what comes out."""

    arrays: dict[str, Any]
    inputs: Any
    state: list[dict[str, Any]] | None
    output: Any
    after: list[dict[str, Any]]


def rng(name, words):
    """A generator of its own for each layer, the same in each run."""
    return np.random.default_rng(zlib.crc32(f"{name} {sorted(words.items())}".encode()))


def arrays_of(random, shapes, dtype):
    """Random arrays of those shapes, small enough that no activation saturates."""
    return {name: (random.standard_normal(tuple(shape)) / 2).astype(dtype) for name, shape in shapes.items()}
