"""Networks of Keras as code: at how many steps their layers are computed."""

import pytest

from symbolic import Model

CALLS = {
    "LSTM(8, input_shape=(16, 4), return_sequences=True), Dense(3)": ["at 16 steps", "at 16 steps"],
    "Conv1D(8, 5, strides=2, input_shape=(16, 4)), LSTM(3), Dense(2)": [
        "at 6 steps",
        "at 6 steps",
        "once per sequence",
    ],
    "LSTM(8, input_shape=(16, 4)), RepeatVector(5), LSTM(3)": ["at 16 steps", "", "at 5 steps"],
    "LSTM(8, input_shape=(None, 4)), Dense(2)": ["", "once per sequence"],
}


@pytest.mark.parametrize("layers", CALLS)
def test_the_shapes_say_how_often_a_layer_is_computed(layers):
    network = Model.parse(f"from keras.layers import *\nmodel = keras.Sequential([{layers}])")
    assert [layer.note for layer in network.cost(1).answer.layers] == CALLS[layers]
