"""What `symbolic.derive.cost` found: two tables, operations and bytes, and how they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.derive.cost import CostAnswer
from symbolic.language.sizes.size import Size
from symbolic.report.writing.blocks import Block, Piece, at_sizes, grid, line
from symbolic.report.writing.operation_rows import TITLES, letter_names
from symbolic.report.writing.polynomials import Names, maths

PASSES = {
    "none": "Forward",
    "parameters": "Forward and backward without the gradient of the input",
    "all": "Forward and backward",
}
MEMORY = {
    "parameter_memory": "parameters",
    "state_memory": "state",
    "activation_memory": "signals of one step",
    "training_memory": "signals of all steps",
    "traffic": "moved",
}


def blocks(run: CostAnswer, format: str = "text") -> list[Block]:
    """Formulas and, where sizes are given, what they come to."""
    names = letter_names(run.subject)
    formulas, values = run.formulas, run.left

    def rows(titles: Mapping[str, str]) -> list[list[Piece]]:
        found = [[title, maths(getattr(formulas, key), names=names)] for key, title in titles.items()]
        if not run.sizes:
            return found
        given = [_whole(getattr(values, key), names) for key in titles]
        return [[*row, value] for row, value in zip(found, given, strict=True)]

    at = [at_sizes(run.sizes)] if run.sizes else []
    memory = rows(MEMORY)
    if (numbers := run.numbers) and numbers.traffic:
        memory.append(["FLOPs for each byte moved", "", f"{numbers.intensity:.4g}"])
    batch, steps = run.axes
    return [
        grid(["", "operations", *at], rows(TITLES), right=(2,)),
        grid(["", f"bytes, {run.dtype}", *[""] * len(at)], memory, right=(2,)),
        line(
            f"{PASSES[run.backward]}, {steps} steps of {batch} sequences. FLOPs are 2 a multiply-accumulate, 1 an "
            f"addition or multiplication, {run.activation} an activation. Inference holds the signals of one step, "
            "training through time those of all; each step moves all parameters, its inputs, its state and its "
            "signals once."
        ),
    ]


def data(run: CostAnswer) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    keys = (*TITLES, *MEMORY)
    answer: dict[str, Any] = {
        "sizes": run.sizes,
        "dtype": run.dtype,
        "activation": run.activation,
        "backward": run.backward,
        "formulas": {key: str(getattr(run.formulas, key)) for key in keys},
    }
    if numbers := run.numbers:
        answer["numbers"] = {key: getattr(numbers, key) for key in keys}
        if numbers.traffic:
            answer["numbers"]["intensity"] = numbers.intensity
    return answer


def _whole(size: Size, names: Names) -> Piece:
    return size.constant if size.constant is not None else maths(size, names=names)
