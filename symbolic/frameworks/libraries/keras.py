"""Keras, `keras.layers`: kernels that the input is multiplied with from the left, one bias a gate.

``bidirectional=true`` stands for the wrapper `keras.layers.Bidirectional`. Source: Keras 3.15, the layers
themselves.
"""

from __future__ import annotations

from types import SimpleNamespace

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.activations import FORMULAS, with_activations
from symbolic.frameworks.arguments import Choice, Flag, SizeOf, Way
from symbolic.frameworks.convolution import convolutional, extents_of, kernel
from symbolic.frameworks.layer_spec import OUTPUT, LayerSpec, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import TRANSPOSED, Array

GATES = {
    "lstm": ("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o"),
    "gru": ("W_z W_r W", "U_z U_r U", "b_z b_r b"),
    "gru_reset_after": ("W_z W_r W", "U_z U_r U", "b_z b_r b ; b_hz b_hr c"),
    "rnn": ("W", "U", "b"),
}
"""The blocks of ``kernel``, ``recurrent_kernel`` and ``bias``, in Keras's order of gates."""

INITIAL = (
    *(
        f"{array}_{what}"
        for array in ("kernel", "recurrent", "bias")
        for what in ("initializer", "regularizer", "constraint")
    ),
    *("activity_regularizer", "unit_forget_bias", "dropout", "recurrent_dropout", "seed"),
    *("trainable", "dtype", "name", "autocast"),
)
SEQUENCE = ("return_sequences", "return_state", "stateful", "unroll", "zero_output_for_mask", "use_cudnn", "time_major")
CALLED = {
    "linear": "identity",
    "celu": "elu",
    "swish": "silu",
    "hard_swish": "hard_silu",
    "None": "identity",
}
"""Activations that have another name here."""
NAMES = (*("tanh", "sigmoid", "relu", "softplus", "softsign", "silu", "gelu", "elu", "softmax"), *FORMULAS, *CALLED)
ACTIVATION = Choice("activation", NAMES)
RECURRENT = Choice("recurrent_activation", ("sigmoid", *(name for name in NAMES if name != "sigmoid")))
UNITS = (SizeOf("input", "n", "input size"), SizeOf("units", "m", "units"), Flag("use_bias", True))
RESET = Flag("reset_after", True)
BOTH = (Flag("bidirectional"), Choice("merge_mode", ("concat", "sum", "mul", "ave")))
ONE = "one bias vector a gate"


def _cell(options: SimpleNamespace, base: str, double: bool) -> Cell:
    made = cell(base, bias="none" if not options.use_bias else "double" if double else None)
    names: dict[str, str] = {"tanh": options.activation}
    if hasattr(options, "recurrent_activation"):
        names["sigmoid"] = options.recurrent_activation
    return with_activations(made, {old: CALLED.get(new, new) for old, new in names.items()})


def recurrent(options: SimpleNamespace, base: str) -> Plan:
    """A recurrent layer or its cell, once or in both directions."""
    if base == "gru" and options.reset_after:
        base = "gru_reset_after"
    made = _cell(options, base, base == "gru_reset_after")
    both = getattr(options, "bidirectional", False)
    sublayers = tuple(Sublayer(made, backward=backward) for backward in ((False, True) if both else (False,)))
    kernels, recurrents, biases = GATES[base]
    arrays: list[Array] = []
    for place, prefix in enumerate(("forward/", "backward/") if both else ("",)):
        arrays.append(Array(f"{prefix}kernel", kernels, place, axes=TRANSPOSED))
        arrays.append(Array(f"{prefix}recurrent_kernel", recurrents, place, axes=TRANSPOSED))
        if options.use_bias:
            arrays.append(Array(f"{prefix}bias", biases, place))
    return Plan(sublayers, tuple(arrays), getattr(options, "merge_mode", "concat"))


def convolution(options: SimpleNamespace, rank: int) -> Plan:
    """A ConvLSTM layer without peepholes, maps with their channels last."""
    made = convolutional(rank, extents_of(options.kernel_size), "single" if options.use_bias else "none")
    arrays = [
        kernel("kernel", "W_xi W_xf W_xc W_xo", rank),
        kernel("recurrent_kernel", "W_hi W_hf W_hc W_ho", rank),
    ]
    if options.use_bias:
        arrays.append(Array("bias", "b_i b_f b_c b_o"))
    return Plan((Sublayer(made),), tuple(arrays))


def _convolutional(rank: int) -> LayerSpec:
    sizes = (
        SizeOf("input", "c", "input channels"),
        SizeOf("filters", "h", "filters"),
        SizeOf("kernel_size", "k", "kernel extent", axes=rank),
    )
    return LayerSpec(
        f"keras.layers.ConvLSTM{rank}D",
        (*sizes, Flag("use_bias", True)),
        lambda options: convolution(options, rank),
        (*INITIAL, *SEQUENCE),
        rows=(TableRow(("convlstm", "convlstm_peephole"), {}, f"no peepholes, {ONE} and channel"),)
        if rank == 2
        else (),
        uncomputed=(
            Way("padding", ("valid", "same"), ("same",)),
            Way("data_format", ("channels_last", "channels_first"), ("channels_last", "channels_first")),
            *("strides", "dilation_rate", "go_backwards", "activation", "recurrent_activation"),
        ),
    )


def _pair(name: str, arguments: tuple, base: str, *rows: TableRow) -> tuple[LayerSpec, LayerSpec]:
    """The layer over a sequence and the cell of one step."""

    def build(options: SimpleNamespace) -> Plan:
        return recurrent(options, base)

    layer = f"keras.layers.{name}"
    cell_name = f"{layer}Cell"
    taken = (*INITIAL, *SEQUENCE)
    return (
        LayerSpec(layer, (*arguments, *BOTH), build, taken, rows=rows, uncomputed=("go_backwards",)),
        LayerSpec(cell_name, arguments, build, INITIAL),
    )


LAYERS = (
    *_pair("LSTM", (*UNITS, ACTIVATION, RECURRENT), "lstm", TableRow(("lstm", "lstm_1997", "peephole_lstm"), {}, ONE)),
    *_pair(
        "GRU",
        (*UNITS, RESET, ACTIVATION, RECURRENT),
        "gru",
        TableRow(("gru", "gru_reset_after"), {}, "reset after the product, and two bias vectors a gate in one array"),
        TableRow(("gru", "gru_reset_after"), {"reset_after": "false"}, f"reset before the product, {ONE}"),
    ),
    *_pair(
        "SimpleRNN",
        (*UNITS, ACTIVATION),
        "rnn",
        TableRow(("rnn",), {}, "one bias vector"),
        TableRow(("jordan",), {}, f"{OUTPUT}; one bias vector"),
    ),
    *(_convolutional(rank) for rank in (1, 2, 3)),
)
