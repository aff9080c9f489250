"""Programs as they stand in repositories: folds, data that is loaded, settings of the run, what is no layer."""

import pytest

from symbolic.errors import CodeError

FOLDS = """
from sklearn.model_selection import KFold
from tensorflow.keras import backend as K
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import LSTM, Dense
shape = (3, 20, 5) if K.image_data_format() == "channels_first" else (20, 5)
scores, fold = [], 1
for train, test in KFold(5).split(x, y):
    model = Sequential()
    model.add(LSTM(8, input_shape=shape))
    model.add(Dense(1))
    model.fit(x[train], y[train])
    scores.append(model.evaluate(x[test], y[test]))
    fold += 1
"""


def test_the_folds_of_a_cross_validation_make_one_network_each(network):
    assert network(FOLDS).count_at() == 4 * 8 * (5 + 8 + 1) + 9


BUILT_ON = (
    "model = Sequential()\nfor k in loader:\n    model.add(Dense(3, input_dim=3))",
    "layers = []\nfor k in loader:\n    layers.append(nn.Linear(3, 3))\nmodel = nn.Sequential(*layers)",
    "layers = []\nfor k in loader:\n    layers += [nn.Linear(3, 3)]\nmodel = nn.Sequential(*layers)",
    "x = Input((3,))\nfor k in loader:\n    x = Dense(3)(x)\nmodel = Model(x, x)",
    "class Net(nn.Module):\n  def __init__(self, sizes):\n    for k in sizes:\n      setattr(self, k, nn.Linear(3, 3))",
)


@pytest.mark.parametrize("text", BUILT_ON, ids=range(len(BUILT_ON)))
def test_rounds_that_build_on_one_another_are_asked_for(network, text):
    with pytest.raises(CodeError, match=r"how often a loop over .* runs is only known at run time"):
        network(text)


def test_loops_over_data_end(network):
    text = """
def batches(data):
    while True:
        for place in range(0, 10**6, 3):
            yield [word for word in data]
x = [[0 for _ in range(100)] for _ in range(9000)]
while x:
    steps = 3
for _ in range(9000):
    samples = next(batches(x))
model = nn.Linear(4, 5)
"""
    assert network(text).count_at() == 25


def test_a_generator_of_layers(network):
    text = """
def tower(widths):
    for a, b in zip(widths, widths[1:]):
        yield nn.Linear(a, b)
        yield nn.ReLU()
model = nn.Sequential(*tower([4, 5, 6]))
"""
    assert network(text).count_at() == 25 + 36


def test_what_holds_no_parameters_is_no_layer(network):
    text = """
class Net(pl.LightningModule):
    def __init__(self, vocab):
        super().__init__()
        self.train_acc = torchmetrics.Accuracy(task="multiclass")
        self.f1 = F1Score(2)
        self.scale = torch.sqrt(torch.FloatTensor([3])).to(device)
        self.pad = Field(tokenize=vocab).vocab.stoi["<pad>"]
        self.body = Backbone(256)
        self.stats = defaultdict(list)
        self.flash = hasattr(torch.nn.functional, "scaled_dot_product_attention")
        self.fc = nn.Linear(3, 2)
"""
    assert str(network(text).size) == "body + 8"


def test_layers_in_a_list_of_unknown_length_are_not_left_out(network):
    text = """
import equinox as eqx
class Net(eqx.Module):
    def __init__(self, sizes):
        self.rows = [eqx.nn.Linear(a, 4) for a in sizes]
        self.rows += [eqx.nn.Linear(4, 4)]
        self.last = eqx.nn.Linear(4, 2)
"""
    (letter,) = network(text).letters
    assert str(network(text).size) == f"{letter} + 10"


def test_an_input_of_which_nothing_is_known_leaves_what_follows(network):
    flat = "m = Sequential()\nm.add(Flatten(input_shape=x.shape[1:]))\nm.add(Dense(9))\nm.add(Dense(2))"
    assert str(network(flat).size) == "9*n + 29"
    # Over how many axes the first one goes is open, so that what comes out of Flatten is too.
    wide = (
        "m = Sequential()\nm.add(Dense(9, input_shape=x.shape[1:]))\nm.add(Dense(2))\nm.add(Flatten())\nm.add(Dense(1))"
    )
    assert str(network(wide).size) == "9*n + 30 + n_2"


