"""What to say of Python in which no network is made."""

from __future__ import annotations

import re

from symbolic.model.code.program import Interpreter
from symbolic.model.code.unknown_bases import is_unknown
from symbolic.model.code.values import OwnClass

NO_NETWORK_MADE = (
    "this is Python in which no network is made; layers of PyTorch, Keras, Flax or Equinox are read, such as "
    "nn.LSTM(10, 20)"
)
TF_1_CALL = re.compile(
    r"\btf\.(placeholder|get_variable|Session|variable_scope|contrib\b|nn\.rnn_cell|layers\.)|\bBasicLSTM"
)
ARRAYS_MADE = re.compile(r"=\s*np\.(random\.\w+|zeros|ones|dot|matmul|tanh|vstack|hstack|concatenate)\(")


def no_network(program: Interpreter) -> tuple[str, int]:
    """The sentence, and the line that it is about."""
    lines = program.source.lines
    if line := _first(TF_1_CALL, lines):
        return (
            "this builds a graph of TensorFlow 1, which is not read here; print its variables, "
            "for v in tf.trainable_variables(): print(v.name, v.shape), and give what is printed to symbolic summary",
            line,
        )
    for kind in program.file.names.values():
        if isinstance(kind, OwnClass) and (base := next((name for name in kind.foreign if is_unknown(name)), "")):
            return f"{kind.name} derives from {base}, which is not known here, and makes no layer that is", kind.line
    if line := _first(ARRAYS_MADE, lines):
        return (
            "this computes with arrays of NumPy and makes no layer of a framework; write the equations of the cell, or "
            "print the names and shapes of its arrays and give them to symbolic summary",
            line,
        )
    return NO_NETWORK_MADE, 1


def _first(pattern: re.Pattern[str], lines: list[str]) -> int:
    return next((place for place, line in enumerate(lines, 1) if pattern.search(line)), 0)
