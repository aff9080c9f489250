"""TensorFlow's v1 cells, one kernel on input and state together, and its cuDNN layers.

Source: TensorFlow 2.21 with tf_keras 2.21, the cells themselves.
"""

from __future__ import annotations

from types import SimpleNamespace

from symbolic.catalog import cell
from symbolic.frameworks.arguments import Flag, Real, SizeOf
from symbolic.frameworks.layer_spec import HOLDS_CELLS, OUTPUT_LAYER_APART, LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import TRANSPOSED_AXES, PackedArray

CELL_MODULE = "tf.compat.v1.nn.rnn_cell"
LAYERS_V1 = "tf.compat.v1.keras.layers"
TF_KERNEL_BLOCKS = "W_i|U_i W_g|U_g W_f|U_f W_o|U_o"

TF_SIZES = (SizeOf("input", "n", "input size"), SizeOf("num_units", "m"))
FORGET_BIAS = Real("forget_bias", 1.0)
TF_UNCOUNTED = (
    "reuse",
    "name",
    "dtype",
    "state_is_tuple",
    "initializer",
    "trainable",
    "num_unit_shards",
    "num_proj_shards",
)
CUDNN_ARGUMENTS = (
    "units kernel_initializer recurrent_initializer bias_initializer{} kernel_regularizer recurrent_regularizer "
    "bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint return_sequences "
    "return_state go_backwards stateful"
)
CLIPS = ("activation", "cell_clip", "proj_clip")
FORGET_CONSTANT = "forget_bias is a constant that the cell adds"


def rnn(options: SimpleNamespace) -> Plan:
    """BasicRNNCell."""
    return Plan(
        (Sublayer(cell("rnn")),), (PackedArray("kernel", "W|U", axes=TRANSPOSED_AXES), PackedArray("bias", "b"))
    )


def lstm(options: SimpleNamespace) -> Plan:
    """BasicLSTMCell and LSTMCell; the forget bias is added when the gate is computed, and is not a parameter."""
    peepholes, projection = getattr(options, "use_peepholes", False), getattr(options, "num_proj", None)
    made = cell("peephole_lstm" if peepholes else "lstm", project="r" if projection else None)
    arrays = [PackedArray("kernel", TF_KERNEL_BLOCKS, axes=TRANSPOSED_AXES), PackedArray("bias", "b_i b_g b_f b_o")]
    if peepholes:
        arrays += [PackedArray(f"w_{gate}_diag", f"p_{gate}") for gate in "fio"]
    if projection:
        arrays.append(PackedArray("projection/kernel", "W_hr", axes=TRANSPOSED_AXES))
    return Plan((Sublayer(made, offsets={"b_f": options.forget_bias}),), tuple(arrays))


def gru(options: SimpleNamespace) -> Plan:
    """GRUCell: the two gates in one kernel, the candidate in another."""
    return Plan(
        (Sublayer(cell("gru")),),
        (
            PackedArray("gates/kernel", "W_r|U_r W_z|U_z", axes=TRANSPOSED_AXES),
            PackedArray("gates/bias", "b_r b_z"),
            PackedArray("candidate/kernel", "W|U", axes=TRANSPOSED_AXES),
            PackedArray("candidate/bias", "b"),
        ),
    )


def cudnn_lstm(options: SimpleNamespace) -> Plan:
    """CuDNNLSTM: the input's biases of all gates, then the recurrent ones."""
    return Plan(
        (Sublayer(cell("lstm", bias="double")),),
        (
            PackedArray("kernel", "W_i W_f W_g W_o", axes=TRANSPOSED_AXES),
            PackedArray("recurrent_kernel", "U_i U_f U_g U_o", axes=TRANSPOSED_AXES),
            PackedArray("bias", "b_i b_f b_g b_o b_hi b_hf b_hg b_ho"),
        ),
    )


