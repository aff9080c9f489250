"""What a run costs, as an answer of its own and as a block of what is said about a cell or a layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.derive.cost import Run
from symbolic.derive.work import Work
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import whole_number
from symbolic.language.sizes import Size
from symbolic.report.blocks import Block, Piece, grid, line
from symbolic.report.polynomials import Names, maths

OPERATIONS = {
    "macs": "multiply-accumulates",
    "additions": "additions",
    "multiplications": "multiplications",
    "activations": "activations",
    "flops": "FLOPs",
}
MEMORY = {
    "parameter_memory": "parameters",
    "state_memory": "state",
    "activation_memory": "signals of one step",
    "training_memory": "signals of all steps",
    "traffic": "moved",
}
"""What each entry of a `Cost` is called."""


def blocks(run: Run, face: str = "text") -> list[Block]:
    """Two tables, operations and bytes, and how they are counted."""
    names = letter_names(run.subject)
    formulas, values = run.formulas, run.left

    def rows(titles: Mapping[str, str]) -> list[list[Piece]]:
        found = [[title, maths(getattr(formulas, key), names)] for key, title in titles.items()]
        if not run.sizes:
            return found
        given = [_whole(getattr(values, key), names) for key in titles]
        return [[*row, value] for row, value in zip(found, given, strict=True)]

    at = [", ".join(f"{letter} = {number}" for letter, number in run.sizes.items())] if run.sizes else []
    memory = rows(MEMORY)
    if numbers := run.numbers:
        memory.append(["FLOPs for each byte moved", "", f"{numbers.intensity:.4g}"])
    batch, steps = run.axes
    return [
        grid(["", "operations", *at], rows(OPERATIONS), right=(2,)),
        grid(["", f"bytes, {run.dtype}", *[""] * len(at)], memory, right=(2,)),
        line(
            f"Forward, {steps} steps of {batch} sequences. FLOPs are 2 a multiply-accumulate, 1 an addition or "
            f"multiplication, {run.activation} an activation. Inference holds the signals of one step, training "
            "through time those of all; each step moves all parameters, its inputs, its state and its signals once."
        ),
    ]


def data(run: Run) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    keys = (*OPERATIONS, *MEMORY)
    answer: dict[str, Any] = {
        "sizes": run.sizes,
        "dtype": run.dtype,
        "activation": run.activation,
        "formulas": {key: str(getattr(run.formulas, key)) for key in keys},
    }
    if numbers := run.numbers:
        answer["numbers"] = {key: getattr(numbers, key) for key in keys} | {"intensity": numbers.intensity}
    return answer


def operation_rows(work: Work, sizes: Mapping[str, int], names: Names = ()) -> list[dict[str, Any]]:
    """The operations of one step of one sequence: ``title``, ``text``, ``latex`` and, with all sizes, ``number``.

    >>> from symbolic import cell
    >>> [(row["title"], row["text"]) for row in operation_rows(cell("rnn").work, {})][0]
    ('multiply-accumulates', 'm·(m + n)')
    """
    taken = _step(work)
    known = bool(sizes) and all(letter in sizes for size in taken.values() for letter in size.letters)
    rows = []
    for key, size in taken.items():
        written, number = maths(size, names), whole_number(size, dict(sizes)) if known else None
        rows.append({"title": OPERATIONS[key], "text": written.text, "latex": written.latex, "number": number})
    return rows


def operation_data(work: Work) -> dict[str, str]:
    """The same as formulas in Python's text."""
    return {key: str(size) for key, size in _step(work).items()}


def letter_names(subject: Any) -> Names:
    """The letters of a cell or a layer whose LaTeX its author writes."""
    cell: Cell = subject.parts[0].cell if isinstance(subject, Layer) else subject
    latex = cell.definition.latex
    return tuple((letter, latex[letter]) for letter in subject.letters if letter in latex)


def _step(work: Work) -> dict[str, Size]:
    operations = work.operations
    return {key: operations.flops() if key == "flops" else getattr(operations, key) for key in OPERATIONS}


def _whole(size: Size, names: Names) -> Piece:
    return size.constant if size.constant is not None else maths(size, names)
