"""Programs written anew for PyTorch and Keras: read back by the tool, and run beside the program itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Model
from symbolic.errors import SymbolicError

sys.path.insert(0, str(Path(__file__).parents[1] / "code"))
from drawn_programs import keras_program, torch_program
from oracle import load

FRAMEWORKS = pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
DRAW = {"torch": torch_program, "keras": keras_program}
EACH = 25
RECURRENT = ("LSTM", "GRU", "RNN")
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6{options})
        self.fc = nn.Linear({width}, 2)
    def forward(self, x):
        {forward}
"""


def net(forward: str, options: str = "", width: int = 6) -> str:
    return NET.format(options=options, width=width, forward=forward.replace("\n", "\n        "))


@pytest.mark.parametrize("target", ["torch", "keras"])
@pytest.mark.parametrize("source", ["torch", "keras"])
def test_what_is_written_counts_alike(source, target):
    for seed in range(6):
        model = Model.parse(DRAW[source](seed)[0])
        written = model.module(target)
        assert f"Trained parameters: {model.count_at():,}." in written
        if "(keras.layers.RNN)" in written:
            continue  # A cell of one's own in Keras is refused by the reader.
        read = Model.parse(written, "Network")
        assert read.letters or read.count_at() == model.count_at()


def entered(seed: int, text: str, shape: tuple[int, ...], source: str, target: str) -> tuple[np.ndarray, np.ndarray]:
    """An input as the program reads it, and as what is written does."""
    random = np.random.default_rng(seed)
    x = random.integers(0, 20, shape) if "Embedding" in text else random.normal(size=shape).astype("float32")
    first = source == "torch" and "Conv" in text
    first_there = target == "torch" and "Conv" in text and (source == "torch" or "Conv2D" in text)
    if first == first_there:
        return x, x
    return x, np.moveaxis(x, 1, -1) if first else np.moveaxis(x, -1, 1)


def called(framework: str, network, x: np.ndarray) -> np.ndarray:
    import torch

    if framework == "keras":
        import keras

        return keras.ops.convert_to_numpy(network(x))
    return network.eval()(torch.as_tensor(x)).detach().numpy()


def arrays(framework: str, network) -> list:
    return list(network.parameters()) if framework == "torch" else network.trainable_weights


def fill(framework: str, array, value: np.ndarray) -> None:
    import torch

    if framework == "torch":
        array.data = torch.as_tensor(np.ascontiguousarray(value))
    else:
        array.assign(value)


def turned(source: str, value: np.ndarray) -> np.ndarray:
    """A kernel as the other framework lays it out."""
    if value.ndim < 3:
        return value.T
    return np.moveaxis(value, (0, 1), (-1, -2)) if source == "torch" else np.moveaxis(value, (-1, -2), (0, 1))


@FRAMEWORKS
@pytest.mark.frameworks
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("target", ["torch", "keras"])
@pytest.mark.parametrize("source", ["torch", "keras"])
def test_it_computes_what_the_program_does(source, target):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    for seed in range(EACH):
        text, shape = DRAW[source](seed)
        model = Model.parse(text)
        theirs, ours = load(text, "theirs").model, load(model.module(target), "ours").Network()
        x, y = entered(seed, text, shape, source, target)
        assert called(target, ours, y).shape == called(source, theirs, x).shape, text
        own, other = arrays(target, ours), arrays(source, theirs)
        count = sum(int(np.prod(array.shape)) for array in own)
        assert count == sum(int(np.prod(array.shape)) for array in other) == model.count_at(), text
        if source != target and any(word in text for word in RECURRENT):
            continue
        random = np.random.default_rng(seed)
        for array, wanted in zip(own, other, strict=True):
            value = random.normal(size=tuple(wanted.shape)).astype("float32") / 2
            fill(source, wanted, value)
            table = value.shape[0] == 20
            fill(target, array, turned(source, value) if source != target and not table else value)
        wanted, result = called(source, theirs, x), called(target, ours, y)
        assert np.abs(wanted - result).max() <= 1e-4 * max(1.0, np.abs(wanted).max()), text


@pytest.mark.parametrize(
    ("forward", "options", "last"),
    [
        ("x, _ = self.lstm(x)\nreturn self.fc(x[:, -1])", ", batch_first=True", True),
        ("x, _ = self.lstm(x)\nreturn self.fc(x[-1])", "", True),
        ("_, (h, c) = self.lstm(x)\nreturn self.fc(h[-1])", ", num_layers=2", True),
        ("h0 = torch.zeros(1, x.size(0), 6).to(x.device)\nx, _ = self.lstm(x, (h0, h0))\nreturn self.fc(x)", "", False),
    ],
)
def test_the_last_step_is_that_of_the_sequence(forward, options, last):
    written = Model.parse(net(forward, options)).module("torch")
    assert ("x = x[:, -1]" in written) == last
    assert "batch_first=True" in written