OWN = """
class Score(keras.layers.Layer):
    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], 7))
        self.u = self.add_weight(shape=(7, 1))
    def call(self, x):
        share = keras.ops.softmax(keras.ops.tanh(x @ self.W) @ self.u, axis=1)
        return keras.ops.sum(x * share, axis=1)
inputs = keras.Input((30, 9))
model = keras.Model(inputs, keras.layers.Dense(3)(Score()(inputs)))
"""


def test_products_with_arrays_of_ones_own(network):
    assert network(OWN).count_at() == 9 * 7 + 7 + 30


SPELLINGS = {
    "In [3]: class A(nn.Module):\n   ...:     def __init__(self):\n   ...:         self.a = nn.Linear(3, 4)\n   ...:\n"
    "In [4]: A()": 16,
    "m = nn.Linear(3, 4)\nprint('%d of %d'\n      % (3, 4))": 16,
    "m = nn.AdaptiveLogSoftmaxWithLoss(64, 500, cutoffs=[20, 100])": 64 * 22 + 64 * 16 + 16 * 80 + 64 * 4 + 4 * 400,
    "import equinox as eqx\nm = eqx.nn.Linear(5, 'scalar', key=k)": 6,
    "from dataclasses import dataclass, field\n@dataclass\nclass C:\n"
    "  widths: list = field(default_factory=lambda: [3, 4])\nc = C()\n"
    "m = nn.Sequential(*[nn.Linear(w, 2) for w in c.widths])": 18,
    "from functools import partial\nLinear = partial(nn.Linear, bias=False)\nm = Linear(3, 4)": 12,
    "from torch.nn.utils import weight_norm\nm = weight_norm(nn.Conv1d(3, 5, 2))": 30 + 5 + 5,
    "m = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 5), nn.Linear(5, 6))\ndel m[1:]": 16,
    "m = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5))\ndel m[-1]": 16,
    "a = Input((9, 4))\nb = Bidirectional(GRU(3, reset_after=False), backward_layer=GRU(3, go_backwards=True))(a)\n"
    "m = Model(input=a, output=b)": 9 * (4 + 3 + 1) + 9 * (4 + 3 + 2),
    'import json\nc = json.loads(\'{"hidden_size": 3, "bias": false}\')\nm = nn.LSTM(2, **c)': 12 * 5,
    "from typing import NamedTuple\nclass C(NamedTuple):\n  a: int = 3\n  b: int = 4\n"
    "c = C()._replace(b=5)\nm = nn.Linear(c.a, c.b)": 20,
    "class A(nn.Module):\n  @classmethod\n  def make(cls, n):\n    return nn.Sequential(*[cls() for _ in range(n)])\n"
    "  def __init__(self):\n    super().__init__()\n    self.a = nn.Linear(2, 3)\nm = A.make(2)": 18,
    "def made(kind):\n  match kind:\n    case 'lstm' | 'gru': return nn.GRU(2, 3)\n    case _: return nn.RNN(2, 3)\n"
    "m = nn.Sequential(made('gru'), made('x'))": 9 * 7 + 3 * 7,
    "a = Input((9, 4))\nb, scores = MultiHeadAttention(1, 4)(a, a, return_attention_scores=True)\n"
    "m = Model(a, Dense(2)(b))": 4 * 20 + 10,
    "import jax\nimport equinox as eqx\nclass A(eqx.Module):\n  rows: list\n  def __init__(self, key):\n"
    "    keys = jax.random.split(key, 2)\n    self.rows = [eqx.nn.Linear(3, 4, key=k) for k in keys]": 32,
    "import numpy as np\nm = nn.Linear(np.prod((2, 3)), 4)": 28,
}


@pytest.mark.parametrize(("text", "number"), SPELLINGS.items(), ids=range(len(SPELLINGS)))
def test_ways_to_write_it(network, text, number):
    assert network(text).count_at() == number


FUNCTIONS = """
def block(x, filters, last):
    if not last:
        x = layers.Conv2D(filters, 3)(x)
    return x
def build(filters):
    inputs = keras.Input((32, 32, 3))
    x = block(inputs, filters, False)
    return keras.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))
def train():
    return build(4).fit(data)
"""


def test_a_function_that_needs_others_is_the_network(network):
    model = network(FUNCTIONS.replace("build(filters)", "build(filters=4)"))
    assert model.count_at() == 4 * 28 + 2 * (30 * 30 * 4 + 1)
