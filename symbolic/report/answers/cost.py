"""The answer of `symbolic.derive.cost`: two tables, operations and bytes, and how they are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symbolic.derive.cost import AT_STEPS, ONCE, STEPS_NOT_KNOWN, UNFOLLOWED, Cost, CostAnswer, LayerCost
from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.report.writing.blocks import Block, Piece, at_sizes, grid, line
from symbolic.report.writing.operation_rows import TITLES, letter_names
from symbolic.report.writing.polynomials import LetterNames, maths

BACKWARD_HEADINGS = {
    "none": "Forward",
    "parameters": "Forward and backward without the gradient of the input",
    "all": "Forward and backward",
}
MEMORY_FIELDS = {
    "parameter_memory": "parameters",
    "state_memory": "state",
    "activation_memory": "signals of one step",
    "training_memory": "signals of all steps",
    "gradient_memory": "gradients",
    "inference_total": "inference, together",
    "training_total": "training, together",
    "traffic": "moved",
}
WIDEST_HEAD = 45
"""Characters up to which sizes are the head of a column."""


def blocks(cost: CostAnswer | Cost, format: str = "text") -> list[Block]:
    """Formulas and, where sizes are given, what they come to."""
    run = _answer(cost)
    names = letter_names(run.subject)
    formulas, values = run.formulas, run.left

    def rows(titles: Mapping[str, str]) -> list[list[Piece]]:
        lines = [[title, maths(getattr(formulas, key), names=names)] for key, title in titles.items()]
        if not run.sizes:
            return lines
        evaluated = [_whole(getattr(values, key), names) for key in titles]
        return [[*row, value] for row, value in zip(lines, evaluated, strict=True)]

    at = [at_sizes(run.sizes)] if run.sizes else []
    sizes = []
    if at and len(at[0]) > WIDEST_HEAD:
        # They make no head of a column: they come first, written as in the formulas.
        at, sizes = ["number"], [line("At ", *_sizes(run.sizes, names), ":")]

    def layer_row(layer: LayerCost) -> list[Piece]:
        row: list[Piece] = [layer.name, layer.note]
        if layer.cost is None:
            return [*row, "", *[""] * len(at)]
        macs = layer.cost.macs
        return [*row, maths(macs, names=names), *([_whole(macs.substitute(run.sizes), names)] if at else [])]

    layers = [grid(["layer", "", "multiply-accumulates", *at], [*map(layer_row, run.layers)], right=(3,))]
    memory = rows(MEMORY_FIELDS)
    if (numbers := run.numbers) and numbers.traffic:
        memory.append(["FLOPs for each byte moved", "", f"{numbers.intensity:.4g}"])
    batch, steps = run.axes
    return [
        *sizes,
        *(layers if run.layers else []),
        grid(["", "operations", *at], rows(TITLES), right=(2,)),
        grid(["", f"bytes, {run.dtype}", *[""] * len(at)], memory, right=(2,)),
        line(
            f"{BACKWARD_HEADINGS[run.backward]}, {steps} steps of {batch} sequences. FLOPs are 2 per "
            "multiply-accumulate, 1 "
            f"per addition or multiplication, {run.activation} per activation. Inference holds the signals of one "
            "step, training through time those of all; each step moves all parameters, its inputs, its state and "
            "its signals once."
        ),
        *(line(remark) for remark in _assumptions(run)),
    ]


def _sizes(sizes: Mapping[str, int], names: LetterNames) -> list[Piece]:
    """Sizes within a sentence."""
    parts: list[Piece] = []
    for letter, number in sizes.items():
        parts += [", " if parts else "", maths(Size.letter(letter), names=names), " = ", number]
    return parts


def _assumptions(run: CostAnswer) -> list[str]:
    """How often the layers of a network are taken to be computed, and what is left out."""
    if not run.layers:
        return []
    once = [layer.name for layer in run.layers if layer.cost and layer.note.startswith(ONCE)]
    unknown = [layer.name for layer in run.layers if layer.cost is None]
    others = "all others at each step" if not _apart(run) else "the others at the steps beside them"
    remarks = [f"Computed once per sequence, after a last step: {', '.join(once)}; {others}."]
    if not once:
        each = "Each layer without steps beside it" if _apart(run) else "Each layer"
        remarks = [f"{each} is taken to be computed at each step; with lstm(m, last) only the last is passed on."]
    steps = run.axes[1]
    if unfollowed := [layer.name for layer in run.layers if layer.cost and layer.note == UNFOLLOWED]:
        remarks.append(
            f"How many steps {', '.join(unfollowed)} has behind a stride is known where {steps} is a number; it is "
            f"counted at {steps} of them here."
        )
    opened = {
        layer.note.removeprefix(STEPS_NOT_KNOWN).strip(): layer.name
        for layer in run.layers
        if layer.note.startswith(STEPS_NOT_KNOWN)
    }
    if opened:
        remarks.append(
            f"How many steps go on behind {', '.join(opened)} is not known; what follows is counted at {steps} of them."
        )
    if unknown:
        remarks.append(f"Left out, as only the arrays are known: {', '.join(unknown)}.")
    return remarks


def _apart(run: CostAnswer) -> bool:
    """Whether some layers have another number of steps than the sequence."""
    return any(layer.note.startswith(f"{AT_STEPS} ") for layer in run.layers)


def data(cost: CostAnswer | Cost) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    run = _answer(cost)
    keys = (*TITLES, *MEMORY_FIELDS)
    answer: dict[str, Any] = {
        "sizes": run.sizes,
        "dtype": run.dtype,
        "activation": run.activation,
        "backward": run.backward,
        "formulas": {key: str(getattr(run.formulas, key)) for key in keys},
    }
    if run.layers:
        answer["layers"] = [_layer_data(layer, run, keys) for layer in run.layers]
    if numbers := run.numbers:
        answer["numbers"] = {key: getattr(numbers, key) for key in keys}
        if numbers.traffic:
            answer["numbers"]["intensity"] = numbers.intensity
    return answer


def _layer_data(layer: LayerCost, run: CostAnswer, keys: Sequence[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {"name": layer.name, "note": layer.note, "formulas": None}
    if layer.cost is not None:
        answer["formulas"] = {key: str(getattr(layer.cost, key)) for key in keys}
        at = {key: getattr(layer.cost, key).substitute(run.sizes).constant for key in keys}
        answer |= {} if None in at.values() else {"numbers": at}
    return answer


def _answer(cost: CostAnswer | Cost) -> CostAnswer:
    answer = cost.answer if isinstance(cost, Cost) else cost
    if answer is None:
        raise UsageError("this cost does not say what it is the cost of; ask a cell, a layer or a network for its cost")
    return answer


def _whole(size: Size, names: LetterNames) -> Piece:
    return size.constant if size.constant is not None else maths(size, names=names)