@pytest.mark.parametrize(
    ("forward", "options", "problem"),
    [
        (
            "x, _ = self.lstm(x)\nreturn self.fc(x[:, -1])",
            "",
            "without batch_first=True, x[:, -1] is the last sequence",
        ),
        (
            "x, _ = self.lstm(x)\nreturn self.fc(x[-1])",
            ", batch_first=True",
            "with batch_first=True, x[-1] is the last",
        ),
        ("_, (h, c) = self.lstm(x)\nreturn self.fc(h[-1])", ", bidirectional=True", "h[-1] is not one layer behind"),
        ("y, _ = self.lstm(x)\nreturn self.fc(x + y)", "", "line 9: x + y is not one layer behind another"),
        ("x, h = self.lstm(x)\nreturn self.fc(x), h", "", "what comes out of this network is not what its last layer"),
        ("x, _ = self.lstm(x, h)\nreturn self.fc(x)", "", "self.lstm(x, h) is not one layer behind another"),
        ("x, _ = self.lstm(x)\nx[:, 0] = 0\nreturn self.fc(x)", "", "x[:, 0] is not one layer behind another"),
        (
            "x, _ = self.lstm(x)\nx = F.dropout(x, 0.2)\nreturn self.fc(x)",
            "",
            "without training=self.training it drops",
        ),
        ("x, _ = self.lstm(x)\nreturn self.fc(self.fc(x))", ", proj_size=2", "each of them once"),
        ("return self.lstm(x)[0]", "", "export writes a row of layers, each of them once"),
        ("x, _ = self.lstm(x)\nreturn self.fc(unknown(x))", "", "unknown(x) is not one layer behind another"),
    ],
)
def test_what_is_no_row_is_refused_with_its_line(forward, options, problem):
    width = 2 if "proj" in options else 12 if "bidirectional" in options else 6
    with pytest.raises(SymbolicError) as refusal:
        Model.parse(net(forward, options, width)).module("torch")
    assert problem in str(refusal.value)


def test_a_slope_is_kept():
    model = Model.parse("model = nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.2), nn.Linear(4, 2))")
    assert "nn.LeakyReLU(0.2)" in model.module("torch")
    assert "keras.layers.LeakyReLU(negative_slope=0.2)" in model.module("keras")
    plain = Model.parse('m = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="leaky_relu")])')
    assert "nn.LeakyReLU(0.2)" in plain.module("torch")


def test_sizes_that_a_class_asks_for_are_arguments():
    text = net("x, _ = self.lstm(x)\nreturn self.fc(x)").replace("__init__(self)", "__init__(self, hidden, classes)")
    text = text.replace("nn.LSTM(4, 6)", "nn.LSTM(4, hidden)").replace("nn.Linear(6, 2)", "nn.Linear(hidden, classes)")
    written = Model.parse(text).module("torch")
    assert "hidden: int," in written
    assert "nn.Linear(hidden, classes, device=device, dtype=dtype)" in written


CONV = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv1d(4, 6, 3)
        self.b = nn.Linear(30, 2)
    def forward(self, x):
        {}
model = Net()
"""
ATTENTION = CONV.replace("nn.Conv1d(4, 6, 3)", "nn.MultiheadAttention(4, 2, batch_first=True)").replace("30", "4")
DENSE = CONV.replace("nn.Conv1d(4, 6, 3)", "nn.Linear(4, 30)")
KERAS = "x = inputs = keras.Input(shape=(3,))\nx = keras.layers.Dense(4)(x)\n{}\nmodel = keras.Model(inputs, x)"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (CONV.format("return self.b(self.a(x).permute(0, 2, 1).flatten(1))"), "have changed places"),
        (ATTENTION.format("return self.b(self.a(x, x, x, attn_mask=torch.ones(7, 7))[0])"), "attn_mask"),
        (DENSE.format("return self.b(F.dropout(self.a(x), 0.5, True))"), "without training=self.training"),
        (DENSE.format("return self.b(self.a(x)) if self.training else self.a(x)"), "self.a(x) is not one layer behind"),
        (DENSE.format("with torch.no_grad():\n            x = self.a(x)\n        return self.b(x)"), "no gradient"),
        (
            DENSE.format("return self.b(self.a(x))") + "model.b.register_forward_hook(lambda m, i, o: o * 2)",
            "one layer behind another",
        ),
        (
            net("h = torch.zeros(1, 3, 6).fill_(1)\nx, _ = self.lstm(x, (h, h))\nreturn self.fc(x)"),
            "one layer behind another",
        ),
        (net("x, _ = self.lstm(x)\nreturn self.fc(x[:, -1])", ", 1, True, False"), "without batch_first=True"),
        (KERAS.format("x = keras.layers.Dropout(0.5)(x, training=True)"), "Dropout with training=True"),
        (KERAS.format("x = -x"), "what is computed here"),
    ],
)
def test_what_changes_numbers_beside_the_layers_is_refused(text, problem):
    with pytest.raises(SymbolicError) as refusal:
        Model.parse(text).module("torch")
    assert problem in str(refusal.value)


def test_channels_are_given_where_the_program_gives_them():
    text = CONV.replace("        self.b = nn.Linear(30, 2)\n", "").format("return self.a(x).permute(0, 2, 1)")
    assert "x = self.conv(x)\n        x = x.movedim(1, -1)\n        return x" in Model.parse(text).module("torch")


def test_a_layer_with_all_arrays_frozen_one_by_one_is_frozen():
    text = DENSE.format("return self.b(self.a(x))") + "for p in model.a.parameters():\n    p.requires_grad = False\n"
    assert Model.parse(text).module("torch").count("requires_grad_(False)") == 1


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("nn.Embedding(20, 4, padding_idx=0), nn.Linear(4, 2)", "padding_idx=0"),
        ("nn.Linear(3, 4), nn.BatchNorm1d(4, momentum=None)", "momentum=None"),
        ("nn.Conv2d(2, 3, 3), nn.AvgPool2d(2, divisor_override=3)", "divisor_override=3"),
    ],
)
def test_arguments_that_keras_does_not_have_are_refused(rows, problem):
    with pytest.raises(SymbolicError) as refusal:
        Model.parse(f"model = nn.Sequential({rows})").module("keras")
    assert problem in str(refusal.value)
