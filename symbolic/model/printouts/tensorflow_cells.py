"""The cells of TensorFlow 1 by the names of their variables: one kernel over the input and the state together."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.model.printouts.array_layers import by_name
from symbolic.model.stored_array import StoredArray

CELL_SCOPES = (
    ("basic_lstm_cell", "BasicLSTMCell", 4),
    ("lstm_cell", "LSTMCell", 4),
    ("basic_rnn_cell", "BasicRNNCell", 1),
)
"""The end of a scope, the class of the cell, and how many gates are in its kernel."""

GRU_SCOPES = {"gates", "candidate"}


def find_cell(scope: str, arrays: Sequence[StoredArray]) -> tuple[str, int] | None:
    """The cell that a scope with a kernel and a bias is, and the size of its input.

    >>> find_cell("rnn/basic_lstm_cell", [StoredArray("kernel", (156, 512)), StoredArray("bias", (512,))])
    ('tf.nn.rnn_cell.BasicLSTMCell(128)', 28)
    """
    named = by_name(arrays)
    if {*named} != {"kernel", "bias"} or len(named["kernel"].shape) != 2:
        return None
    rows, columns = named["kernel"].shape
    for end, kind, gates in CELL_SCOPES:
        if scope.endswith(end) and columns % gates == 0 and 0 < columns // gates < rows:
            return f"tf.nn.rnn_cell.{kind}({columns // gates})", rows - columns // gates
    return None


def find_gru(members: dict[str, Sequence[StoredArray]]) -> tuple[str, int] | None:
    """The same of a GRU, whose gates and candidate are two scopes."""
    if {*members} != GRU_SCOPES:
        return None
    shapes = {part: kernel.shape for part in GRU_SCOPES if (kernel := by_name(members[part]).get("kernel"))}
    if len(shapes) != 2 or any(len(shape) != 2 for shape in shapes.values()):
        return None
    (rows, both), (same, units) = shapes["gates"], shapes["candidate"]
    return (f"tf.nn.rnn_cell.GRUCell({units})", rows - units) if rows == same > units and both == 2 * units else None
