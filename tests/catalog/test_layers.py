"""What the layers of the frameworks count, measured on the real ones, and the cell that each is."""

from __future__ import annotations

import pytest

from symbolic import cell

SMALL = {"n": 3, "m": 5}
DOUBLE, NONE, SINGLE = {"bias": "double"}, {"bias": "none"}, {"bias": "single"}
LAYERS = [
    ("torch.nn.RNN", "rnn", DOUBLE, SMALL, 50),
    ("torch.nn.LSTM", "lstm", DOUBLE, SMALL, 200),
    ("torch.nn.GRU", "gru_reset_after", DOUBLE, SMALL, 150),
    ("torch.nn.RNN bias=False", "rnn", NONE, SMALL, 40),
    ("torch.nn.LSTM bias=False", "lstm", NONE, SMALL, 160),
    ("torch.nn.GRU bias=False", "gru_reset_after", NONE, SMALL, 120),
    ("torch.nn.LSTM proj_size=5", "lstm", {**DOUBLE, "project": "r"}, {"n": 10, "m": 20, "r": 5}, 1460),
    ("keras.layers.SimpleRNN", "rnn", {}, SMALL, 45),
    ("keras.layers.LSTM", "lstm", {}, SMALL, 180),
    ("keras.layers.LSTM(256) on 4096", "lstm", {}, {"n": 4096, "m": 256}, 4457472),
    ("keras.layers.LSTM(256) on 1", "lstm", {}, {"n": 1, "m": 256}, 264192),
    ("keras.layers.LSTM use_bias=False", "lstm", NONE, SMALL, 160),
    ("keras.layers.GRU", "gru_reset_after", DOUBLE, SMALL, 150),
    ("keras.layers.GRU(5) on 4", "gru_reset_after", DOUBLE, {"n": 4, "m": 5}, 165),
    ("keras.layers.GRU(1024) on 256", "gru_reset_after", DOUBLE, {"n": 256, "m": 1024}, 3938304),
    ("keras.layers.GRU reset_after=False", "gru", {}, SMALL, 135),
    ("keras.layers.GRU reset_after=False on 4", "gru", {}, {"n": 4, "m": 5}, 150),
    ("flax.linen.SimpleCell", "rnn", {}, SMALL, 45),
    ("flax.linen.LSTMCell", "lstm", {}, SMALL, 180),
    ("flax.linen.GRUCell", "gru_reset_after", {}, SMALL, 140),
    ("flax.nnx.GRUCell", "gru_reset_after", SINGLE, SMALL, 135),
    ("equinox.nn.LSTMCell", "lstm", {}, SMALL, 180),
    ("equinox.nn.GRUCell", "gru_reset_after", {}, SMALL, 140),
    ("haiku.VanillaRNN", "rnn", DOUBLE, SMALL, 50),
    ("haiku.LSTM", "lstm", {}, SMALL, 180),
    ("haiku.GRU", "gru", {}, SMALL, 135),
    ("onnx RNN", "rnn", DOUBLE, SMALL, 50),
    ("onnx LSTM", "lstm", DOUBLE, SMALL, 200),
    ("onnx GRU", "gru_reset_after", DOUBLE, SMALL, 150),
    ("onnx GRU linear_before_reset=0", "gru", DOUBLE, SMALL, 150),
    ("onnx LSTM with P", "peephole_lstm", DOUBLE, SMALL, 215),
    ("tf BasicRNNCell", "rnn", {}, SMALL, 45),
    ("tf LSTMCell", "lstm", {}, SMALL, 180),
    ("tf GRUCell", "gru", {}, SMALL, 135),
    ("tf LSTMCell use_peepholes", "peephole_lstm", {}, SMALL, 195),
    ("tf LSTMCell num_proj=2", "lstm", {"project": "r"}, {**SMALL, "r": 2}, 4 * 5 * 5 + 20 + 10),
    ("tf LSTMCell both", "peephole_lstm", {"project": "r"}, {**SMALL, "r": 2}, 4 * 5 * 5 + 20 + 10 + 15),
    ("CuDNNLSTM", "lstm", DOUBLE, SMALL, 200),
    ("Flux RNNCell(4 => 6)", "rnn", {}, {"n": 4, "m": 6}, 66),
    ("Flux GRUCell(3 => 5)", "gru_reset_after", SINGLE, SMALL, 135),
]


@pytest.mark.parametrize(("layer", "name", "modifiers", "sizes", "value"), LAYERS, ids=[row[0] for row in LAYERS])
def test_a_layer_is_a_cell_with_modifiers(layer, name, modifiers, sizes, value):
    subject = cell(name, **modifiers)
    assert subject.count_at(**sizes) == value
    assert subject.count.subs(sizes) == value


def test_a_projection_to_a_number_counts_as_one_to_a_letter():
    letter = cell("lstm", bias="double", project="r").count_at(n=10, m=20, r=5)
    assert cell("lstm", bias="double", project="5").count_at(n=10, m=20) == letter
