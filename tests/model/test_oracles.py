"""Totals of whole networks that people have published or asked about."""

import pytest

from symbolic import Dense, Model, Recurrent, cell

QUESTIONS = {
    # The README of karpathy/char-rnn, and its issue 187: two biases a gate, one-hot letters, and the decoder.
    "lstm(128, bias=double, layers=2) > dense(65)": (65, 240_321),
    # torchinfo's test of an LSTM of two layers.
    "torch.nn.LSTM(512, num_layers=2)": (300, 3_768_320),
    # discuss.pytorch.org 193073: twice the directions is more than twice the parameters.
    "torch.nn.LSTM(128, layers=2)": (32, 215_040),
    "torch.nn.LSTM(128, layers=2, bidirectional)": (32, 561_152),
    # Stack Overflow 38080035.
    "lstm(256)": (4096, 4_457_472),
    # keras-team/keras issue 9603.
    "keras.layers.LSTM(256)": (1, 264_192),
    # stats.stackexchange 458685, and tensorflow issue 43960 with its two numbers.
    "keras.layers.GRU(32)": (32, 6_336),
    "keras.layers.GRU(5, reset_after=false)": (4, 150),
    "keras.layers.GRU(5)": (4, 165),
    # The encoder and decoder that a projection makes smaller, thop's issue 160: 4h(d + p + 2) + hp.
    "torch.nn.LSTM(64, proj_size=16)": (32, 64 * 4 * (32 + 16 + 2) + 64 * 16),
}


@pytest.mark.parametrize(("text", "reads", "total"), [(text, *rest) for text, rest in QUESTIONS.items()])
def test_published_total(text, reads, total):
    from symbolic.model.network import Model
    from symbolic.model.text import parse_rows

    assert Model(*parse_rows(text), input=reads).count_at() == total


def test_the_example_of_the_design():
    model = Model(Recurrent(cell("lstm", bias="double"), 128, layers=2), Dense(65), input=65)
    assert model.count_at() == 240_321


def test_a_head_after_both_directions_reads_both():
    """Stack Overflow: why is the TimeDistributed layer 264 and not 2 x 136?"""
    single, both = Model.parse("lstm(16) > dense(8)"), Model.parse("lstm(16, bidirectional) > dense(8)")
    assert single.layers[-1].size.constant == 136
    assert both.layers[-1].size.constant == 264


def test_zaremba_word_model():
    """The medium network of Zaremba et al. 2014 on the Penn Treebank: 10 000 words, two layers of 650."""
    model = Model.parse("embedding(V, m) > lstm(m, layers=2) > dense(V)")
    assert model.count_at(V=10_000, m=650) == 10_000 * 650 + 2 * 4 * 650 * 1301 + 651 * 10_000


def test_encoder_and_decoder_of_sutskever():
    """Sutskever et al. 2014: four layers of 1000 each side, words of 1000, 160 000 and 80 000 of them.

    The paper counts 384 million, 64 million of them recurrent, 32 million each side; without biases.
    """
    text = (
        "encoder: embedding(160000, 1000) > lstm(1000, layers=4, bias=none);"
        "decoder: embedding(80000, 1000) > lstm(1000, layers=4, bias=none) > dense(80000, bias=false)"
    )
    model = Model.parse(text)
    recurrent = [layer.size.constant for layer in model.layers if layer.cell]
    assert recurrent == [32_000_000, 32_000_000]
    assert model.count_at() == 384_000_000