def cudnn_gru(options: SimpleNamespace) -> Plan:
    """CuDNNGRU: reset after the product, both biases of all gates."""
    return Plan(
        (Sublayer(cell("gru_reset_after", bias="double")),),
        (
            PackedArray("kernel", "W_z W_r W", axes=TRANSPOSED_AXES),
            PackedArray("recurrent_kernel", "U_z U_r U", axes=TRANSPOSED_AXES),
            PackedArray("bias", "b_z b_r b b_hz b_hr c"),
        ),
    )


TF_UNITS = (SizeOf("input", "n", "input size"), SizeOf("units", "m"))
TF_SEQUENCE = (
    *("return_sequences", "return_state", "stateful", "unit_forget_bias", "name", "dtype", "trainable"),
    *(
        f"{array}_{what}"
        for array in ("kernel", "recurrent", "bias")
        for what in ("initializer", "regularizer", "constraint")
    ),
    "activity_regularizer",
)

TF_LAYERS = (
    LayerSpec(
        f"{CELL_MODULE}.BasicRNNCell",
        TF_SIZES,
        rnn,
        TF_UNCOUNTED,
        rows=(
            TableRow(("rnn",), {}, "one bias vector, one kernel on input and state together"),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; one bias vector, one kernel on input and state together"),
        ),
        uncomputed=("activation",),
        positional="num_units activation reuse name dtype",
    ),
    LayerSpec(
        f"{CELL_MODULE}.BasicLSTMCell",
        (*TF_SIZES, FORGET_BIAS),
        lstm,
        TF_UNCOUNTED,
        uncomputed=("activation",),
        positional="num_units forget_bias state_is_tuple activation reuse name dtype",
    ),
    LayerSpec(
        f"{CELL_MODULE}.LSTMCell",
        (*TF_SIZES, Flag("use_peepholes"), SizeOf("num_proj", "r", optional=True), FORGET_BIAS),
        lstm,
        TF_UNCOUNTED,
        (),
        (
            TableRow(("lstm", "lstm_1997"), {}, f"one bias vector per gate; {FORGET_CONSTANT}"),
            TableRow(
                ("peephole_lstm", "lstm peepholes"),
                {"use_peepholes": "true"},
                f"one bias vector per gate; {FORGET_CONSTANT}",
            ),
            TableRow(
                ("lstm project",),
                {"num_proj": "r"},
                f"one bias vector per gate, none in the projection; {FORGET_CONSTANT}",
            ),
            TableRow(
                ("lstmp", "lstm peepholes project", "peephole_lstm project"),
                {"use_peepholes": "true", "num_proj": "r"},
                f"one bias vector per gate, none in the projection; {FORGET_CONSTANT}",
            ),
        ),
        CLIPS,
        positional="num_units use_peepholes cell_clip initializer num_proj proj_clip num_unit_shards num_proj_shards "
        "forget_bias state_is_tuple activation reuse name dtype",
    ),
    LayerSpec(
        f"{CELL_MODULE}.GRUCell",
        TF_SIZES,
        gru,
        (*TF_UNCOUNTED, "kernel_initializer", "bias_initializer"),
        rows=(TableRow(("gru", "gru_reset_after"), {}, "reset before the product, one bias vector per gate"),),
        uncomputed=("activation",),
        positional="num_units activation reuse kernel_initializer bias_initializer name dtype",
    ),
    LayerSpec(
        f"{LAYERS_V1}.CuDNNLSTM",
        TF_UNITS,
        cudnn_lstm,
        TF_SEQUENCE,
        uncomputed=("go_backwards",),
        positional=CUDNN_ARGUMENTS.format(" unit_forget_bias"),
    ),
    LayerSpec(
        f"{LAYERS_V1}.CuDNNGRU",
        TF_UNITS,
        cudnn_gru,
        TF_SEQUENCE,
        uncomputed=("go_backwards",),
        positional=CUDNN_ARGUMENTS.format(""),
    ),
)

LIBRARY = Library(3, TF_LAYERS, {"tf.nn.rnn_cell": CELL_MODULE}, {f"{CELL_MODULE}.MultiRNNCell": HOLDS_CELLS})
