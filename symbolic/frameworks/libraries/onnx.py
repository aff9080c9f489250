"""ONNX's operators: always room for two biases and for both directions in one array.

The inputs B and P of an operator are optional; ``B=false`` leaves the first out, ``P=true`` puts the
peepholes in. Source: the operators RNN, GRU and LSTM of opset 14.
"""

from __future__ import annotations

from types import SimpleNamespace

from symbolic.catalog import cell
from symbolic.frameworks.activations import with_activations
from symbolic.frameworks.arguments import Choice, Flag, SizeOf
from symbolic.frameworks.layer_spec import OUTPUT_LAYER_APART, LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import PackedArray

ONNX_GATES = {
    "lstm": ("W_i W_o W_f W_g", "U_i U_o U_f U_g", "b_i b_o b_f b_g b_hi b_ho b_hf b_hg"),
    "gru": ("W_z W_r W", "U_z U_r U", "b_z b_r b b_hz b_hr b_hhc"),
    "gru_reset_after": ("W_z W_r W", "U_z U_r U", "b_z b_r b b_hz b_hr c"),
    "rnn": ("W", "U", "b b_h"),
}
"""The blocks of ``W``, ``R`` and ``B``, in ONNX's order of gates."""

COUPLED_FORGET = {"W_f": "(W_i)", "U_f": "(U_i)", "b_f": "(b_i)", "b_hf": "(b_hi)", "p_f": "(p_i)"}
"""With ``input_forget`` the forget gate is 1 - i; its rows stay in the arrays, unread."""

ONNX_SIZES = (SizeOf("input_size", "n"), SizeOf("hidden_size", "m"))
ONNX_ARGUMENTS = (*ONNX_SIZES, Choice("direction", ("forward", "reverse", "bidirectional")), Flag("B", True))
ONNX_UNCOUNTED = (Choice("layout", ("0", "1")), "activation_alpha", "activation_beta", "sequence_lens")
ONNX_TWO_BIASES = "two bias vectors per gate in one array, Wb and Rb"


def recurrent(options: SimpleNamespace, base: str) -> Plan:
    """One operator, its arrays with an axis of directions first."""
    if base == "gru" and options.linear_before_reset:
        base = "gru_reset_after"
    peepholes, coupled = getattr(options, "P", False), getattr(options, "input_forget", False)
    bias = "double" if options.B else "none"
    made = cell("peephole_lstm" if peepholes else base, bias=bias, couple="f=1-i" if coupled else None)
    if getattr(options, "activations", "Tanh") == "Relu":
        made = with_activations(made, {"tanh": "relu"})
    turns = {"forward": (False,), "reverse": (True,), "bidirectional": (False, True)}[options.direction]
    places = tuple(range(len(turns)))
    blocks = dict(zip("WRB", ONNX_GATES[base], strict=True))
    if not options.B:
        del blocks["B"]
    if peepholes:
        blocks["P"] = "p_i p_o p_f"
    if coupled:
        blocks = {
            key: " ".join(COUPLED_FORGET.get(name, name) for name in text.split()) for key, text in blocks.items()
        }
    arrays = tuple(PackedArray(name, text, sublayers=places) for name, text in blocks.items())
    return Plan(tuple(Sublayer(made, backward=backward) for backward in turns), arrays)


ONNX_LAYERS = (
    LayerSpec(
        "onnx.LSTM",
        (*ONNX_ARGUMENTS, Flag("P"), Flag("input_forget")),
        lambda options: recurrent(options, "lstm"),
        ONNX_UNCOUNTED,
        (),
        (
            TableRow(("lstm", "lstm_1997"), {}, ONNX_TWO_BIASES),
            TableRow(("peephole_lstm", "lstm peepholes"), {"P": "true"}, ONNX_TWO_BIASES),
            TableRow(
                ("coupled_lstm", "greff_cifg", "lstm couple"),
                {"input_forget": "true"},
                f"{ONNX_TWO_BIASES}; the rows of the forget gate stay there, unread",
            ),
        ),
        ("activations", "clip"),
    ),
    LayerSpec(
        "onnx.GRU",
        (*ONNX_ARGUMENTS, Flag("linear_before_reset")),
        lambda options: recurrent(options, "gru"),
        ONNX_UNCOUNTED,
        (),
        (
            TableRow(("gru", "gru_reset_after"), {}, f"reset before the product, and {ONNX_TWO_BIASES}"),
            TableRow(
                ("gru", "gru_reset_after"),
                {"linear_before_reset": "true"},
                f"reset after the product, and {ONNX_TWO_BIASES}",
            ),
        ),
        ("activations", "clip"),
    ),
    LayerSpec(
        "onnx.RNN",
        (*ONNX_ARGUMENTS, Choice("activations", ("Tanh", "Relu"))),
        lambda options: recurrent(options, "rnn"),
        ONNX_UNCOUNTED,
        (),
        (
            TableRow(("rnn",), {}, "two bias vectors, Wb and Rb, in one array"),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; two bias vectors, Wb and Rb, in one array"),
        ),
        ("clip",),
    ),
)

LIBRARY = Library(7, ONNX_LAYERS)
