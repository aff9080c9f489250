"""PyTorch, `torch.nn`: two bias vectors per gate, weights as the equations have them.

Source: the reference of PyTorch 2.13 and the layers themselves.
"""

from __future__ import annotations

from types import SimpleNamespace

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.arguments import Choice, Flag, Probability, Refused, SizeOf, Whole
from symbolic.frameworks.layer_spec import OUTPUT_LAYER_APART, LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import PackedArray
from symbolic.language.sizes.size import Size

GATES = {
    "lstm": ("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o", "b_hi b_hf b_hg b_ho"),
    "gru_reset_after": ("W_r W_z W", "U_r U_z U", "b_r b_z b", "b_hr b_hz c"),
    "rnn": ("W", "U", "b", "b_h"),
    "irnn": ("W", "U", "b", "b_h"),
}
"""The blocks of ``weight_ih``, ``weight_hh``, ``bias_ih`` and ``bias_hh``, in PyTorch's order of gates."""

SIZES = (SizeOf("input_size", "n"), SizeOf("hidden_size", "m"))
STACK = (*SIZES, Whole("num_layers"), Flag("bias", True), Flag("bidirectional"))
PROJECTION = SizeOf("proj_size", "r", optional=True)
NO_PROJECTION = Refused("proj_size", "proj_size argument is only supported for LSTM, not RNN or GRU")
PLACE = ("device", "dtype")
ORDER = "input_size hidden_size num_layers{} bias batch_first dropout bidirectional proj_size device dtype"
CELL_ORDER = "input_size hidden_size bias device dtype"
UNCOUNTED = (Flag("batch_first"), Probability("dropout"), *PLACE)
TWO = "two bias vectors per gate, bias_ih and bias_hh; their sum is what the equation needs"


def _name(options: SimpleNamespace, base: str) -> str:
    return "irnn" if base == "rnn" and options.nonlinearity == "relu" else base


def _cell(options: SimpleNamespace, base: str) -> Cell:
    bias = "double" if options.bias else "none"
    return cell(base, bias=bias, project="r") if getattr(options, "proj_size", None) else cell(base, bias=bias)


def _arrays(base: str, options: SimpleNamespace, sublayer: int, ending: str) -> list[PackedArray]:
    inputs, recurrent, first, second = GATES[base]
    arrays = [
        PackedArray(f"weight_ih{ending}", inputs, sublayer),
        PackedArray(f"weight_hh{ending}", recurrent, sublayer),
    ]
    if options.bias:
        arrays += [PackedArray(f"bias_ih{ending}", first, sublayer), PackedArray(f"bias_hh{ending}", second, sublayer)]
    if getattr(options, "proj_size", None):
        arrays.append(PackedArray(f"weight_hr{ending}", "W_hr", sublayer))
    return arrays


def stacked(options: SimpleNamespace, base: str) -> Plan:
    """``num_layers`` levels of one or two directions; past the first they read all directions."""
    name = _name(options, base)
    made = _cell(options, name)
    directions = 2 if options.bidirectional else 1
    width = Size.letter("r" if getattr(options, "proj_size", None) else "m") * directions
    sublayers: list[Sublayer] = []
    arrays: list[PackedArray] = []
    for level in range(options.num_layers):
        for direction in range(directions):
            ending = f"_l{level}" + "_reverse" * direction
            arrays += _arrays(name, options, len(sublayers), ending)
            sublayers.append(Sublayer(made, {"n": width} if level else {}, level, bool(direction)))
    return Plan(tuple(sublayers), tuple(arrays))


def single(options: SimpleNamespace, base: str) -> Plan:
    """One step of one layer, the ``*Cell`` classes."""
    name = _name(options, base)
    return Plan((Sublayer(_cell(options, name)),), tuple(_arrays(name, options, 0, "")))


NONLINEARITY = Choice("nonlinearity", ("tanh", "relu"))
CELL = (*SIZES, Flag("bias", True))

LAYERS = (
    LayerSpec(
        "torch.nn.LSTM",
        (*STACK, PROJECTION),
        lambda options: stacked(options, "lstm"),
        UNCOUNTED,
        (
            (
                lambda o: o.proj_size is not None and o.proj_size >= o.hidden_size,
                "proj_size has to be smaller than hidden_size",
            ),
        ),
        (
            TableRow(("lstm", "lstm_1997", "peephole_lstm"), {}, TWO),
            TableRow(
                ("lstmp", "lstm project"), {"proj_size": "r"}, f"no peepholes, and {TWO}; the projection has no bias"
            ),
        ),
        positional=ORDER.format(""),
    ),
    LayerSpec(
        "torch.nn.GRU",
        STACK,
        lambda options: stacked(options, "gru_reset_after"),
        (*UNCOUNTED, NO_PROJECTION),
        (),
        (TableRow(("gru", "gru_reset_after"), {}, f"reset after the product, and {TWO}"),),
        positional=ORDER.format(""),
    ),
    LayerSpec(
        "torch.nn.RNN",
        (*STACK, NONLINEARITY),
        lambda options: stacked(options, "rnn"),
        (*UNCOUNTED, NO_PROJECTION),
        (),
        (
            TableRow(("rnn",), {}, TWO),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; {TWO}"),
            TableRow(("irnn",), {"nonlinearity": "relu"}, TWO),
        ),
        positional=ORDER.format(" nonlinearity"),
    ),
    LayerSpec("torch.nn.LSTMCell", CELL, lambda options: single(options, "lstm"), PLACE, positional=CELL_ORDER),
    LayerSpec(
        "torch.nn.GRUCell", CELL, lambda options: single(options, "gru_reset_after"), PLACE, positional=CELL_ORDER
    ),
    LayerSpec(
        "torch.nn.RNNCell",
        (*CELL, NONLINEARITY),
        lambda options: single(options, "rnn"),
        PLACE,
        positional="input_size hidden_size bias nonlinearity device dtype",
    ),
)

LIBRARY = Library(1, LAYERS, spellings={"nn": "torch.nn"})
