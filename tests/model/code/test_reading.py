"""Programs of which something is not known, and what is no network: letters, lines, sentences."""

import json

import pytest

from symbolic import Model
from symbolic.errors import CodeError, FileError, SymbolicError, UsageError

NET = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self, vocab_size, hidden=256, layers=2):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, hidden // 2)
        self.rnn = nn.LSTM(hidden // 2, hidden, layers, batch_first=True)
        self.out = nn.Linear(hidden, vocab_size)
"""


def test_the_first_question_as_it_was_asked():
    for text in (
        "keras.layers.LSTM(256, input_shape=(16, 4096))",
        "LSTM(256, input_shape=(16, 4096))",
        "model.add(LSTM(256, input_dim=4096, input_length=16))",
        "model = Sequential()\nmodel.add(LSTM(output_dim=256, input_dim=4096, input_length=16))",
        "from keras.layers.recurrent import LSTM\nlayer = LSTM(256, batch_input_shape=(32, 16, 4096))",
        "x = Input(shape=(16, 4096))\nmodel = Model(x, LSTM(256)(x))",
    ):
        assert Model.parse(text).count_at() == 4_457_472


def test_an_argument_without_a_default_is_a_letter_of_its_name(network):
    model = network(NET)
    assert [*model.letters] == ["vocab_size"]
    assert model.count_at(vocab_size=100) == 100 * 128 + 4 * 256 * (128 + 256 + 2) + 8 * 256 * 257 + 257 * 100


@pytest.mark.parametrize(
    ("text", "letter", "words"),
    [
        ("model = nn.Linear(len(vocab) + 1, 3)", "len_vocab", "len(vocab), line 1"),
        ("n_in = x_train.shape[1]\nmodel = nn.Linear(n_in, 3)", "n_in", "x_train.shape[1], line 1"),
        ("model = Sequential([LSTM(3), Dense(len(words))])", "n", "what LSTM reads, line 1"),
        (
            "class Net(nn.Module):\n    def __init__(self, bert):\n        self.bert = bert\n"
            "        self.fc = nn.Linear(3, 2)\n    def forward(self, x):\n        return self.fc(self.bert(x))",
            "bert",
            "line 2, bert: what it holds is only known at run time",
        ),
        ("model = nn.Sequential(old.features, nn.Linear(3, 2))", "size_0", "line 1, old.features"),
        ("base = VGG16(weights=None)\nmodel = Sequential([base, Dense(3, input_shape=(4,))])", "base", "line 1, VGG16"),
    ],
)
def test_what_is_known_at_run_time_has_a_letter_and_its_line(network, text, letter, words):
    model = network(text)
    assert letter in model.letters
    assert any(words in layer.remark for layer in model.layers)


def test_as_many_layers_as_a_letter_says(network):
    model = network(
        "class Net(nn.Module):\n    def __init__(self, depth, d=4):\n        super().__init__()\n"
        "        self.rnn = nn.GRU(d, d, depth)\n"
        "        self.layers = nn.ModuleList([nn.Linear(d, d) for i in range(depth)])"
    )
    for depth in (1, 2, 5):
        assert model.count_at(depth=depth) == depth * (3 * 4 * (4 + 4 + 2) + 4 * 5)


JAX = {
    "eqx.nn.Linear(3, 4, key=key)": (16, 0),
    "eqx.nn.Linear(3, 4, use_bias=False, key=key)": (12, 0),
    "eqx.nn.Embedding(7, 3, key=key)": (21, 0),
    "eqx.nn.LayerNorm((2, 5), use_bias=False)": (10, 0),
    "eqx.nn.GRUCell(3, 4, key=key)": (100, 0),
    "nnx.Linear(3, 4, use_bias=False, rngs=rngs)": (12, 0),
    "nnx.Embed(7, 3, rngs=rngs)": (21, 0),
    "nnx.LayerNorm(5, rngs=rngs)": (10, 0),
    "nnx.RMSNorm(5, rngs=rngs)": (5, 0),
    "nnx.BatchNorm(5, use_bias=False, rngs=rngs)": (5, 10),
    "nnx.LSTMCell(3, 5, rngs=rngs)": (180, 0),
}
"""Layers of Equinox 0.13 and Flax 0.12 with the numbers that they hold."""


@pytest.mark.parametrize(("text", "numbers"), JAX.items())
def test_layers_of_equinox_and_nnx(network, text, numbers):
    base = "nnx.Module" if text.startswith("nnx") else "eqx.Module"
    model = network(f"class Net({base}):\n    def __init__(self, key, rngs):\n        self.layer = {text}")
    assert (model.count_at(), model.summary().fixed) == numbers


SENTENCES = {
    "import os\nprint(os.getcwd())": "no network is made",
    "x = (3": "this is not Python",
    "model = nn.Linear(3)": "out_features is missing",
    "model = nn.LSTM(10)": "hidden_size is missing",
    "model = nn.Linear(3, 4, biass=True)": "no argument 'biass'; did you mean bias",
    "model = nn.Lstm(3, 4)": "torch.nn.Lstm is not known here",
    "model = nn.LSTM(3, 4, bidirectional=flags.both)": "bidirectional is only known at run time, by flags.both",
    "model = Sequential([LSTM(3, input_shape=(4, 5)), LSTM(3)])": "the layer before it needs return_sequences=True",
    "model = Sequential([Conv2D(3, 9, input_shape=(4, 5, 1))])": "the window is larger than the map",
    "a = nn.Sequential(nn.Linear(3, 4))\nb = nn.Sequential(nn.Linear(3, 4))": "several networks are here: a, b; choose",
    "model = nn.Sequential()\nwhile True:\n    model.append(nn.ReLU())": "the program is too long to be followed",
    "def f():\n    return f()\nmodel = nn.Sequential(f())": "functions call one another at most",
    "layers = []\nfor i in range(n):\n    layers.append(nn.Linear(i, i))\nmodel = nn.Sequential(*layers)": "how often",
    "if data.big:\n    model = nn.Linear(1, 2)\nelse:\n    model = nn.Linear(1, 3)": "whether data.big holds",
    "model = nn.Sequential(nn.Linear(2, 3))\nraise ValueError('no')": "the program raises an error here",
    "match kind:\n    case 'a':\n        model = nn.Linear(1, 2)": "which case holds is only known at run time",
    "model = nn.Sequential(nn.Linear(1, 2), nn.ReLU())\ndel model[place]": "what is taken away here may be a layer",
    "import flax.linen as nn\nmodel = nn.Einsum((3, 4))": "flax.linen.Einsum is not known here",
    "import flax.linen as nn\nmodel = nn.vmap(nn.LSTMCell, in_axes=0)(3)": "nn.vmap makes arrays of its own",
    "import flax.linen as nn\nmodel = nn.RNN(Unit(3))": "nn.RNN around a cell of one's own is not read here",
    "d = Dense(3)\nx = Input((4,))\ny = Input((5,))\nmodel = Model([x, y], [d(x), d(y)])": "read 4 numbers",
}


@pytest.mark.parametrize(("text", "words"), SENTENCES.items(), ids=range(len(SENTENCES)))
def test_what_cannot_be_read_is_a_sentence_with_the_line(network, text, words):
    with pytest.raises(SymbolicError) as caught:
        network(text)
    assert words in str(caught.value)
    assert isinstance(caught.value, UsageError) or str(caught.value).startswith("line ")


def test_nothing_is_run(network, tmp_path):
    target = tmp_path / "made"
    text = f"open({str(target)!r}, 'w').write('x')\n__import__('os').system('touch {target}')\nmodel = nn.Linear(1, 2)"
    assert network(text).count_at() == 4
    assert not target.exists()


def test_a_file_and_a_network_of_it(tmp_path):
    path = tmp_path / "nets.py"
    path.write_text(f"{NET}\nclass Small(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(2, 3)\n")
    assert Model.load(f"{path}::Small").count_at() == 9
    assert Model.load(f"{path}::Net(10, hidden=4, layers=1)").count_at() == 10 * 2 + 4 * 4 * (2 + 4 + 2) + 5 * 10
    with pytest.raises(UsageError, match=r"several networks are here: Net, Small; choose one, nets.py::Small"):
        Model.load(path)
    with pytest.raises(UsageError, match=r"no network 'Nets' in the program; it has Net, Small"):
        Model.load(f"{path}::Nets")


def test_a_notebook_and_its_cells(tmp_path):
    def notebook(*cells):
        path = tmp_path / "net.ipynb"
        made = [{"cell_type": kind, "source": source} for kind, source in cells]
        path.write_text(json.dumps({"cells": made}))
        return path

    path = notebook(
        ("markdown", "# a net"),
        ("code", ["!pip install torch\n", "%matplotlib inline\n", "from torch import nn"]),
        ("code", "%%bash\nls"),
        ("code", "net = nn.Linear(3, 4)"),
    )
    assert Model.load(path).count_at() == 16
    with pytest.raises(CodeError, match=r"net.ipynb, cell 2, line 2: Linear: out_features is missing"):
        Model.load(notebook(("code", "from torch import nn"), ("code", "\nnet = nn.Linear(3)")))
    (tmp_path / "net.ipynb").write_text("[1]")
    with pytest.raises(FileError, match="this is not a notebook"):
        Model.load(tmp_path / "net.ipynb")


def test_shared_tied_and_frozen_layers_are_counted_once(network):
    model = network(
        "shared = nn.Linear(3, 3)\nencoder = nn.Embedding(7, 3)\ndecoder = nn.Linear(3, 7)\n"
        "decoder.weight = encoder.weight\nencoder.weight.requires_grad = False\n"
        "model = nn.Sequential(shared, nn.ReLU(), shared, encoder, decoder)",
        "model",
    )
    assert (model.count_at(), model.summary().fixed) == (12 + 7, 21)


def test_what_is_put_around_a_network_changes_no_count(network):
    text = "net = nn.Linear(3, 4)\nnet = nn.DataParallel(torch.compile(net)).to(device)"
    assert network(text, "net").count_at() == 16


def test_a_layer_in_the_place_of_another(network):
    assert (
        network("model = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 5))\nmodel[1] = nn.Linear(4, 9)").count_at() == 61
    )


def test_layers_in_a_list_of_python_are_not_those_of_a_module(network):
    model = network(
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.hidden = [nn.Linear(9, 9)]\n        self.out = nn.Linear(2, 1)"
    )
    assert model.count_at() == 3


FORMER = {
    "model.add(Embedding(500, 12, input_length=80, dropout=0.2))\nmodel.add(LSTM(9, dropout_W=0.2))": 6000 + 36 * 22,
    "model.add(LSTM(2, 300, return_sequences=False))\nmodel.add(Dense(300, 2))": 1200 * 303 + 602,
    "model = Sequential()\nmodel.add(Dense(8, 'relu', input_dim=5))": 48,
}


@pytest.mark.parametrize(("text", "number"), FORMER.items(), ids=range(len(FORMER)))
def test_the_arguments_of_former_keras(network, text, number):
    assert network(text).count_at() == number


LIGHTNING = """
import pytorch_lightning as pl
class Net(pl.LightningModule):
    def __init__(self, hidden=64, *, classes=3, lr=1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.rnn = nn.LSTM(7, self.hparams.hidden)
        self.head = nn.Linear(hidden, self.hparams.classes)
"""


def test_hyperparameters_of_lightning(network):
    assert network(LIGHTNING).count_at() == 4 * 64 * (7 + 64 + 2) + 3 * 65


NAMES = """
class Net(nn.Module):
    def __init__(self, names):
        super().__init__()
        for gate in "ifo":
            self.register_parameter("W_%s" % gate, nn.Parameter(torch.empty(3, 4)))
            self.register_parameter(names[gate], nn.Parameter(torch.empty(4)))
            setattr(self, names[gate] + "_layer", nn.Linear(4, 5))
"""


def test_parts_whose_names_only_the_run_says_are_counted_each(network):
    # A name that is not known was once the place of an object in memory, which another one may have too.
    assert {network(NAMES).count_at() for _ in range(40)} == {3 * (12 + 4 + 25)}


def test_one_unknown_thing_has_one_letter(network):
    text = "class Net(nn.Module):\n  def __init__(self, words):\n    self.words = words\n    self.n = len(self.words)\n"
    text += "    self.a = nn.Embedding(self.n, 3)\n    self.b = nn.Linear(3, len(words))"
    assert network(text).letters.keys() == {"len_words"}
    added = network("model.add(Dense(units, input_dim=size))\nmodel.add(Dense(size))")
    assert added.letters.keys() == {"size", "units"}


def test_lines_of_flax_without_an_import(network):
    model = network("nn.RNN(nn.GRUCell(features=16))")
    assert str(model.size) == "48*n + 832"
    scanned = "lstm = nn.scan(nn.LSTMCell, variable_broadcast='params')(features=5)\nlstm(carry, x)"
    assert str(network(f"import flax.linen as nn\n{scanned}").size) == "20*n + 120"
