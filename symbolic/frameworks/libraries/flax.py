"""Flax, linen and nnx: in linen one Dense per gate, the biases on some of them.

Source: Flax 0.12, the modules themselves.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.arguments import Flag, SizeOf
from symbolic.frameworks.convolution import convolutional, extents_of, kernel
from symbolic.frameworks.layer_spec import HOLDS_CELLS, OUTPUT_LAYER_APART, LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import TRANSPOSED_AXES, PackedArray
from symbolic.frameworks.rewriting import rewritten, with_equations, without_terms
from symbolic.language import nodes as n

FLAX_SIZES = (SizeOf("input", "n", "input size"), SizeOf("features", "m"))
NNX_SIZES = (SizeOf("in_features", "n"), SizeOf("hidden_features", "m"))
FLAX_INITIALISERS = (
    *("kernel_init", "recurrent_kernel_init", "bias_init", "forget_bias_init", "activation_bias_init"),
    *("carry_init", "dtype", "param_dtype", "name", "parent", "rngs", "keep_rngs", "promote_dtype"),
)
FLAX_KERNELS = "kernel_init recurrent_kernel_init"
TWO_BIASES = "forget_bias_init activation_bias_init"
FLAX_LAST = "dtype param_dtype carry_init"
FLAX_POSITIONAL = f"features gate_fn activation_fn {FLAX_KERNELS} bias_init {FLAX_LAST} parent name"
NNX_POSITIONAL = "in_features hidden_features"
FUNCTION_ARGUMENTS = ("activation_fn", "gate_fn")
RECURRENT_BIAS = "one bias vector per gate, on the recurrent product"


@cache
def residual() -> Cell:
    """SimpleCell with ``residual``: the old state is added before the activation."""
    equations = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b + h[t-1])"
    return with_equations(cell("rnn"), equations, "Elman (simple) RNN with a residual connection")


@cache
def minimal(reset: bool) -> Cell:
    """MGUCell: the gate multiplies the result of the product, or nothing where there is no reset gate."""
    inner = "f[t] * (U_n @ h[t-1] + c_n)" if reset else "U_n @ h[t-1]"
    text = f"""
        f[t] = sigmoid(W_f @ x[t] + b_f + U_f @ h[t-1])
        n[t] = tanh(W_n @ x[t] + b_n + {inner})
        h[t] = (1 - f[t]) * n[t] + f[t] * h[t-1]"""
    title = f"Minimal gated unit, {'reset after the product' if reset else 'without reset'}"
    return Cell(text, {"x": "n", "h": "m"}, name="mgu", title=title)


@cache
def gru_one_bias() -> Cell:
    """nnx.GRUCell: reset after the product, which has no bias of its own."""
    base = cell("gru_reset_after")
    return with_equations(base, without_terms(base, {"c"}), "GRU, reset after the product, one bias per gate")


@cache
def _with_forget_constant(convolutional_cell: Cell) -> Cell:
    """The cell with the 1 of the forget gate written out, for a layer that has no bias to add it to."""

    def change(node: n.Node) -> n.Node | None:
        if not (isinstance(node, n.Add) and n.Parameter("W_xf") in n.walk(node)):
            return None
        return n.Add((n.Number(1), *node.terms), (1, *node.signs))

    return with_equations(convolutional_cell, rewritten(convolutional_cell, change))


def _dense(name: str, blocks: str, bias: str = "") -> list[PackedArray]:
    arrays = [PackedArray(f"{name}/kernel", blocks, axes=TRANSPOSED_AXES)]
    return [*arrays, PackedArray(f"{name}/bias", bias)] if bias else arrays


def lstm(options: SimpleNamespace) -> Plan:
    """LSTMCell and OptimizedLSTMCell of linen, LSTMCell of nnx: eight Dense, the biases on the recurrent ones."""
    arrays = [array for gate in "ifgo" for array in _dense(f"i{gate}", f"W_{gate}")]
    arrays += [array for gate in "ifgo" for array in _dense(f"h{gate}", f"U_{gate}", f"b_{gate}")]
    return Plan((Sublayer(cell("lstm")),), tuple(arrays))


def lstm_nnx(options: SimpleNamespace) -> Plan:
    """LSTMCell of nnx, whose forget gate is called ``if_``."""
    plan = lstm(options)
    renamed = [PackedArray(a.name.replace("if/", "if_/"), a.blocks, axes=a.axes) for a in plan.arrays]
    return Plan(plan.sublayers, tuple(renamed))


def lstm_joined(options: SimpleNamespace) -> Plan:
    """OptimizedLSTMCell of nnx: all gates in two Dense."""
    arrays = _dense("dense_i", "W_i W_f W_g W_o") + _dense("dense_h", "U_i U_f U_g U_o", "b_i b_f b_g b_o")
    return Plan((Sublayer(cell("lstm")),), tuple(arrays))


def simple(options: SimpleNamespace, inputs: str, recurrent: str) -> Plan:
    """SimpleCell: the bias on the input's Dense."""
    made = residual() if options.residual else cell("rnn")
    return Plan((Sublayer(made),), tuple(_dense(inputs, "W", "b") + _dense(recurrent, "U")))


