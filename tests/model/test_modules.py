"""Networks as code: their elements beside the count and, where the frameworks are, what comes out of a call."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Model
from symbolic.errors import UsageError

sys.path.insert(0, str(Path(__file__).parents[1] / "code"))
from oracle import load

FRAMEWORKS = pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
ALIKE = {
    "embedding(50, 6) > lstm(5, layers=2, bidirectional) > last > dense(4)": (2, 4),
    "lstm(8) > dense(3)": (2, 7, 3),
    "gru(m, layers=L) > layer_norm > relu > dense(3, bias=false)": (2, 7, 3),
    "mgu(5, bidirectional, merge=sum) > dropout(0.2) > dense(2) > softmax": (2, 7, 2),
    "lstm(5, bias=double) > lstm(6) > global_pool(kind=max) > tanh": (2, 6),
    "qrnn(5, k=2) > batch_norm > mingru(4, last, frozen) > repeat(3) > rms_norm": (2, 3, 4),
}
TORCH = {
    "embedding(50, e) > gru(e) > dense(50, tied)": (2, 7, 50),
    "torch.nn.LSTM(4, 6, 2, bidirectional=True, dropout=0.5) > nn.Linear(12, 3) > nn.ReLU()": (2, 7, 3),
    "torch.nn.GRU(4, 6, layers=2, bidirectional, merge=sum) > multi_head_attention(2)": (2, 7, 6),
    "lstm(5, bidirectional) > transformer_encoder_layer(2, 16) > last": (2, 10),
    "lstm(4, layers=9)": (2, 7, 4),
}
KERAS = {
    "keras.layers.LSTM(6, return_sequences=True) > keras.layers.Dense(3, activation='relu')": (2, 7, 3),
    "keras.layers.LSTM(6, return_sequences=False) > keras.layers.Dense(3)": (2, 3),
    "bidirectional(keras.layers.GRU(5, return_sequences=True)) > dense(2)": (2, 7, 2),
}
SIZES = {"n": 4, "m": 5, "L": 3, "e": 6}


def made(text: str, target: str, fused: bool = False) -> tuple:
    network = Model.parse(text)
    sizes = {letter: size for letter, size in SIZES.items() if letter in network.letters}
    written = network.module(target, fused, **sizes)
    return load(written, f"network_{target}").Network(), network.count_at(**sizes)


def entered(text: str) -> np.ndarray:
    random = np.random.default_rng(0)
    return random.integers(0, 50, (2, 7)) if text.startswith("emb") else random.normal(size=(2, 7, 4)).astype("float32")


@FRAMEWORKS
@pytest.mark.frameworks
@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("text", [*ALIKE, *TORCH])
def test_pytorch(text, fused):
    import torch

    network, count = made(text, "torch", fused)
    assert sum(array.numel() for array in network.parameters() if array.requires_grad) == count
    assert network.eval()(torch.as_tensor(entered(text))).shape == {**ALIKE, **TORCH}[text]


@FRAMEWORKS
@pytest.mark.frameworks
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", [*ALIKE, *KERAS])
def test_keras(text):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    network, count = made(text, "keras")
    assert tuple(network(entered(text)).shape) == {**ALIKE, **KERAS}[text]
    assert sum(int(np.prod(weight.shape)) for weight in network.trainable_weights) == count


@FRAMEWORKS
@pytest.mark.frameworks
def test_it_computes_what_the_framework_does():
    import torch

    network, _ = made("lstm(6, bias=double, layers=2, bidirectional)", "torch", fused=True)
    theirs = torch.nn.LSTM(4, 6, 2, bidirectional=True, batch_first=True)
    order = [0, 1, 3, 2]
    with torch.no_grad():
        for place in range(2):
            for suffix, stack in (("", network.lstm), ("_reverse", network.lstm_back)):
                # PyTorch has the new value third and the output gate last; here that is the other way round.
                arrays = dict(stack[place].cell.named_parameters())
                wanted = [
                    getattr(theirs, f"{kind}_l{place}{suffix}")
                    for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                ]
                for array, other in zip(arrays.values(), wanted, strict=True):
                    parts = other.chunk(4)
                    array.copy_(torch.cat([parts[part] for part in order]))
    x = torch.as_tensor(entered("x"))
    assert torch.allclose(network(x), theirs(x)[0], atol=1e-6)


@FRAMEWORKS
@pytest.mark.frameworks
@pytest.mark.filterwarnings("ignore")
def test_the_last_step_of_two_directions_is_that_of_keras():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    network, _ = made("keras.layers.Bidirectional(keras.layers.LSTM(6, return_sequences=False))", "keras")
    x = entered("x")
    ours = network(x)
    theirs = keras.layers.Bidirectional(keras.layers.LSTM(6))
    theirs.build(x.shape)
    theirs.set_weights(network.get_weights())
    assert np.allclose(keras.ops.convert_to_numpy(ours), keras.ops.convert_to_numpy(theirs(x)), atol=1e-6)


def test_letters_are_arguments():
    text = Model.parse("lstm(m, layers=L) > dense(V)").module("torch")
    assert "def __init__(" in text
    for name in ("n: int", "m: int", "L: int", "V: int"):
        assert name in text
    assert "for _ in range(L - 1)" in text


def test_two_cells_of_one_name_are_two_classes():
    text = Model.parse("lstm(5) > lstm(5, bias=double) > lstm(7)").module("torch", n=3)
    assert [line for line in text.splitlines() if line.startswith("class ")] == [
        "class LSTMCell(nn.Module):",
        "class LSTM(nn.Module):",
        "class LSTM2Cell(nn.Module):",
        "class LSTM2(nn.Module):",
        "class Network(nn.Module):",
    ]


@pytest.mark.parametrize(
    ("text", "target", "problem"),
    [
        ("lstm(5) > nn.PReLU()", "keras", "prelu: nn.PReLU() is not a layer of Keras"),
        ("nn.LSTM(3, 5, 2, dropout=0.5)", "keras", "dropout=0.5 of torch.nn.LSTM is not written in Keras"),
        ("lstm(5) > nn.Linear(5, 3) > nn.Softmax(dim=1)", "keras", "Softmax over axis 1 is not written in another"),
        ("keras.layers.LSTM(6)", "torch", "lstm: keras.layers.LSTM passes on its last step alone unless"),
        (
            "keras.layers.LSTM(6, return_sequences=True, go_backwards=True)",
            "torch",
            "go_backwards=True of keras.layers",
        ),
        ("keras.layers.Bidirectional(keras.layers.LSTM(6, return_sequences=False))", "torch", "the last step of two"),
        ("keras.layers.Dense(3, kernel_regularizer='l2')", "torch", "kernel_regularizer='l2' of Dense is not written"),
        ("keras.layers.LSTM(6) > dense(3)", "keras", "lstm: keras.layers.LSTM passes on its last step alone unless"),
        ("keras.layers.LSTMCell(6)", "keras", "keras.layers.LSTMCell is one step; write keras.layers.LSTM"),
        ("convlstm(6)", "torch", "convlstm: convlstm gives a matrix or a map at each step"),
        ("nn.Linear(3, 4, device=print(1))", "torch", "the arguments of nn.Linear(3, 4, device=print(1)) are not all"),
        ("bilstm(5)", "torch", "bilstm: bilstm reads several sequences at once"),
        ("lstm(5)", "flax", "a network is written for torch or keras, and a cell for flax too"),
        ("dense(3) > array(3)", "torch", "array: array, 3 is not written as a layer of PyTorch"),
        ("a: input(3) > lstm(5); b: input(2) > lstm(4)", "torch", "a.lstm: export writes one row of layers"),
        ("lstm(5, last) > lstm(4)", "torch", "lstm_2: it reads steps, and one vector goes on before it"),
    ],
)
def test_what_cannot_be_written_names_the_layer(text, target, problem):
    with pytest.raises(UsageError) as refusal:
        Model.parse(text).module(target)
    assert problem in str(refusal.value)
