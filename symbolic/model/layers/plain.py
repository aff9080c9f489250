"""Layers that hold nothing."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.layers.base import Given, NetworkLayer, read_size
from symbolic.model.placed import Placed


class Dropout(NetworkLayer):
    """Nothing to count; ``rate`` is of the numbers that are left out in training."""

    word = "dropout"

    def __init__(self, rate: float = 0.5, *, name: str = ""):
        super().__init__(name)
        if not isinstance(rate, int | float) or not 0 <= rate < 1:
            raise UsageError(f"the rate of a dropout is a number from 0 to below 1, not {str(rate)[:40]}")

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "dropout", {}, {}, reads, reads)


class Reshape(NetworkLayer):
    """Nothing to count: the next layer reads ``width`` numbers a step, a flattened map or a context beside."""

    word = "reshape"

    def __init__(self, width: Given, *, name: str = ""):
        super().__init__(name)
        self.width = read_size("width", width)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "reshape", {}, {}, reads, self.width)
