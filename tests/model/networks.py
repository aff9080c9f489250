"""The networks that are built in the real frameworks: each a list of layers as plain data.

A layer is ``[kind, sizes, options]``; `text` writes the list as ``symbolic summary`` takes it.
"""

from itertools import product

CELLS = {
    "keras": (["LSTM", {}], ["GRU", {}], ["GRU", {"reset_after": False}], ["SimpleRNN", {}]),
    "pytorch": (["LSTM", {}], ["LSTM", {"proj_size": 3}], ["GRU", {}], ["RNN", {}]),
}
DIRECTIONS = {
    "keras": ({}, {"bidirectional": True}, {"bidirectional": True, "merge": "sum"}),
    "pytorch": ({}, {"bidirectional": True}),
}
SPACES = {"keras": "keras.layers.", "pytorch": "torch.nn."}
CATALOGUE = {"LSTM": "lstm", "GRU": "gru_reset_after", "SimpleRNN": "rnn", "RNN": "rnn"}
"""The cell of the catalogue that each is, once its biases are said."""


def networks(framework):
    """Every cell, deep and in both directions, between heads and embeddings of each kind; then mixed ones."""
    bias = "use_bias" if framework == "keras" else "bias"
    for place, ((cell, options), depth, directions) in enumerate(
        product(CELLS[framework], (1, 2, 3), DIRECTIONS[framework])
    ):
        options = {**options, **directions, **({bias: False} if place % 5 == 4 else {})}
        options |= {"layers": depth} if depth > 1 else {}
        start = [["features", [7], {}], ["embedding", [20, 6], {}], ["embedding", [20, 6], {"frozen": True}]][place % 3]
        head = [["dense", [20], {}], ["dense", [20], {"bias": False}]][place % 2]
        yield [start, [cell, [5], options], ["dropout", [], {}], head]
    yield from MIXED[framework]


CONVOLUTIONS_AND_NORMS = [
    [
        ["embedding", [30, 8], {}],
        ["conv", [6, 3], {}],
        ["batch_norm", [], {}],
        ["GRU", [5], {}],
        ["dense", [3], {}],
    ],
    [["features", [4], {}], ["conv", [6, 5], {"bias": False}], ["conv", [8, 3], {"groups": 2}], ["LSTM", [5], {}]],
    [
        ["embedding", [30, 8], {}],
        ["layer_norm", [], {}],
        ["LSTM", [5], {"bidirectional": True}],
        ["layer_norm", [], {}],
    ],
]
MIXED = {
    "keras": [
        [["features", [4], {}], ["LSTM", [5], {}], ["GRU", [6], {}], ["SimpleRNN", [3], {}], ["dense", [2], {}]],
        *CONVOLUTIONS_AND_NORMS,
        [
            ["features", [4], {}],
            ["LSTM", [5], {"frozen": True}],
            ["batch_norm", [], {"frozen": True}],
            ["dense", [2], {}],
        ],
        [
            ["features", [9], {}],
            ["dense", [4], {}],
            ["GRU", [5], {"layers": 2}],
            ["dense", [3], {}],
            ["dense", [1], {}],
        ],
        [["features", [1], {}], ["LSTM", [1], {}], ["dense", [1], {}]],
        [["embedding", [1000, 128], {}], ["LSTM", [256], {"layers": 2}], ["dense", [1000], {}]],
    ],
    "pytorch": [
        [["features", [4], {}], ["LSTM", [5], {}], ["GRU", [6], {}], ["RNN", [3], {}], ["dense", [2], {}]],
        [["embedding", [20, 6], {}], ["LSTM", [6], {"layers": 2}], ["dense", [20], {"tied": True}]],
        [["embedding", [20, 6], {}], ["GRU", [6], {}], ["dense", [20], {"tied": True, "bias": False}]],
        *CONVOLUTIONS_AND_NORMS,
        [["features", [4], {}], ["LSTM", [5], {"frozen": True}], ["dense", [2], {}]],
        [
            ["features", [9], {}],
            ["dense", [4], {}],
            ["GRU", [5], {"layers": 4}],
            ["dense", [3], {}],
            ["dense", [1], {}],
        ],
        [["features", [300], {}], ["LSTM", [512], {"layers": 2}]],
        [["embedding", [1000, 128], {}], ["LSTM", [256], {"layers": 2, "proj_size": 64}], ["dense", [1000], {}]],
    ],
}


def text(framework, network, write=None):
    """The network as text and the size that it reads, None where it begins with an embedding."""
    (kind, sizes, _), *_ = network
    layers = [(write or _framework)(framework, *layer) for layer in network if layer[0] != "features"]
    return " > ".join(layers), sizes[0] if kind == "features" else None


def catalogue_text(framework, network):
    """The same with cells of the catalogue in place of the framework's layers."""
    return text(framework, network, _catalogue)


def _framework(framework, kind, sizes, options):
    return _written(SPACES[framework] + kind if kind[0].isupper() else kind, sizes, options)


def _catalogue(framework, kind, sizes, options):
    if kind not in CATALOGUE:
        return _written(kind, sizes, options)
    options = dict(options)
    before = options.pop("reset_after", True) is False
    double = framework == "pytorch" or (kind == "GRU" and not before)
    biased = options.pop("use_bias", options.pop("bias", True))
    words = {"bias": ("double" if double else "single") if biased else "none"}
    if "proj_size" in options:
        words |= {"project": "r", "r": options.pop("proj_size")}
    return _written("gru" if before else CATALOGUE[kind], sizes, {**words, **options})


def _written(name, sizes, options):
    words = [f"{key}={str(value).lower()}" for key, value in options.items()]
    return f"{name}({', '.join([*map(str, sizes), *words])})"
