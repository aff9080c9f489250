"""Which network a program makes: in functions, in plain classes, in classes of unknown packages."""

import json

import pytest

from symbolic import Model
from symbolic.errors import CodeError, UsageError

LSTM = 4 * 8 * (3 + 8 + 1)
KERAS = """
def build(self, window, features=3):
    model = Sequential()
    model.add(LSTM(self.units, input_shape=(window, features)))
    model.add(Dense(1))
    {end}
"""
OF_A_CLASS = (
    "class Forecaster:\n    def __init__(self, units=8):\n        self.units = units\n        self.model = None\n"
)


def of_a_class(end, name="build"):
    """A class whose method makes a network of Keras."""
    method = KERAS.format(end=end).replace("build", name).replace("\n", "\n    ")
    return f"{OF_A_CLASS}    {method.strip()}\n"


@pytest.mark.parametrize("end", ["return model", "self.model = model", "return model.fit(window)"])
def test_a_network_that_a_method_makes(network, end):
    assert network(of_a_class(end)).count_at() == LSTM + 8 + 1


def test_a_network_that_an_object_holds(network):
    text = of_a_class("self.model = model", "__init__").replace("self.model = None\n", "pass\n")
    text = "class Forecaster:\n    units = 8\n" + text.partition("pass\n")[2]
    assert network(text).count_at() == LSTM + 9
    assert network(f"{text}\nforecaster = Forecaster(20, features=5)").count_at() == 4 * 8 * (5 + 8 + 1) + 9


def test_a_target_network_is_told_and_counted_once(network):
    text = of_a_class("return model", "make") + "agent = Forecaster()\nagent.model = agent.make(4)\n"
    model = network(f"{text}agent.target = agent.make(4)\n")
    assert model.count_at() == LSTM + 9
    assert "agent.target has the same layers, and is not counted here" in str(model.summary())
    with pytest.raises(UsageError, match=r"several networks are here: agent\.model, agent\.target; choose"):
        network(f"{text}agent.target = agent.make(4, features=9)\n")


NET = """
class Net(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.rnn = nn.GRU(n, m)
"""


def test_what_main_makes_comes_before_the_class_alone(network):
    assert str(network(NET).count) == "3*m*(m + n + 2)"
    main = "def main():\n    net = Net(4, 5)\n    train(net)\nif __name__ == '__main__':\n    main()\n"
    assert network(NET + main).count_at() == 3 * 5 * (4 + 5 + 2)


def test_a_function_that_trains_what_it_makes(network):
    text = "def run(x):\n    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU())\n    return net(x).mean()\n"
    assert network(text).count_at() == 16


def test_a_class_that_derives_from_one_that_is_not_known(network):
    text = NET.replace("nn.Module", "BaseModel")
    for imports in ("from base import BaseModel\n", ""):
        model = network(imports + text, "Net(4, 5)")
        assert model.count_at() == 165
        assert "BaseModel, which Net derives from, is not known here" in str(model.summary())
    assert "not known here" not in str(network(NET, "Net(4, 5)").summary())


def test_what_an_unknown_layer_reads_is_counted_all_the_same(network):
    start = "from somewhere import Attention, block\nx = Input((7, 3))\ny = LSTM(8, return_sequences=True)(x)\n"
    for line in ("y = Attention(5)(y)", "y = block(y, 5)", "y, weights = Attention(5)(y)"):
        model = network(f"{start}{line}\nmodel = Model(x, Dense(2)(Activation('relu')(y)))\n")
        unknown = {letter: 0 for letter in model.letters if letter in ("n", "attention", "block")}
        assert len(unknown) == 2
        assert model.count.subs(unknown) == LSTM + 2


def test_no_graphics_card_is_asked_for(network):
    text = "net = nn.Linear(3, 4)\nif torch.cuda.is_available() or torch.cuda.device_count() > 1:\n"
    assert network(f"{text}    net = nn.DataParallel(net)\n").count_at() == 16


SENTENCES = {
    "import tensorflow as tf\nwith tf.Session() as session:\n    print(session)": "a graph of TensorFlow 1",
    "from allennlp.models import Model as Base\nclass Tagger(Base):\n    size = 3": "Tagger derives from allen",
    "import numpy as np\nW = np.random.randn(3, 4)\nh = np.tanh(W @ x)": "computes with arrays of NumPy",
}


@pytest.mark.parametrize(("text", "words"), SENTENCES.items(), ids=range(len(SENTENCES)))
def test_what_makes_no_network_is_named(network, text, words):
    with pytest.raises(CodeError, match=words):
        network(text)


@pytest.mark.parametrize(
    "filling",
    ["words.append(word)", "words[word] = 3", "words = words + [word]", "if word:\n        words.update(word)"],
)
def test_what_a_loop_over_data_fills_is_not_empty(network, filling):
    start = "words = {}" if "[word]" in filling or "update" in filling else "words = []"
    text = f"{start}\nfor word in open('words.txt'):\n    {filling}\nmodel = nn.Embedding(len(words) + 1, 4)"
    assert str(network(text).count) == "4*(len_words + 1)"


