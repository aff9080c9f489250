"""cuDNN's recurrent networks, by the parameters of ``cudnnSetRNNDescriptor_v8``.

Each matrix and each bias is an array of its own, found by pseudo-layer and ``linLayerID``; with two
directions, pseudo-layers 2l and 2l + 1 are those of level l. Source: NVIDIA's cuDNN API reference,
``cudnnRNNMode_t``, ``cudnnRNNBiasMode_t`` and ``cudnnGetRNNWeightParams``.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.arguments import Choice, SizeOf, Whole
from symbolic.frameworks.layer_spec import OUTPUT_LAYER_APART, LayerSpec, Library, Plan, Sublayer, TableRow
from symbolic.frameworks.packing import PackedArray
from symbolic.frameworks.rewriting import rewritten, with_equations, without_terms
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size

MATRICES = {
    "lstm": ("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o", "b_hi b_hf b_hg b_ho"),
    "gru_reset_after": ("W_r W_z W", "U_r U_z U", "b_r b_z b", "b_hr b_hz c"),
    "rnn": ("W", "U", "b", "b_h"),
    "irnn": ("W", "U", "b", "b_h"),
}
"""By ``linLayerID``: the input's matrices, the recurrent ones, their biases."""

BIAS_MODES = ("CUDNN_RNN_DOUBLE_BIAS", "CUDNN_RNN_SINGLE_INP_BIAS", "CUDNN_RNN_SINGLE_REC_BIAS", "CUDNN_RNN_NO_BIAS")
DOUBLE, INPUT_BIAS_MODE, RECURRENT_BIAS_MODE, NO_BIAS_MODE = BIAS_MODES
SKIP = "CUDNN_SKIP_INPUT"
CUDNN_TWO_BIASES = "two bias vectors per gate in the default mode, as cuDNN keeps one beside each product"


@cache
def _cell(base: str, bias: str, project: bool, skip: bool) -> Cell:
    """The cell of a level; a single bias per gate is where the mode puts it."""
    made = cell(base, bias="none" if bias == NO_BIAS_MODE else "double")
    unused = {INPUT_BIAS_MODE: MATRICES[base][3], RECURRENT_BIAS_MODE: MATRICES[base][2]}.get(bias, "").split()
    if unused:
        made = with_equations(made, without_terms(made, set(unused)))
    if skip:
        made = with_equations(made, rewritten(made, _without_input_kernel), sizes={"x": "m"})
    return made.modified(project="r") if project else made


def _without_input_kernel(node: n.Node) -> n.Node | None:
    return node.right if isinstance(node, n.Product) and node.right == n.Signal("x") else None


def recurrent(options: SimpleNamespace, base: str) -> Plan:
    """``numLayers`` levels of one or two directions; past the first they read all directions."""
    if base == "rnn" and options.cellMode == "CUDNN_RNN_RELU":
        base = "irnn"
    project = bool(getattr(options, "projSize", None))
    directions = 2 if options.dirMode == "CUDNN_BIDIRECTIONAL" else 1
    width = Size.letter("r" if project else "m") * directions
    sublayers: list[Sublayer] = []
    arrays: list[PackedArray] = []
    for level in range(options.numLayers):
        for direction in range(directions):
            skip = level == 0 and options.inputMode == SKIP
            made = _cell(base, options.biasMode, project, skip)
            arrays += _arrays(base, options.biasMode, project, skip, len(sublayers))
            sublayers.append(Sublayer(made, {"n": width} if level else {}, level, bool(direction)))
    return Plan(tuple(sublayers), tuple(arrays))


def _arrays(base: str, bias: str, project: bool, skip: bool, sublayer: int) -> list[PackedArray]:
    inputs, recurrents, first, second = (text.split() for text in MATRICES[base])
    named: list[tuple[int, str, str]] = []
    for place, name in enumerate(inputs):
        named += [] if skip else [(place, "matrix", name)]
        named += [(place, "bias", first[place])] if bias in (DOUBLE, INPUT_BIAS_MODE) else []
    for place, name in enumerate(recurrents, len(inputs)):
        named.append((place, "matrix", name))
        named += [(place, "bias", second[place - len(inputs)])] if bias in (DOUBLE, RECURRENT_BIAS_MODE) else []
    if project:
        named.append((2 * len(inputs), "matrix", "W_hr"))
    return [PackedArray(f"pseudoLayer{sublayer}/linLayer{place}/{what}", name, sublayer) for place, what, name in named]


CUDNN_SIZES = (SizeOf("inputSize", "n"), SizeOf("hiddenSize", "m"))
CUDNN_OPTIONS = (
    Whole("numLayers"),
    Choice("dirMode", ("CUDNN_UNIDIRECTIONAL", "CUDNN_BIDIRECTIONAL")),
    Choice("biasMode", BIAS_MODES),
    Choice("inputMode", ("CUDNN_LINEAR_INPUT", SKIP)),
)
CUDNN_UNCOUNTED = ("algo", "dataType", "mathPrec", "mathType", "dropoutDesc", "auxFlags")
EQUAL_SIZES = (
    lambda o: o.inputMode == SKIP and o.inputSize != o.hiddenSize and not isinstance(o.inputSize, Size),
    "CUDNN_SKIP_INPUT needs inputSize equal to hiddenSize",
)
CUDNN_NO_PROJECTION = (
    lambda o: o.projSize is not None,
    "recurrent projection can be enabled for LSTM cells only",
)

CUDNN_LAYERS = (
    LayerSpec(
        "cudnn.LSTM",
        (*CUDNN_SIZES, SizeOf("projSize", "r", optional=True), *CUDNN_OPTIONS),
        lambda options: recurrent(options, "lstm"),
        CUDNN_UNCOUNTED,
        (
            EQUAL_SIZES,
            (
                lambda o: o.projSize is not None and o.projSize > o.hiddenSize,
                "projSize may not be larger than hiddenSize",
            ),
        ),
        (
            TableRow(("lstm", "lstm_1997"), {}, CUDNN_TWO_BIASES),
            TableRow(
                ("lstmp", "lstm project"),
                {"projSize": "r"},
                f"no peepholes, and {CUDNN_TWO_BIASES}; the projection has no bias",
            ),
        ),
    ),
    LayerSpec(
        "cudnn.GRU",
        (*CUDNN_SIZES, SizeOf("projSize", "r", optional=True), *CUDNN_OPTIONS),
        lambda options: recurrent(options, "gru_reset_after"),
        CUDNN_UNCOUNTED,
        (EQUAL_SIZES, CUDNN_NO_PROJECTION),
        (TableRow(("gru", "gru_reset_after"), {}, f"reset after the product, and {CUDNN_TWO_BIASES}"),),
    ),
    LayerSpec(
        "cudnn.RNN",
        (
            *CUDNN_SIZES,
            SizeOf("projSize", "r", optional=True),
            Choice("cellMode", ("CUDNN_RNN_TANH", "CUDNN_RNN_RELU")),
            *CUDNN_OPTIONS,
        ),
        lambda options: recurrent(options, "rnn"),
        CUDNN_UNCOUNTED,
        (EQUAL_SIZES, CUDNN_NO_PROJECTION),
        (
            TableRow(("rnn",), {}, CUDNN_TWO_BIASES),
            TableRow(("jordan",), {}, f"{OUTPUT_LAYER_APART}; {CUDNN_TWO_BIASES}"),
        ),
    ),
)

LIBRARY = Library(8, CUDNN_LAYERS)