def gru(options: SimpleNamespace) -> Plan:
    """GRUCell of linen: biases on the input's products and on the candidate's recurrent one."""
    arrays = [*_dense("ir", "W_r", "b_r"), *_dense("iz", "W_z", "b_z"), *_dense("in", "W", "b")]
    arrays += [*_dense("hr", "U_r"), *_dense("hz", "U_z"), *_dense("hn", "U", "c")]
    return Plan((Sublayer(cell("gru_reset_after")),), tuple(arrays))


def gru_nnx(options: SimpleNamespace) -> Plan:
    """GRUCell of nnx: no bias on the recurrent products."""
    arrays = _dense("dense_i", "W_r W_z W", "b_r b_z b") + _dense("dense_h", "U_r U_z U")
    return Plan((Sublayer(gru_one_bias()),), tuple(arrays))


def mgu(options: SimpleNamespace) -> Plan:
    """MGUCell."""
    arrays = [*_dense("if", "W_f", "b_f"), *_dense("in", "W_n", "b_n"), *_dense("hf", "U_f")]
    arrays += _dense("hn", "U_n", "c_n" if options.reset_gate else "")
    return Plan((Sublayer(minimal(options.reset_gate)),), tuple(arrays))


def convolution(options: SimpleNamespace) -> Plan:
    """ConvLSTMCell: two convolutions with a bias each, 1 added to the forget gate, maps with channels last."""
    extents = extents_of(options.kernel_size)
    rank = len(extents) if len(extents) > 1 else 2
    made = convolutional(rank, extents, "double" if options.use_bias else "none")
    if not options.use_bias:
        made = _with_forget_constant(made)
    arrays = [kernel("ih/kernel", "W_xi W_xc W_xf W_xo", rank), kernel("hh/kernel", "W_hi W_hc W_hf W_ho", rank)]
    if options.use_bias:
        arrays += [PackedArray("ih/bias", "b_i b_c b_f b_o"), PackedArray("hh/bias", "b_hi b_hc b_hf b_ho")]
    return Plan((Sublayer(made, offsets={"b_f": 1.0} if options.use_bias else {}),), tuple(arrays))


RESIDUAL = Flag("residual")
FLAX_CONV_SIZES = (
    SizeOf("input", "c", "input channels"),
    SizeOf("features", "h"),
    SizeOf("kernel_size", "k", axes=2),
    Flag("use_bias", True),
)

