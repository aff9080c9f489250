"""At how many steps layers of Keras are counted where their shapes leave the steps open, live and from a file.

With ``SYMBOLIC_FRAMEWORKS=1``.
"""

import os

import pytest

from symbolic import Model
from symbolic.model.classes.keras_keeping import keeps_steps
from symbolic.model.reading.keras_calls import find_calls
from symbolic.model.reading.keras_openers import openers_in_config

beside = [
    pytest.mark.frameworks,
    pytest.mark.skipif(os.environ.get("SYMBOLIC_FRAMEWORKS") not in ("1", "keras"), reason="of Keras"),
    pytest.mark.filterwarnings("ignore"),
]
WORDS = {
    "pool": lambda keras, a: keras.layers.MaxPooling1D(3, strides=1)(a),
    "concatenate": lambda keras, a: keras.layers.Concatenate(axis=1)([a, a]),
    "reshape": lambda keras, a: keras.layers.Reshape((-1, 2))(a),
    "slice": lambda keras, a: a[:, ::2],
    "repeat": lambda keras, a: keras.ops.repeat(a, 2, axis=1),
    "pad": lambda keras, a: keras.ops.pad(a, [[0, 0], [3, 0], [0, 0]]),
    "nested": lambda keras, a: keras.Sequential([keras.Input((None, 4)), keras.layers.UpSampling1D(2)])(a),
}


def each_way(network, tmp_path):
    network.save(tmp_path / "network.keras")
    return Model.read(network), Model.load(tmp_path / "network.keras")


def notes(model, name, *sizes):
    return [share.note for share in model.cost(1, *sizes).answer.layers if share.name == name]


def test_a_layer_keeps_the_steps_where_that_is_known():
    assert keeps_steps("Concatenate", {"axis": -1})
    assert not keeps_steps("Concatenate", {"axis": 1})
    assert keeps_steps("EinsumDense", {"equation": "abc,cd->abd"})
    assert not keeps_steps("EinsumDense", {"equation": "abc,bd->adc"})
    assert keeps_steps("LSTM", {})
    assert not keeps_steps("SomebodysOwn", {})


def test_what_opens_the_steps_is_found_by_the_graph_and_not_by_the_list():
    def entry(kind, name, *read, **config):
        nodes = [{"args": [{"config": {"keras_history": [other, 0, 0]}} for other in read]}]
        return {"class_name": kind, "config": {"name": name, **config}, "name": name, "inbound_nodes": nodes}

    layers = [entry("LSTM", "late", "conv"), entry("Conv1D", "conv", "input"), entry("LSTM", "beside", "input")]
    assert openers_in_config({"layers": layers}) == {"late": "conv"}
    rows = [{"class_name": kind, "config": {"name": kind}} for kind in ("Conv1D", "LSTM")]
    assert openers_in_config({"layers": rows}) == {"LSTM": "Conv1D"}


def test_all_tensors_of_a_call_are_noted():
    first, second = ({"class_name": "__keras_tensor__", "config": {"shape": [None, steps, 8]}} for steps in (20, 30))
    nodes = [{"args": [first, first], "kwargs": {}}, {"args": [first], "kwargs": {"value": second}}]
    assert find_calls({"inbound_nodes": nodes}) == [((None, 20, 8),) * 2, ((None, 20, 8), (None, 30, 8))]


