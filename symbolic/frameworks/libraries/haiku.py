"""Haiku: one Linear on input and state together, 1 added to the LSTM's forget gate, a ReLU in VanillaRNN.

Source: Haiku 0.0.17, the modules themselves.
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
from symbolic.frameworks.rewriting import with_equations

HAIKU_SIZES = (SizeOf("input", "n", "input size"), SizeOf("hidden_size", "m"))
HAIKU_INITIALISERS = ("name", "w_i_init", "w_h_init", "b_init")


@cache
def turned_gru() -> Cell:
    """The GRU whose update gate lets the new in, not the old: h' = (1 - z)·h + z·a."""
    equations = """
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]"""
    return with_equations(cell("gru"), equations, "GRU, reset before the product, update gate turned")


def lstm(options: SimpleNamespace) -> Plan:
    """LSTM; the 1 is a constant, not a parameter."""
    arrays = (
        PackedArray("linear/w", "W_i|U_i W_g|U_g W_f|U_f W_o|U_o", axes=TRANSPOSED_AXES),
        PackedArray("linear/b", "b_i b_g b_f b_o"),
    )
    return Plan((Sublayer(cell("lstm"), offsets={"b_f": 1.0}),), arrays)


def gru(options: SimpleNamespace) -> Plan:
    """GRU."""
    arrays = (
        PackedArray("w_i", "W_z W_r W", axes=TRANSPOSED_AXES),
        PackedArray("w_h", "U_z U_r U", axes=TRANSPOSED_AXES),
        PackedArray("b", "b_z b_r b"),
    )
    return Plan((Sublayer(turned_gru()),), arrays)


def vanilla(options: SimpleNamespace) -> Plan:
    """VanillaRNN."""
    arrays = [
        PackedArray("linear/w", "W", axes=TRANSPOSED_AXES),
        PackedArray("linear/b", "b"),
        PackedArray("linear_1/w", "U", axes=TRANSPOSED_AXES),
    ]
    if options.double_bias:
        arrays.append(PackedArray("linear_1/b", "b_h"))
    return Plan((Sublayer(cell("irnn", bias="double" if options.double_bias else None)),), tuple(arrays))


def convolution(options: SimpleNamespace, rank: int) -> Plan:
    """Conv1DLSTM to Conv3DLSTM: two convolutions with a bias each, 1 added to the forget gate."""
    made = convolutional(rank, extents_of(options.kernel_shape), "double")
    arrays = (
        kernel("input_to_hidden/w", "W_xi W_xc W_xf W_xo", rank),
        PackedArray("input_to_hidden/b", "b_i b_c b_f b_o"),
        kernel("hidden_to_hidden/w", "W_hi W_hc W_hf W_ho", rank),
        PackedArray("hidden_to_hidden/b", "b_hi b_hc b_hf b_ho"),
    )
    return Plan((Sublayer(made, offsets={"b_f": 1.0}),), arrays)


def _convolutional(rank: int) -> LayerSpec:
    arguments = (
        SizeOf("input", "c", "input channels"),
        SizeOf("output_channels", "h"),
        SizeOf("kernel_shape", "k", axes=rank),
    )
    why = "no peepholes, and two bias vectors per gate, one per convolution"
    return LayerSpec(
        f"haiku.Conv{rank}DLSTM",
        arguments,
        lambda options: convolution(options, rank),
        ("input_shape", "name"),
        rows=(TableRow(("convlstm", "convlstm_peephole"), {}, why),) if rank == 2 else (),
        positional="input_shape output_channels kernel_shape name",
    )


HAIKU_LAYERS = (
    LayerSpec(
        "haiku.LSTM",
        HAIKU_SIZES,
        lstm,
        HAIKU_INITIALISERS,
        (),
        (TableRow(("lstm", "lstm_1997"), {}, "one bias vector per gate; 1 is added to the forget gate"),),
        positional="hidden_size name",
    ),
    LayerSpec(
        "haiku.GRU",
        HAIKU_SIZES,
        gru,
        HAIKU_INITIALISERS,
        (),
        (
            TableRow(
                ("gru", "gru_reset_after"),
                {},
                "reset before the product, one bias vector per gate; z and 1 - z change places",
            ),
        ),
        positional="hidden_size w_i_init w_h_init b_init name",
    ),
    LayerSpec(
        "haiku.VanillaRNN",
        (*HAIKU_SIZES, Flag("double_bias", True)),
        vanilla,
        HAIKU_INITIALISERS,
        (),
        (
            TableRow(("rnn", "irnn"), {}, "a ReLU, and two bias vectors, one per Linear"),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; a ReLU, and two bias vectors, one per Linear"),
        ),
        positional="hidden_size double_bias name",
    ),
    *(_convolutional(rank) for rank in (1, 2, 3)),
)

LIBRARY = Library(
    6,
    HAIKU_LAYERS,
    spellings={"hk": "haiku"},
    holders=dict.fromkeys(("haiku.DeepRNN", "haiku.ResetCore"), HOLDS_CELLS),
)