FLAX_LAYERS = (
    LayerSpec(
        "flax.linen.LSTMCell",
        FLAX_SIZES,
        lstm,
        FLAX_INITIALISERS,
        (),
        (TableRow(("lstm", "lstm_1997"), {}, RECURRENT_BIAS),),
        FUNCTION_ARGUMENTS,
        positional=FLAX_POSITIONAL,
    ),
    LayerSpec(
        "flax.linen.OptimizedLSTMCell",
        FLAX_SIZES,
        lstm,
        FLAX_INITIALISERS,
        uncomputed=FUNCTION_ARGUMENTS,
        positional=FLAX_POSITIONAL,
    ),
    LayerSpec(
        "flax.linen.SimpleCell",
        (*FLAX_SIZES, RESIDUAL),
        lambda options: simple(options, "i", "h"),
        FLAX_INITIALISERS,
        (),
        (
            TableRow(("rnn",), {}, "one bias vector"),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; one bias vector"),
        ),
        FUNCTION_ARGUMENTS,
        positional=f"features activation_fn {FLAX_KERNELS} bias_init {FLAX_LAST} residual parent name",
    ),
    LayerSpec(
        "flax.linen.GRUCell",
        FLAX_SIZES,
        gru,
        FLAX_INITIALISERS,
        (),
        (TableRow(("gru", "gru_reset_after"), {}, "reset after the product, and a second bias in the candidate"),),
        FUNCTION_ARGUMENTS,
        positional=FLAX_POSITIONAL,
    ),
    LayerSpec(
        "flax.linen.MGUCell",
        (*FLAX_SIZES, Flag("reset_gate", True)),
        mgu,
        FLAX_INITIALISERS,
        (),
        (
            TableRow(("mgu",), {}, "reset after the product, and a second bias in the candidate"),
            TableRow(("mgu",), {"reset_gate": "false"}, "no reset; one bias vector per gate"),
        ),
        FUNCTION_ARGUMENTS,
        positional=f"features gate_fn activation_fn {FLAX_KERNELS} {TWO_BIASES} {FLAX_LAST} reset_gate parent name",
    ),
    LayerSpec(
        "flax.linen.ConvLSTMCell",
        FLAX_CONV_SIZES,
        convolution,
        FLAX_INITIALISERS,
        (),
        (
            TableRow(
                ("convlstm", "convlstm_peephole"),
                {},
                "no peepholes, and two bias vectors per gate, one per convolution",
            ),
        ),
        ("strides", "padding"),
        positional=f"features kernel_size strides padding use_bias {FLAX_LAST} parent name",
    ),
    LayerSpec(
        "flax.nnx.LSTMCell",
        NNX_SIZES,
        lstm_nnx,
        FLAX_INITIALISERS,
        (),
        (TableRow(("lstm", "lstm_1997"), {}, RECURRENT_BIAS),),
        FUNCTION_ARGUMENTS,
        positional=NNX_POSITIONAL,
    ),
    LayerSpec(
        "flax.nnx.OptimizedLSTMCell",
        NNX_SIZES,
        lstm_joined,
        FLAX_INITIALISERS,
        uncomputed=FUNCTION_ARGUMENTS,
        positional=NNX_POSITIONAL,
    ),
    LayerSpec(
        "flax.nnx.SimpleCell",
        (*NNX_SIZES, RESIDUAL),
        lambda options: simple(options, "dense_i", "dense_h"),
        FLAX_INITIALISERS,
        (),
        (
            TableRow(("rnn",), {}, "one bias vector"),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; one bias vector"),
        ),
        FUNCTION_ARGUMENTS,
        positional=NNX_POSITIONAL,
    ),
    LayerSpec(
        "flax.nnx.GRUCell",
        NNX_SIZES,
        gru_nnx,
        FLAX_INITIALISERS,
        (),
        (TableRow(("gru", "gru_reset_after"), {}, "reset after the product, one bias vector per gate"),),
        FUNCTION_ARGUMENTS,
        positional=NNX_POSITIONAL,
    ),
)

LIBRARY = Library(
    4,
    FLAX_LAYERS,
    spellings={"nnx": "flax.nnx"},
    holders=dict.fromkeys(
        ("flax.linen.RNN", "flax.linen.Bidirectional", "flax.nnx.RNN", "flax.nnx.Bidirectional"), HOLDS_CELLS
    ),
)
