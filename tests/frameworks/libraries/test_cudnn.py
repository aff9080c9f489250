"""cuDNN cannot be asked without a graphics card; the layers that are made for it can."""

import json
from pathlib import Path

import pytest

from symbolic.errors import UsageError
from symbolic.frameworks import layer

RECORDED = Path(__file__).parents[1] / "recorded"
LAYERS = {"torch.nn.LSTM": "cudnn.LSTM", "torch.nn.GRU": "cudnn.GRU", "torch.nn.RNN": "cudnn.RNN"}
ONE = {"LSTM": 4, "GRU": 3, "RNN": 1}


def rows(framework):
    return [json.loads(line) for line in (RECORDED / f"{framework}.jsonl").read_text().splitlines()]


def as_cudnn(words):
    arguments = {
        "inputSize": words["input_size"],
        "hiddenSize": words["hidden_size"],
        "numLayers": words["num_layers"],
        "dirMode": "CUDNN_BIDIRECTIONAL" if words["bidirectional"] else "CUDNN_UNIDIRECTIONAL",
        "biasMode": "CUDNN_RNN_DOUBLE_BIAS" if words["bias"] else "CUDNN_RNN_NO_BIAS",
    }
    return arguments | ({"projSize": words["proj_size"]} if words.get("proj_size") else {})


@pytest.mark.parametrize("name", LAYERS)
def test_counts_are_those_of_every_recorded_layer_of_pytorch(name):
    compared = [row for row in rows("pytorch") if row["layer"] == name]
    assert len(compared) > 50
    for row in compared:
        assert layer(LAYERS[name], **as_cudnn(row["words"])).count_at() == row["total"], row


@pytest.mark.parametrize(("name", "own"), [("CuDNNLSTM", "cudnn.LSTM"), ("CuDNNGRU", "cudnn.GRU")])
def test_counts_are_those_of_the_recorded_cudnn_layers_of_tensorflow(name, own):
    compared = [row for row in rows("tensorflow") if row["layer"].endswith(name)]
    assert compared
    for row in compared:
        sizes = {"inputSize": row["words"]["input"], "hiddenSize": row["words"]["units"]}
        assert layer(own, **sizes).count_at() == row["total"]


@pytest.mark.parametrize("mode", ["CUDNN_RNN_SINGLE_INP_BIAS", "CUDNN_RNN_SINGLE_REC_BIAS"])
@pytest.mark.parametrize("kind", ONE)
def test_a_single_bias_is_one_a_gate(kind, mode):
    sizes = {"inputSize": 3, "hiddenSize": 5}
    none = layer(f"cudnn.{kind}", biasMode="CUDNN_RNN_NO_BIAS", **sizes).count_at()
    assert layer(f"cudnn.{kind}", biasMode=mode, **sizes).count_at() - none == ONE[kind] * 5


@pytest.mark.parametrize("kind", ONE)
def test_matrices_have_the_numbers_of_their_gates(kind):
    made = layer(f"cudnn.{kind}", biasMode="CUDNN_RNN_NO_BIAS", numLayers=2, dirMode="CUDNN_BIDIRECTIONAL")
    names = [array.name for array in made.arrays]
    assert names == [
        f"pseudoLayer{pseudo}/linLayer{place}/matrix" for pseudo in range(4) for place in range(2 * ONE[kind])
    ]


def test_skipping_the_input_has_no_input_kernel_in_the_first_level():
    made = layer("cudnn.GRU", inputMode="CUDNN_SKIP_INPUT", inputSize=5, hiddenSize=5, numLayers=2)
    assert made.count_at() == 3 * 25 + 6 * 5 + 3 * (25 + 25) + 6 * 5


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        (
            "cudnn.GRU",
            {"inputMode": "CUDNN_SKIP_INPUT", "inputSize": 3, "hiddenSize": 5},
            "inputSize equal to hiddenSize",
        ),
        ("cudnn.GRU", {"projSize": 3}, "for LSTM cells only"),
        ("cudnn.LSTM", {"projSize": 6, "hiddenSize": 5}, "projSize may not be larger than hiddenSize"),
        (
            "cudnn.LSTM",
            {"biasMode": "DOUBLE"},
            "biasMode is CUDNN_RNN_DOUBLE_BIAS, .* or CUDNN_RNN_NO_BIAS, not 'DOUBLE'",
        ),
    ],
)
def test_refusals(name, words, reason):
    with pytest.raises(UsageError, match=reason):
        layer(name, **words)
