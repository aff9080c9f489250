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

TORCH_GATES = {
    "lstm": ("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o", "b_hi b_hf b_hg b_ho"),
    "gru_reset_after": ("W_r W_z W", "U_r U_z U", "b_r b_z b", "b_hr b_hz c"),
    "rnn": ("W", "U", "b", "b_h"),
    "irnn": ("W", "U", "b", "b_h"),
}
"""The blocks of ``weight_ih``, ``weight_hh``, ``bias_ih`` and ``bias_hh``, in PyTorch's order of gates."""

TORCH_SIZES = (SizeOf("input_size", "n"), SizeOf("hidden_size", "m"))
TORCH_STACK = (*TORCH_SIZES, Whole("num_layers"), Flag("bias", True), Flag("bidirectional"))
TORCH_PROJECTION = SizeOf("proj_size", "r", optional=True)
TORCH_NO_PROJECTION = Refused("proj_size", "proj_size argument is only supported for LSTM, not RNN or GRU")
TORCH_PLACE = ("device", "dtype")
TORCH_ARGUMENT_ORDER = (
    "input_size hidden_size num_layers{} bias batch_first dropout bidirectional proj_size device dtype"
)
CELL_ORDER = "input_size hidden_size bias device dtype"
TORCH_UNCOUNTED = (Flag("batch_first"), Probability("dropout"), *TORCH_PLACE)
TORCH_TWO_BIASES = "two bias vectors per gate, bias_ih and bias_hh; their sum is what the equation needs"


def _name(options: SimpleNamespace, base: str) -> str:
    return "irnn" if base == "rnn" and options.nonlinearity == "relu" else base


def _cell(options: SimpleNamespace, base: str) -> Cell:
    bias = "double" if options.bias else "none"
    return cell(base, bias=bias, project="r") if getattr(options, "proj_size", None) else cell(base, bias=bias)


def _arrays(base: str, options: SimpleNamespace, sublayer: int, ending: str) -> list[PackedArray]:
    inputs, recurrent, first, second = TORCH_GATES[base]
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
TORCH_CELL_ARGUMENTS = (*TORCH_SIZES, Flag("bias", True))

TORCH_LAYERS = (
    LayerSpec(
        "torch.nn.LSTM",
        (*TORCH_STACK, TORCH_PROJECTION),
        lambda options: stacked(options, "lstm"),
        TORCH_UNCOUNTED,
        (
            (
                lambda o: o.proj_size is not None and o.proj_size >= o.hidden_size,
                "proj_size has to be smaller than hidden_size",
            ),
        ),
        (
            TableRow(("lstm", "lstm_1997", "peephole_lstm"), {}, TORCH_TWO_BIASES),
            TableRow(
                ("lstmp", "lstm project"),
                {"proj_size": "r"},
                f"no peepholes, and {TORCH_TWO_BIASES}; the projection has no bias",
            ),
        ),
        positional=TORCH_ARGUMENT_ORDER.format(""),
    ),
    LayerSpec(
        "torch.nn.GRU",
        TORCH_STACK,
        lambda options: stacked(options, "gru_reset_after"),
        (*TORCH_UNCOUNTED, TORCH_NO_PROJECTION),
        (),
        (TableRow(("gru", "gru_reset_after"), {}, f"reset after the product, and {TORCH_TWO_BIASES}"),),
        positional=TORCH_ARGUMENT_ORDER.format(""),
    ),
    LayerSpec(
        "torch.nn.RNN",
        (*TORCH_STACK, NONLINEARITY),
        lambda options: stacked(options, "rnn"),
        (*TORCH_UNCOUNTED, TORCH_NO_PROJECTION),
        (),
        (
            TableRow(("rnn",), {}, TORCH_TWO_BIASES),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; {TORCH_TWO_BIASES}"),
            TableRow(("irnn",), {"nonlinearity": "relu"}, TORCH_TWO_BIASES),
        ),
        positional=TORCH_ARGUMENT_ORDER.format(" nonlinearity"),
    ),
    LayerSpec(
        "torch.nn.LSTMCell",
        TORCH_CELL_ARGUMENTS,
        lambda options: single(options, "lstm"),
        TORCH_PLACE,
        positional=CELL_ORDER,
    ),
    LayerSpec(
        "torch.nn.GRUCell",
        TORCH_CELL_ARGUMENTS,
        lambda options: single(options, "gru_reset_after"),
        TORCH_PLACE,
        positional=CELL_ORDER,
    ),
    LayerSpec(
        "torch.nn.RNNCell",
        (*TORCH_CELL_ARGUMENTS, NONLINEARITY),
        lambda options: single(options, "rnn"),
        TORCH_PLACE,
        positional="input_size hidden_size bias nonlinearity device dtype",
    ),
)

LIBRARY = Library(1, TORCH_LAYERS, spellings={"nn": "torch.nn"})