class TestBesideKeras:
    pytestmark = beside

    @pytest.mark.parametrize("word", WORDS)
    def test_steps_behind_what_may_change_them_are_told_as_not_known(self, word, tmp_path):
        import keras

        read = keras.Input((None, 4))
        network = keras.Model(read, keras.layers.LSTM(5, name="over")(WORDS[word](keras, read)))
        for model in each_way(network, tmp_path):
            assert notes(model, "over", 20)[0].startswith("steps not known behind")

    def test_a_convolution_over_an_open_sequence_is_counted_where_its_kernel_is_laid(self, tmp_path):
        import keras

        for words, right in (
            ({}, 1296),
            ({"strides": 2}, 648),
            ({"dilation_rate": 3}, 1008),
            ({"padding": "same"}, 1440),
        ):
            network = keras.Sequential([keras.Input((None, 4)), keras.layers.Conv1D(6, 3, **words)])
            for model in each_way(network, tmp_path):
                assert model.cost(1, 20).macs == right

    def test_a_branch_that_reads_the_input_itself_keeps_its_steps(self, tmp_path):
        import keras

        read = keras.Input((None, 4))
        strided = keras.layers.LSTM(6)(keras.layers.Conv1D(3, 5, strides=2)(read))
        network = keras.Model(read, [strided, keras.layers.LSTM(7, name="beside")(read)])
        for model in each_way(network, tmp_path):
            assert notes(model, "beside", 20) == [""]

    def test_one_length_that_is_known_is_not_taken_for_an_open_input(self, tmp_path):
        import keras

        read = keras.Input((None, 4))
        repeated = keras.layers.RepeatVector(9)(keras.layers.LSTM(5)(read))
        network = keras.Model(read, keras.layers.LSTM(6, return_sequences=True)(repeated))
        other = keras.Input((20, 4))
        several = keras.Model([other, read], [keras.layers.LSTM(6)(other), keras.layers.LSTM(5)(read)])
        for model in each_way(network, tmp_path):
            assert not model.said_steps
            assert model.cost(1, 50).macs == 50 * 180 + 9 * 24 * 11
        for model in each_way(several, tmp_path):
            assert model.cost(1, 50).macs == 50 * 180 + 20 * 240

    def test_an_attention_that_looks_at_itself_and_at_others_is_not_counted_as_two_of_one_kind(self, tmp_path):
        import keras

        one, other, layer = keras.Input((20, 8)), keras.Input((30, 8)), keras.layers.MultiHeadAttention(2, 4)
        network = keras.Model([one, other], [layer(one, one), layer(one, other)])
        for model in each_way(network, tmp_path):
            assert notes(model, layer.name) == [f"steps not known behind the calls of {layer.name} with several shapes"]

    @pytest.mark.parametrize(("shape", "key", "axes", "right"), [((6, 6, 16), 8, 2, 43776), ((3, 20, 8), 4, -2, 34560)])
    def test_an_attention_over_one_of_two_axes(self, shape, key, axes, right, tmp_path):
        import keras

        read = keras.Input(shape)
        network = keras.Model(read, keras.layers.MultiHeadAttention(2, key, attention_axes=(axes,))(read, read))
        for model in each_way(network, tmp_path):
            assert model.cost(1).macs == right

    def test_a_network_that_is_called_on_two_lengths_is_not_counted_at_twice_one(self, tmp_path):
        import keras

        lstm = keras.layers.LSTM(5, return_sequences=True)
        inner = keras.Sequential([keras.Input((None, 4)), lstm, keras.layers.Dense(3)])
        read = keras.Input((20, 4))
        network = keras.Model(read, [inner(read), inner(keras.layers.Cropping1D(4)(read))])
        for model in each_way(network, tmp_path):
            assert notes(model, f"{inner.name}/{lstm.name}")[0].startswith("steps not known behind the calls of")

    def test_a_network_for_any_length_that_is_called_on_a_known_one_is_told(self, tmp_path):
        import keras

        lstm = keras.layers.LSTM(5)
        inner, read = keras.Sequential([keras.Input((None, 4)), lstm]), keras.Input((20, 4))
        for model in each_way(keras.Model(read, inner(read)), tmp_path):
            assert notes(model, f"{inner.name}/{lstm.name}") == [f"steps not known behind {inner.name}"]

    def test_an_einsum_over_the_steps_is_not_counted_at_each_of_them(self, tmp_path):
        import keras

        read = keras.Input((20, 8))
        layer = keras.layers.EinsumDense("abc,bd->adc", output_shape=(7, 8))
        for model in each_way(keras.Model(read, layer(read)), tmp_path):
            assert notes(model, layer.name) == [f"steps not known behind the equation of {layer.name}"]
        plain = keras.layers.EinsumDense("abc,cd->abd", output_shape=(None, 7))
        for model in each_way(keras.Model(read, plain(read)), tmp_path):
            assert model.cost(1).macs == 20 * 56
