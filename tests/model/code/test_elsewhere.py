"""Programs with Haiku, Sonnet, Paddle, Gluon and TensorFlow 1: the numbers that these frameworks gave themselves."""

from pathlib import Path

import pytest

from symbolic.errors import CodeError, SymbolicError

FOLDER = Path(__file__).parent / "elsewhere"
NUMBERS = {
    "haiku": [18906, 3754, 2035, 5492, 392, 60, 61, 280, 164, 93],
    "sonnet": [1984, 3306, 884, 2093],
    "paddle": [24112, 1530, 785, 17410, 243, 1105],
    "tensorflow": [81674, 62792, 161, 3274762, 1232, 65, 243, 63562, 406, 16],
}
REAL = {f"{package}_{place}": number for package, numbers in NUMBERS.items() for place, number in enumerate(numbers, 1)}


@pytest.mark.parametrize("name", REAL)
def test_the_number_is_that_of_the_framework(name, network):
    model = network((FOLDER / f"{name}.txt").read_text())
    assert not model.letters
    assert model.count_at() == REAL[name]


def test_each_program_has_a_number():
    assert {path.stem for path in FOLDER.glob("*.txt")} == REAL.keys()


GLUON = "from mxnet.gluon import nn, rnn\nnet = nn.Sequential()\n"


def test_gluon_by_hand(network):
    text = "net.add(nn.Embedding(50, 8), rnn.GRU(6, bidirectional=True), nn.Dense(3, flatten=False))\n"
    assert network(GLUON + text).count_at() == 50 * 8 + 2 * 3 * (6 * 8 + 6 * 6 + 12) + 12 * 3 + 3
    text = "net.add(nn.Conv2D(6, 5, in_channels=1))\nnet.add(nn.BatchNorm(), nn.Flatten(), nn.Dense(10, in_units=9))\n"
    assert network(GLUON + text).count_at() == 6 * 25 + 6 + 12 + 90 + 10
    # Where the map's extents are open, so is the size of what a dense layer lays flat.
    assert network(GLUON + text.replace(", in_units=9", "")).letters.keys() == {"n"}


TF = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 3])\n"
PADDLE = "import paddle\nfrom paddle import nn\n"
REFUSED = {
    "net = hk.transform(lambda x: hk.Linear(3, width=4)(x))": "line 1: hk.Linear has no argument 'width'",
    "def f(x):\n    return hk.Bar(2)(hk.Linear(3)(x))": "line 2: hk.Bar is not known here",
    "def f(x):\n    return hk.scan(step, hk.Linear(3)(x), x)": "line 2: haiku.scan is not followed",
    PADDLE + "net = nn.Linear(3, 4, width=2)": "line 3: paddle.nn.Linear has no argument 'width'",
    PADDLE + "net = nn.Sequential(nn.Linear(3, 4), nn.Quux(3))": "line 3: paddle.nn.Quux is not known here",
    PADDLE + "net = nn.LSTM(3, 4, direction='backward')": "direction is forward or bidirect, not backward",
    PADDLE + "net = nn.Linear(3, 4, weight_attr=paddle.ParamAttr(trainable=False))": "it is not trained",
    GLUON + "net.add(nn.Dense(12, width=1))": "line 3: nn.Dense has no argument 'width'",
    "import mxnet as mx\nfc = mx.sym.FullyConnected(data, num_hidden=10)": "line 2: mx.sym.FullyConnected is not read",
    "import sonnet as snt\nnet = snt.VanillaRNN(3)": "one bias in Sonnet 2 and two in Sonnet 1",
    TF + "y = tf.layers.dense(x, 4, width=1)": "line 3: tf.layers.dense has no argument 'width'",
    TF + "y = tf.contrib.layers.fully_connected(x, 4, normalizer_fn=norm)": "with normalizer_fn it holds other arrays",
    TF + "c = tf.contrib.rnn.BasicLSTMCell(4)\nm = tf.contrib.rnn.MultiRNNCell([c] * 2)": "stands in it several times",
    TF + "c = tf.contrib.rnn.LayerNormBasicLSTMCell(4)": "LayerNormBasicLSTMCell is not known here",
    "import tensorflow as tf\ndef f(x):\n    return tf.layers.dense(x, 4)\ndef g(x):\n    return tf.layers.foo(x)": (
        "line 5: tf.layers.foo is not known here"
    ),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_is_not_understood_is_named_with_its_line(network, text, words):
    with pytest.raises(CodeError) as refusal:
        network(text)
    assert words in str(refusal.value)


def test_a_variable_without_a_shape_has_a_letter(network):
    model = network(TF + "w = tf.get_variable('w', shape=shape)\ny = tf.matmul(x, w)")
    assert str(model.count) == "w"
    assert "the shape of w, line 3" in str(model.summary())


def test_a_function_that_nobody_calls_is_the_graph(network):
    text = "import tensorflow as tf\ndef f(x):\n    x = tf.reshape(x, [-1, 10])\n    return tf.layers.dense(x, 4)\n"
    assert network(text).count_at() == 44
    assert network(f"{text}def g(x):\n    return tf.layers.dense(f(x), 5)\n").count_at() == 69


def test_an_array_that_is_not_trained_is_told_apart(network):
    text = PADDLE + "net = nn.Linear(3, 4)\nnet.weight.stop_gradient = True\n"
    assert network(text).count_at() == 4


COMPACT = """
class Shared(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(5)(x)
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        s = Shared()
        return s(s(x)) + Shared()(x)
net = Net()
net.init(key, jnp.zeros((2, 5)))
"""


def test_a_module_of_flax_that_is_used_twice_has_its_arrays_once(network):
    assert network(COMPACT, "net").count_at() == 60


def test_a_flag_that_is_none_is_false(network):
    start = "net = hk.transform(lambda x: hk.Linear(3, with_bias={})(x))\nnet.init(key, jnp.zeros((2, 5)))\n"
    counts = [network(start.format(flag), "net").count_at() for flag in ("None", "False", "True")]
    assert counts == [15, 15, 18]


HELPED = """
import haiku as hk
class Block(hk.Module):
    def __init__(self, d):
        super().__init__()
        self.d = d
    def __call__(self, x):
        return x + hk.Linear(self.d)(x)
def net_fn(x):
    x = Block(16)(hk.Linear(16)(x))
    return hk.Linear(2)(Block(16)(x))
"""
WAYS = (
    "net = hk.without_apply_rng(hk.transform(net_fn))",
    "init, apply = hk.transform(net_fn)",
    "online, target = hk.transform(net_fn), hk.transform_with_state(net_fn)",
    "net = hk.transform(lambda x: net_fn(x))",
    "nets = {'a': hk.transform(net_fn)}",
    "params = hk.transform(net_fn).init(key, x)",
    "def make():\n    return hk.transform(net_fn)",
    "class Agent:\n    def __init__(self):\n        self.net = hk.transform(net_fn)",
    "",
)


@pytest.mark.parametrize("way", WAYS)
def test_a_class_that_a_function_of_haiku_makes_is_a_part_of_its_network(network, way):
    assert network(HELPED + way).count_at(n=5) == 16 * 5 + 594


def test_a_class_of_haiku_beside_a_function_is_asked_for(network):
    other = "\nclass Other(hk.Module):\n    def __call__(self, x):\n        return hk.Linear(3)(x)\n"
    with pytest.raises(SymbolicError, match="several networks are here: Other, net_fn"):
        network(HELPED + other)
    assert network(HELPED + other, "net_fn").count_at(n=5) == 16 * 5 + 594
