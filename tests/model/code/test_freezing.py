"""What of a network is trained, as a program says it: at that place, by names, by classes, and of what is there."""

import pytest

from symbolic import Model
from symbolic.errors import CodeError

TWO = "net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 5))\n"
THREE = "net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 3))\n"
NORMS = "net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Sequential(nn.BatchNorm1d(4)))\n"
LSTM = "net = nn.Sequential(nn.Linear(3, 4), nn.LSTM(4, 5, 2))\n"
ENCODER = "net = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2)\n"
MAKER = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(3, 4))
        self.head = nn.Linear(3, 4)
net = Net()
"""
OF_ITSELF = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 4)
        for p in self.parameters():
            p.requires_grad = False
        self.head = nn.Linear(4, 2)
net = Net()
"""
ADAPTED = """class Adapted(nn.Module):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.down = nn.Linear(base.in_features, 2, bias=False)
net = nn.Sequential(nn.Linear(3, 4))
net.requires_grad_(False)
net[0] = Adapted(net[0])
"""
EVERY = "for p in net.parameters():\n    p.requires_grad = False\n"
NAMED = "for name, p in net.named_parameters():\n    p.requires_grad = "
NORM = "if isinstance(m, nn.BatchNorm1d):\n        m.weight.requires_grad = False\n"
COUNTED = "n = 0\nfor child in net.children():\n    n += 1\n    if n < 3:\n        child.requires_grad_(False)\n"

SAID = {
    "a head that is put in later": (TWO + EVERY + "net[1] = nn.Linear(4, 2)", (10, 16)),
    "a layer that is thawed": (TWO + "net.requires_grad_(False)\nnet[1].requires_grad_(True)", (25, 16)),
    "an array that is thawed": (TWO + EVERY + "net[1].bias.requires_grad = True", (5, 36)),
    "an adapter around a frozen layer": (ADAPTED, (6, 16)),
    "what is made after the loop": (OF_ITSELF, (10, 16)),
    "a parameter of its own": (MAKER + "net.requires_grad_(False)\nnet.head.requires_grad_(True)", (16, 12)),
    "names": (TWO + NAMED + "'bias' in name", (9, 32)),
    "names of a stack": (LSTM + NAMED + "name.startswith('1')", (460, 16)),
    "names in an encoder": (ENCODER + NAMED + "'layers.1' in name", (600, 600)),
    "places among the parameters": (
        THREE + "for p in list(net.parameters())[:-2]:\n    p.requires_grad = False",
        (15, 36),
    ),
    "counted children": (THREE + COUNTED, (15, 36)),
    "named children": (THREE + "for n, m in net.named_children():\n    if n != '2': m.requires_grad_(False)", (15, 36)),
    "modules of a class": (NORMS + "for m in net.modules():\n    " + NORM, (24, 24)),
    "apply": (NORMS + "def freeze(m):\n    " + NORM + "net.apply(freeze)", (24, 24)),
    "attention": ("net = nn.MultiheadAttention(8, 2)\n" + NAMED + "'bias' in name", (32, 256)),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_frozen_is_what_was_there(name):
    text, counts = SAID[name]
    summary = Model.parse("import torch\nfrom torch import nn\n" + text).summary()
    assert (summary.trained, summary.fixed) == counts


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (LSTM + NAMED + "'weight' in name", "is not trained while other arrays are"),
        (TWO + "if args.frozen:\n    net.requires_grad_(False)", "what is trained depends on it"),
        (TWO + "for p in chosen(net):\n    p.requires_grad = False", "what is trained depends on it"),
        (TWO + "net.requires_grad_(not args.frozen)", "whether this is trained is only known at run time"),
        (TWO + "body(net).requires_grad = False", "what is not trained from here on is only known at run time"),
    ],
)
def test_what_only_the_run_says_is_asked(text, problem):
    with pytest.raises(CodeError, match=problem):
        Model.parse("from torch import nn\n" + text).summary()


KERAS = """from keras import layers, Model, Input, Sequential
i = Input((3,))
base = Model(i, layers.Dense(4)(i))
"""


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("base.trainable = False\nnet = Model(i, layers.Dense(2)(base.output))", (10, 16)),
        ("base.trainable = False\nnet = Sequential([base, layers.Dense(2)])", (10, 16)),
        (
            "base.layers[-1].trainable = False\nbase.trainable = True\nnet = Sequential([base, layers.Dense(2)])",
            (26, 0),
        ),
    ],
)
def test_the_flag_of_a_keras_model_is_that_of_its_layers(text, counts):
    summary = Model.parse(KERAS + text).summary()
    assert (summary.trained, summary.fixed) == counts
