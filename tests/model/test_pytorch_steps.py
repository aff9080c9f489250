"""Which networks of PyTorch have the steps of the sequence at each of their layers, in programs and live ones."""

import pytest

from symbolic import Model

START = "import torch.nn as nn\nnet = nn.Sequential({}, nn.LSTM(8, 5))\n"
KEEPING = (
    "nn.Conv1d(4, 8, 3, padding=1)",
    "nn.Conv1d(4, 8, 3, padding='same'), nn.ReLU(), nn.BatchNorm1d(8)",
    "nn.Conv1d(4, 8, 5, 1, 2)",
    "nn.Linear(4, 8), nn.MaxPool1d(3, 1, 1), nn.Dropout(0.1)",
    "nn.Linear(4, 8), nn.AvgPool1d(3, stride=1, padding=1)",
)
CHANGING = (
    "nn.Conv1d(4, 8, 3)",
    "nn.Conv1d(4, 8, 3, stride=2, padding=1)",
    "nn.Conv1d(4, 8, 3, 1, 1, 2)",
    "nn.ConvTranspose1d(4, 8, 3)",
    "nn.Linear(4, 8), nn.MaxPool1d(2)",
    "nn.Linear(4, 8), nn.MaxPool1d(3, 1, 1, dilation=2)",
    "nn.Linear(4, 8), nn.Upsample(scale_factor=2)",
    "nn.Linear(4, 8), nn.ReflectionPad1d(2)",
    "nn.Linear(4, 8), nn.ConstantPad1d((0, 1), 0.0)",
    "nn.Linear(4, 8), nn.AdaptiveAvgPool1d(3)",
    "nn.Linear(4, 8), nn.Flatten()",
)


def opened(model):
    return [layer.name for layer in model.cost(B=1, T=20).answer.layers if layer.note.startswith("steps not known")]


@pytest.mark.parametrize("layers", KEEPING)
def test_what_keeps_the_steps_is_not_told(layers):
    assert not opened(Model.parse(START.format(layers)))


@pytest.mark.parametrize("layers", CHANGING)
def test_what_may_change_the_steps_is_told(layers):
    model = Model.parse(START.format(layers))
    assert model.layers[-1].name in opened(model)


def test_a_network_of_maps_or_of_vectors_is_not_told_of_steps():
    images = "nn.Conv2d(1, 8, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(72, 3)"
    assert not opened(Model.parse(f"import torch.nn as nn\nnet = nn.Sequential({images})"))
    assert not opened(Model.parse("import torch.nn as nn\nnet = nn.Sequential(nn.Flatten(), nn.Linear(72, 3))"))


LIVE = {
    "pool": (lambda nn: [nn.Linear(4, 8), nn.MaxPool1d(3, 1, 1)], False),
    "conv": (lambda nn: [nn.Conv1d(4, 8, 5, padding=2), nn.ReLU(), nn.BatchNorm1d(8)], False),
    "same": (lambda nn: [nn.Conv1d(4, 8, 3, padding="same")], False),
    "weight norm": (lambda nn: [nn.utils.parametrizations.weight_norm(nn.Linear(4, 8))], False),
    "stride": (lambda nn: [nn.Conv1d(4, 8, 3, stride=2, padding=1)], True),
    "upsample": (lambda nn: [nn.Linear(4, 8), nn.Upsample(scale_factor=2)], True),
    "constant": (lambda nn: [nn.Linear(4, 8), nn.ConstantPad1d((0, 1), 0.0)], True),
    "reflection": (lambda nn: [nn.Linear(4, 8), nn.ReflectionPad1d(2)], True),
    "unpool": (lambda nn: [nn.Linear(4, 8), nn.MaxUnpool1d(2)], True),
    "own": (lambda nn: [nn.Linear(4, 8), type("Every", (nn.Module,), {})()], True),
}


@pytest.mark.parametrize("name", LIVE)
def test_a_live_network_is_told_as_a_program_is(name):
    nn = pytest.importorskip("torch").nn
    make, told = LIVE[name]
    assert bool(opened(Model.read(nn.Sequential(*make(nn), nn.LSTM(8, 5))))) == told


def test_a_module_that_is_called_in_another_order_is_told_everywhere():
    nn = pytest.importorskip("torch.nn")

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(8, 3)
            self.pool = nn.MaxPool1d(2)
            self.lstm = nn.LSTM(4, 8)

    assert opened(Model.read(Net())) == ["fc", "lstm"]
