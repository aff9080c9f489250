"""What one step takes, as rows of a page about a cell or a layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symbolic._cell import Cell
from symbolic.frameworks.layer import Layer
from symbolic.language.latex_names import size_key
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import Size
from symbolic.report.writing.polynomials import NO_NAMES, LetterNames, maths

if TYPE_CHECKING:
    from symbolic.derive.step_work import StepWork

TITLES = {
    "macs": "multiply-accumulates",
    "additions": "additions",
    "multiplications": "multiplications",
    "activations": "activations",
    "flops": "FLOPs",
}


def operation_rows(work: StepWork, sizes: Mapping[str, int], names: LetterNames = NO_NAMES) -> list[dict[str, Any]]:
    """The operations of one step of one sequence: ``title``, ``text``, ``latex`` and, with all sizes, ``number``.

    >>> from symbolic import cell
    >>> [(row["title"], row["text"]) for row in operation_rows(cell("rnn").work, {})][0]
    ('multiply-accumulates', 'm·(m + n)')
    """
    titled = titled_operations(work)
    known = bool(sizes) and all(letter in sizes for _, size in titled for letter in size.letters)
    rows = []
    for title, size in titled:
        written, number = maths(size, names=names), _rounded(size, sizes) if known else None
        rows.append({"title": title, "text": written.text, "latex": written.latex, "number": number})
    return rows


def titled_operations(work: StepWork) -> list[tuple[str, Size]]:
    """How many there are of each kind of operation in a step; then, where there are some, those once a sequence."""
    each = [(TITLES[key], size) for key, size in _step(work.operations).items()]
    once = _step(work.once) if work.once != OpCount() else {}
    return each + [(f"{TITLES[key]}, once a sequence", size) for key, size in once.items()]


def operation_data(work: StepWork) -> dict[str, str]:
    """The same as formulas in Python's text."""
    once = _step(work.once) if work.once != OpCount() else {}
    taken = _step(work.operations) | {f"{key}_once": size for key, size in once.items()}
    return {key: str(size) for key, size in taken.items()}


def letter_names(subject: Any) -> LetterNames:
    """The letters of a cell or a layer whose LaTeX its author writes; those of a network are plain."""
    if not isinstance(subject, Cell | Layer):
        return NO_NAMES
    cell = subject.sublayers[0].cell if isinstance(subject, Layer) else subject
    latex = cell.definition.latex
    keys = [key for letter in subject.letters for key in (letter, size_key(letter))]
    return {key: latex[key] for key in keys if key in latex}


def _rounded(size: Size, sizes: Mapping[str, int]) -> int:
    # The average over steps of which each takes more than the one before need not be whole.
    top, bottom = size.evaluate(sizes.__getitem__)
    return -(-top // bottom)


def _step(operations: OpCount) -> dict[str, Size]:
    return {key: operations.flops() if key == "flops" else getattr(operations, key) for key in TITLES}
