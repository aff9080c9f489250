"""Whether the vectors of a block are rows, behind which their kernels stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symbolic.latex.printed.syntax import Chain, Printed


def kernels_behind(
    chains: Iterable[Chain], is_kernel: Callable[[Printed], bool], is_row: Callable[[Printed], bool]
) -> bool:
    """Whether more kernels stand behind what they are applied to, ``x_t W``, than before, ``W x_t``."""
    behind = before = 0
    for node in chains:
        signs = (*node.signs, "o")
        for place, (left, right) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
            if signs[place] in ("", ".", "x") and signs[place + 1] not in ("", ".", "x"):
                behind += is_kernel(right) and is_row(left)
                before += is_kernel(left) and not is_kernel(right)
    return behind > before
