"""Keras, `keras.layers`: kernels that the input is multiplied with from the left, one bias per gate.

``bidirectional=true`` stands for the wrapper `keras.layers.Bidirectional`. Source: Keras 3.15, the layers
themselves.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.activations import FORMULAS, with_activations
from symbolic.frameworks.arguments import Choice, Flag, SizeOf, Way
from symbolic.frameworks.convolution import convolutional, extents_of, kernel
from symbolic.frameworks.layer_spec import HOLDS_CELLS, OUTPUT_LAYER_APART, LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import TRANSPOSED_AXES, PackedArray

KERAS_GATES = {
    "lstm": ("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o"),
    "gru": ("W_z W_r W", "U_z U_r U", "b_z b_r b"),
    "gru_reset_after": ("W_z W_r W", "U_z U_r U", "b_z b_r b ; b_hz b_hr c"),
    "rnn": ("W", "U", "b"),
}
"""The blocks of ``kernel``, ``recurrent_kernel`` and ``bias``, in Keras's order of gates."""

KERAS_INITIALISERS = (
    *(
        f"{array}_{what}"
        for array in ("kernel", "recurrent", "bias")
        for what in ("initializer", "regularizer", "constraint")
    ),
    *("activity_regularizer", "unit_forget_bias", "dropout", "recurrent_dropout", "seed"),
    *("trainable", "dtype", "name", "autocast"),
)
KERAS_SEQUENCE = (
    *("return_sequences", "return_state", "stateful", "unroll", "zero_output_for_mask"),
    *("use_cudnn", "time_major", "implementation", "input_length"),
)
GATED = "activation recurrent_activation use_bias"
KERAS_STARTS = "kernel_initializer recurrent_initializer bias_initializer"
INITIAL_LSTM = f"{KERAS_STARTS} unit_forget_bias"
REGULAR = "kernel_regularizer recurrent_regularizer bias_regularizer"
REST = "kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout"
STEP_OPTIONS = "return_sequences return_state go_backwards stateful unroll"
KERAS_POSITIONAL = {
    "LSTM": f"units {GATED} {INITIAL_LSTM} {REGULAR} activity_regularizer {REST} seed {STEP_OPTIONS} use_cudnn",
    "LSTMCell": f"units {GATED} {INITIAL_LSTM} {REGULAR} {REST} seed",
    "GRU": f"units {GATED} {KERAS_STARTS} {REGULAR} activity_regularizer {REST} seed {STEP_OPTIONS} reset_after "
    "use_cudnn",
    "GRUCell": f"units {GATED} {KERAS_STARTS} {REGULAR} {REST} reset_after seed",
    "SimpleRNN": f"units activation use_bias {KERAS_STARTS} {REGULAR} activity_regularizer {REST} {STEP_OPTIONS} seed",
    "SimpleRNNCell": f"units activation use_bias {KERAS_STARTS} {REGULAR} {REST} seed",
    "ConvLSTM": f"filters kernel_size strides padding data_format dilation_rate {GATED} {INITIAL_LSTM} "
    f"{REGULAR} activity_regularizer {REST} seed return_sequences return_state go_backwards stateful",
}
"""The arguments that Keras 3 takes by position, in its order."""
CALLED = {
    "linear": "identity",
    "celu": "elu",
    "swish": "silu",
    "hard_swish": "hard_silu",
    "None": "identity",
}
"""Activations that have another name here."""
ACTIVATION_NAMES = (
    *("tanh", "sigmoid", "relu", "softplus", "softsign", "silu", "gelu", "elu", "softmax"),
    *FORMULAS,
    *CALLED,
)
ACTIVATION_CHOICE = Choice("activation", ACTIVATION_NAMES)
RECURRENT_ACTIVATION = Choice(
    "recurrent_activation", ("sigmoid", *(name for name in ACTIVATION_NAMES if name != "sigmoid"))
)
KERAS_UNITS = (SizeOf("input", "n", "input size"), SizeOf("units", "m", "units"), Flag("use_bias", True))
RESET = Flag("reset_after", True)
BOTH_DIRECTIONS = (Flag("bidirectional"), Choice("merge_mode", ("concat", "sum", "mul", "ave")))
BIAS_PER_GATE = "one bias vector per gate"


FORMER_ARGUMENT_NAMES = {
    "input_dim": "input",
    "output_dim": "units",
    "nb_filter": "filters",
    "inner_activation": "recurrent_activation",
}
"""Arguments of Keras 1 and 2 by their names of today."""