def test_a_convolution_of_three_axes_of_keras_1(network):
    text = "Conv3D(8, 3, 4, 5, border_mode='same', input_shape=(6, 7, 8, 2))"
    assert network(f"model = Sequential([{text}])").count_at() == 8 * (3 * 4 * 5 * 2 + 1)


def test_a_part_of_a_model_by_the_name_of_a_layer(network):
    text = "x = Input((4, 3))\ny = LSTM(8, name='code')(x)\nmodel = Model(x, Dense(2)(y))\n"
    text += "encoder = Model(model.input, model.get_layer('code').output)\n"
    assert network(text, "encoder").count_at() == LSTM
    assert network(text, "model").count_at() == LSTM + 18


def test_models_of_the_layers_of_another_are_part_of_it(network):
    text = """
x = Input((None, 3))
encoder = LSTM(8, return_state=True)
_, h, c = encoder(x)
y = Input((None, 5))
decoder = LSTM(8, return_sequences=True, return_state=True)
out, _, _ = decoder(y, initial_state=[h, c])
dense = Dense(5)
model = Model([x, y], dense(out))
encoder_model = Model(x, [h, c])
states = [Input((8,)), Input((8,))]
out, h, c = decoder(y, initial_state=states)
decoder_model = Model([y] + states, [dense(out), h, c])
"""
    number = LSTM + 4 * 8 * (5 + 8 + 1) + 5 * 9
    assert network(text).count_at() == number
    assert network(text, "encoder_model").count_at() == LSTM
    with pytest.raises(UsageError, match="several networks are here: model, other"):
        network(f"{text}z = Input((4,))\nother = Model(z, Dense(2)(z))\n")


def notebook(folder, *cells):
    """A notebook with these cells."""
    path = folder / "net.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}))
    return path


MODEL = "  model = Sequential()\n  model.add(LSTM(8, input_shape=(5, 3)))"


def test_a_notebook_with_commands_over_lines_indented_cells_and_what_is_to_be_filled_in(tmp_path):
    fetch = "!wget --no-check-certificate \\\n    https://example.org/sonnets.txt \\\n    -O sonnets.txt\nLSTM?"
    model = Model.load(notebook(tmp_path, fetch, "steps = ", MODEL))
    assert model.count_at() == LSTM
    assert "cell 2 is not Python, and is left aside" in str(model.summary())
    with pytest.raises(CodeError, match="cell 2, line 1: this is not Python"):
        Model.load(notebook(tmp_path, fetch, "steps = ", "x = 3"))


def test_functions_of_keras_that_a_star_imports(network):
    text = "from keras.layers import *\nfrom keras.models import Model\nx, y = Input((7, 4)), Input((7, 4))\n"
    text += "z = concatenate([multiply([dot([dot([x, y], axes=[2, 2]), y], axes=[2, 1]), x]), y])\n"
    assert network(f"{text}model = Model([x, y], LSTM(5)(z))").count_at() == 4 * 5 * (8 + 5 + 1)


def test_an_embedding_by_its_array(network):
    model = network("net = nn.Sequential(nn.Embedding.from_pretrained(torch.zeros(50, 12)), nn.Linear(12, 2))")
    assert (model.count_at(), model.summary().fixed) == (26, 600)
    free = network("net = nn.Embedding.from_pretrained(torch.randn(50, 12), freeze=False)")
    assert (free.count_at(), free.summary().fixed) == (600, 0)


@pytest.mark.parametrize("holder", ["SimpleNamespace", "Namespace", "argparse.Namespace"])
def test_settings_in_one_object_that_a_question_hands_over(network, holder):
    text = NET.replace("n, m", "opt").replace("nn.GRU(opt)", "nn.GRU(opt.n, opt.m, bidirectional=opt.both)")
    assert network(text, f"Net({holder}(n=4, m=5, both=True))").count_at() == 2 * 165


NORMS = {"LayerNorm(1e-5)": 8, "BatchNorm(not train)": 8, "RMSNorm()": 4, "RMSNorm(use_scale=False)": 0}


@pytest.mark.parametrize(("norm", "number"), NORMS.items())
def test_norms_of_flax_by_their_fields_in_order(network, norm, number):
    text = "import flax.linen as nn\nclass Net(nn.Module):\n    @nn.compact\n    def __call__(self, x, train=True):\n"
    assert (
        network(f"{text}        return nn.{norm}(nn.Dense(4, use_bias=False)(x[:, :3]))").count.subs("n", 3)
        == 12 + number
    )


TWO = """
def main():
    actor = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 2))
    critic = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 1))
    train(actor, critic)

main()
"""


def test_a_network_of_a_function_is_chosen_by_its_name(network):
    with pytest.raises(UsageError, match="several networks are here: actor, critic; choose"):
        network(TWO)
    assert [network(TWO, name).count_at() for name in ("actor", "critic")] == [58, 49]
    with pytest.raises(UsageError, match="no network 'main' in the program; it has actor, critic"):
        network(TWO, "main")


def test_layers_that_main_makes_are_counted(network):
    text = "def main():\n    rnn = nn.LSTM(20, 50, 2)\n    head = nn.Linear(50, 3)\n    train(rnn, head)\n\nmain()\n"
    assert network(text).count_at() == 4 * 50 * (20 + 50 + 2) + 4 * 50 * (100 + 2) + 153
