"""Equinox, `equinox.nn`: one bias array, and one of its own in the GRU's candidate.

Source: Equinox 0.13, the modules themselves.
"""

from __future__ import annotations

from types import SimpleNamespace

from symbolic.catalog import cell
from symbolic.frameworks.arguments import Flag, SizeOf
from symbolic.frameworks.layer_spec import LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import PackedArray

EQUINOX_SIZES = (SizeOf("input_size", "n"), SizeOf("hidden_size", "m"), Flag("use_bias", True))
EQUINOX_UNCOUNTED = ("dtype", "key")
EQUINOX_POSITIONAL = "input_size hidden_size use_bias dtype"


def lstm(options: SimpleNamespace) -> Plan:
    """LSTMCell."""
    arrays = [PackedArray("weight_ih", "W_i W_f W_g W_o"), PackedArray("weight_hh", "U_i U_f U_g U_o")]
    if options.use_bias:
        arrays.append(PackedArray("bias", "b_i b_f b_g b_o"))
    return Plan((Sublayer(cell("lstm", bias=None if options.use_bias else "none")),), tuple(arrays))


def gru(options: SimpleNamespace) -> Plan:
    """GRUCell: reset after the product, whose bias is an array of its own."""
    arrays = [PackedArray("weight_ih", "W_r W_z W"), PackedArray("weight_hh", "U_r U_z U")]
    if options.use_bias:
        arrays += [PackedArray("bias", "b_r b_z b"), PackedArray("bias_n", "c")]
    return Plan((Sublayer(cell("gru_reset_after", bias=None if options.use_bias else "none")),), tuple(arrays))


EQUINOX_LAYERS = (
    LayerSpec(
        "equinox.nn.LSTMCell",
        EQUINOX_SIZES,
        lstm,
        EQUINOX_UNCOUNTED,
        (),
        (TableRow(("lstm", "lstm_1997"), {}, "one bias vector per gate"),),
        positional=EQUINOX_POSITIONAL,
    ),
    LayerSpec(
        "equinox.nn.GRUCell",
        EQUINOX_SIZES,
        gru,
        EQUINOX_UNCOUNTED,
        (),
        (
            TableRow(
                ("gru", "gru_reset_after"), {}, "reset after the product, and a second bias, bias_n, in the candidate"
            ),
        ),
        positional=EQUINOX_POSITIONAL,
    ),
)

LIBRARY = Library(5, EQUINOX_LAYERS, {"eqx.nn": "equinox.nn"})