def modern(name: str, value: Any) -> tuple[str, Any]:
    """An argument of Keras 1 and 2 as one of today; of ``input_shape`` the last axis is the size of the input.

    >>> modern("output_dim", 32), modern("input_shape", (None, 8))
    (('units', 32), ('input', '8'))
    """
    if name not in ("input_shape", "batch_input_shape"):
        return FORMER_ARGUMENT_NAMES.get(name, name), value
    axes = value if isinstance(value, list | tuple) else str(value).strip("()[] ,").split(",")
    last = str(axes[-1]).strip() if axes else "None"
    return "input", "n" if last == "None" else last


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
    kernels, recurrents, biases = KERAS_GATES[base]
    arrays: list[PackedArray] = []
    for place, prefix in enumerate(("forward/", "backward/") if both else ("",)):
        arrays.append(PackedArray(f"{prefix}kernel", kernels, place, axes=TRANSPOSED_AXES))
        arrays.append(PackedArray(f"{prefix}recurrent_kernel", recurrents, place, axes=TRANSPOSED_AXES))
        if options.use_bias:
            arrays.append(PackedArray(f"{prefix}bias", biases, place))
    return Plan(sublayers, tuple(arrays), getattr(options, "merge_mode", "concat"))


def convolution(options: SimpleNamespace, rank: int) -> Plan:
    """A ConvLSTM layer without peepholes, maps with their channels last."""
    made = convolutional(rank, extents_of(options.kernel_size), "single" if options.use_bias else "none")
    arrays = [
        kernel("kernel", "W_xi W_xf W_xc W_xo", rank),
        kernel("recurrent_kernel", "W_hi W_hf W_hc W_ho", rank),
    ]
    if options.use_bias:
        arrays.append(PackedArray("bias", "b_i b_f b_c b_o"))
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
        (*KERAS_INITIALISERS, *KERAS_SEQUENCE),
        rows=(TableRow(("convlstm", "convlstm_peephole"), {}, f"no peepholes, {BIAS_PER_GATE} and channel"),)
        if rank == 2
        else (),
        uncomputed=(
            Way("padding", ("valid", "same"), ("same",)),
            Way("data_format", ("channels_last", "channels_first"), ("channels_last", "channels_first")),
            *("strides", "dilation_rate", "go_backwards", "activation", "recurrent_activation"),
        ),
        positional=KERAS_POSITIONAL["ConvLSTM"],
    )


def _pair(name: str, arguments: tuple, base: str, *rows: TableRow) -> tuple[LayerSpec, LayerSpec]:
    """The layer over a sequence and the cell of one step."""

    def build(options: SimpleNamespace) -> Plan:
        return recurrent(options, base)

    whole = f"keras.layers.{name}"
    taken = (*KERAS_INITIALISERS, *KERAS_SEQUENCE)
    backwards = ("go_backwards",)
    return (
        LayerSpec(
            whole, (*arguments, *BOTH_DIRECTIONS), build, taken, (), rows, backwards, KERAS_POSITIONAL[name], modern
        ),
        LayerSpec(
            f"{whole}Cell",
            arguments,
            build,
            KERAS_INITIALISERS,
            positional=KERAS_POSITIONAL[f"{name}Cell"],
            modern=modern,
        ),
    )


KERAS_LAYER_SPECS = (
    *_pair(
        "LSTM",
        (*KERAS_UNITS, ACTIVATION_CHOICE, RECURRENT_ACTIVATION),
        "lstm",
        TableRow(("lstm", "lstm_1997", "peephole_lstm"), {}, BIAS_PER_GATE),
    ),
    *_pair(
        "GRU",
        (*KERAS_UNITS, RESET, ACTIVATION_CHOICE, RECURRENT_ACTIVATION),
        "gru",
        TableRow(("gru", "gru_reset_after"), {}, "reset after the product, and two bias vectors per gate in one array"),
        TableRow(("gru", "gru_reset_after"), {"reset_after": "false"}, f"reset before the product, {BIAS_PER_GATE}"),
    ),
    *_pair(
        "SimpleRNN",
        (*KERAS_UNITS, ACTIVATION_CHOICE),
        "rnn",
        TableRow(("rnn",), {}, "one bias vector"),
        TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; one bias vector"),
    ),
    *(_convolutional(rank) for rank in (1, 2, 3)),
)

LIBRARY = Library(
    2,
    KERAS_LAYER_SPECS,
    spellings={
        "tf.keras.layers": "keras.layers",
        "tensorflow.keras.layers": "keras.layers",
        "tf_keras.layers": "keras.layers",
        "layers": "keras.layers",
    },
    holders={
        "keras.layers.Bidirectional": "write the layer inside, as in keras.layers.LSTM bidirectional=true",
        **dict.fromkeys(("keras.layers.RNN", "keras.layers.StackedRNNCells"), HOLDS_CELLS),
    },
)
