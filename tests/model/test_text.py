"""Networks as text: what is read, and where what is not."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Conv, Dense, Embedding, Model, Recurrent, Stack, cell
from symbolic.errors import FitError, NetworkError, SymbolicError
from symbolic.model.text import parse_layer, parse_rows


def parse_model(text, **words):
    return Model(*parse_rows(text), **words)


SAME = {
    "embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)": Model(
        Embedding("V", "e"), Recurrent("lstm", "m", layers="L", bidirectional=True), Dense("V")
    ),
    " conv( 8 ,3,3 , bias = false )>gru(2*m,merge=sum,bidirectional)\n> dense(V, bias=no) ": Model(
        Conv(8, 3, 3, bias=False), Recurrent("gru", "2*m", bidirectional=True, merge="sum"), Dense("V", bias=False)
    ),
    "lstm(m, bias=double, project=r, r=64)": Model(Recurrent(cell("lstm", bias="double", project="r"), "m", r=64)),
    "lstm(m, couple=f=1-i)": Model(Recurrent(cell("lstm", couple="f=1-i"), "m")),
    "torch.nn.LSTM(m, proj_size=3, num_layers=2)": Model(Recurrent("torch.nn.LSTM", "m", proj_size=3, num_layers=2)),
    "a: embedding(V, e) > lstm(m); b: embedding(W, e) > dense(W, tied)": Model(
        Stack("a", Embedding("V", "e"), Recurrent("lstm", "m")), Stack("b", Embedding("W", "e"), Dense("W", tied=True))
    ),
    "dropout(0.25) > dropout() > layer_norm() > batch_norm(frozen) > lstm(units=m)": Model.parse(
        "layer_norm() > batch_norm(frozen=true) > lstm(m)"
    ),
}


@pytest.mark.parametrize(("text", "model"), SAME.items(), ids=SAME.keys())
def test_the_text_is_the_network(text, model):
    network = parse_model(text)
    assert (network.size, network.fixed) == (model.size, model.fixed)


def test_the_text_of_the_design():
    model = Model.parse("embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)")
    assert model.count_at(V=10_000, e=650, m=650, L=2) == 36_420_400


CARETS = {
    "lsmt(m)": ("did you mean lstm", "lsmt"),
    "lstm(m) > desne(V)": ("there is no layer 'desne'; did you mean dense", "desne"),
    "torch.nn.LTSM(m)": ("did you mean torch.nn.LSTM", "torch.nn.LTSM(m)"),
    "lstm(m) -> dense(V)": ("write > between layers", "lstm(m) -"),
    "lstm(m) > max_pooling1d(2)": ("did you mean layers.MaxPooling1D?", "max_pooling1d"),
    "lstm(m": ("this bracket is not closed", "("),
    "lstm(m)) > x": ("this bracket was not opened", ")"),
    "lstm(m]": ("this bracket was not opened", "]"),
    "lstm(m) >": ("a layer is missing here", ""),
    "lstm(m) + dense(V)": ("a layer is a name with sizes in brackets", "lstm(m) + dense(V)"),
    "lstm": ("a layer is a name with sizes in brackets", "lstm"),
    "lstm(m-)": ("this cannot be read", ")"),
    "lstm(m,,n)": ("a size is a letter", ""),
    "lstm(é)": ("ASCII", "é"),
    "lstm(m, layerz=2)": ("did you mean layers", "lstm(m, layerz=2)"),
    "dense(V, bais=false)": ("there is no 'bais' here; did you mean bias?", "bais=false"),
    "dense(V, bias=maybe)": ("bias is true or false", "maybe"),
    "dense(V, bias=true, bias=true)": ("bias is given twice", "bias=true"),
    "dense()": ("dense takes units, and by name bias, tied, frozen, name", "dense()"),
    "global_pool(max, 2)": ("global_pool takes by name kind, name", "global_pool(max, 2)"),
    "embedding(V, e, 3)": ("embedding takes vocabulary, width", "embedding(V, e, 3)"),
    "lstm(m, bias=triple)": ("bias is one of none, single, double", "lstm(m, bias=triple)"),
    "lstm(0)": ("a whole number from 1", "lstm(0)"),
    "a: lstm(m); dense(3)": ("each of several rows has a name", "dense(3)"),
    "__import__('os')": ("there is no layer '__import__'", "__import__"),
    "missing.toml(3)": ("missing.toml", "missing.toml"),
}


@pytest.mark.parametrize(("text", "expected"), CARETS.items(), ids=CARETS.keys())
def test_what_cannot_be_read_is_pointed_at(text, expected):
    problem, under = expected
    with pytest.raises(NetworkError) as caught:
        parse_model(text)
    error = caught.value
    assert problem in str(error)
    lines = str(error).splitlines()
    assert lines[-2].strip() == text.strip()
    if under:
        assert text[error.column : error.end] in (under, under[: error.end - error.column])
    assert error.exit_code == 2


def test_layers_that_do_not_fit_are_both_named():
    with pytest.raises(FitError, match="rg_lru reads m numbers per step, and embedding gives e"):
        parse_model("embedding(V, e) > rg_lru(m)")


def test_a_text_is_bounded():
    with pytest.raises(NetworkError, match="at most 64 KiB"):
        parse_model("lstm(m) > " * 10_000)
    with pytest.raises(NetworkError):
        parse_model("lstm(" * 5000)


PIECES = st.sampled_from(
    [
        "lstm",
        "dense",
        "embedding",
        "(",
        ")",
        ">",
        ",",
        "=",
        "m",
        "V",
        "3",
        " ",
        ";",
        ":",
        "bias",
        "layers",
        "[",
        "é",
        "-",
        "**",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40))
def test_any_text_is_a_network_or_a_sentence(text):
    with suppress(SymbolicError):
        assert parse_model(text).layers


@pytest.mark.parametrize(
    ("text", "sizes", "count"),
    [
        ("torch.nn.LSTM(4, num_layers=2, bidirectional=true)", {"n": 2}, 704),
        ("torch.nn.LSTM(2, 4, 2, bidirectional=true)", {}, 704),
        ("torch.nn.LSTM(n, m, num_layers=2, bidirectional=true)", {"n": 2, "m": 4}, 704),
        ("torch.nn.GRU(4, num_layers=2, bidirectional=true, bias=false)", {"n": 2}, 432),
        ("keras.layers.LSTM(4, bidirectional=true, merge_mode=sum) > dense(1)", {"n": 2}, 229),
        ("bidirectional(keras.layers.LSTM(4), merge_mode='sum') > time_distributed(dense(1))", {"n": 2}, 229),
        ("cudnn.LSTM(4, numLayers=2, dirMode=CUDNN_BIDIRECTIONAL) > dense(1)", {"n": 2}, 713),
        ("bilstm(64) > dense(10)", {"n": 32}, 50954),
        ("input(32) > bilstm(64) > dense(10)", {}, 50954),
        ("encoder: lstm(32); decoder(input=encoder): lstm(32) > dense(24)", {"n": 23}, 16280),
        ("encoder: lstm(32); decoder: input(300) > lstm(32) > dense(24)", {"n": 23}, 50584),
        ("input(4) > layer_norm(3, 4) > group_norm(2) > prelu() > multi_head_attention(2)", {}, 24 + 8 + 4 + 80),
        ("einsum_dense('abc,cde->abde', [None, 8, 5], bias='de')", {"n": 3}, 160),
    ],
)
def test_a_layer_in_a_network_is_the_layer(text, sizes, count):
    assert Model.parse(text).count_at(**sizes) == count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lstm(4, cell=3)", "lstm has no size 'cell'"),
        ("lstm(4, self=3)", "lstm has no size 'self'"),
        ("lstm(4, 5)", "lstm takes one size without a name, its hidden size; 2 are given"),
        ("bidirectional(bilstm)", "a layer is a name with sizes in brackets"),
        ("bidirectional(bidirectional(lstm(4)))", "both directions are given twice"),
        ("bidirectional(lstm(4, bidirectional))", "bidirectional is given inside and outside"),
        ("bidirectional(lstm(4), 3)", "behind the layer there is merge_mode alone"),
        ("time_distributed(lstm(4), 3)", "timedistributed holds a layer and nothing beside it"),
        ("time_distributed(" * 30 + "dense(4)" + ")" * 30, "layers are nested at most 20 deep"),
        ("a: lstm(3); b(output=4): lstm(4)", "write once what a row reads, as decoder(input=300)"),
        ("a: lstm(3); b(input=4): input(5) > lstm(4)", "write once what a row reads, as decoder(input=300)"),
        ("input(4)", "a layer is missing behind the input"),
        (">".join(["lstm(4)"] * 1001), "a network has at most 1000 layers, and these are 1001"),
        (">".join(["torch.nn.LSTM(4,num_layers=1000)"] * 11), "a network has at most 10,000 layers"),
        ("torch.nn.LSTM(4, num_layers=2, bidirectional, merge=sum)", "lays two directions side by side at each level"),
        ("onnx.LSTM(4, direction=bidirectional, bidirectional)", "has both directions already"),
        ("input(9, 6) > keras.layers.LSTM(2) > flatten > dense(4)", "how many numbers flatten gives is not known"),
        ("input(4) > multi_head_attention(3)", "which 3 heads do not share evenly"),
    ],
)
def test_what_makes_no_network_is_refused_with_a_reason(text, words):
    with pytest.raises(SymbolicError, match=re.escape(words)):
        Model.parse(text)


@pytest.mark.parametrize(
    ("text", "trained", "fixed"),
    [
        ("nn.Transformer(256, frozen)", 0, 17_363_968),
        ("nn.Transformer(256, 8, layer_norm_eps=1e-5, dtype=torch.float32, activation=F.gelu)", 17_363_968, 0),
        ("nn.Transformer(num_encoder_layers=0, num_decoder_layers=0)", 2_048, 0),
        ("nn.Transformer(num_encoder_layers=0)", 25_226_240, 0),
    ],
)
def test_a_module_that_holds_layers_takes_the_words_of_a_layer(text, trained, fixed):
    """The numbers are those of PyTorch."""
    summary = parse_model(text).summary()
    assert (summary.trained, summary.fixed) == (trained, fixed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nn.Transformer(d_model=256, d_model=512)", "d_model is given twice"),
        ("nn.Transformer(nhead=8, 256)", "without a name come before"),
        ("nn.Transformer(256, name=a)", "holds layers, and has no name"),
        ("nn.Transformer(nhead=7)", "7 heads do not share evenly"),
        ("input(512) > nn.TransformerEncoderLayer(512, 7)", "7 heads do not share evenly"),
        (
            "nn.Transformer(num_encoder_layers=1000, num_decoder_layers=1000) > " * 6 + "dense(3)",
            "at most 10,000 layers",
        ),
        ("input(8) > nn.PixelShuffle((2, 2))", "upscale_factor must be a whole number"),
        ("input(8) > nn.PixelShuffle(-2)", "upscale_factor must be a whole number"),
    ],
)
def test_a_module_that_holds_layers_and_a_shuffle_are_refused_as_others_are(text, words):
    with pytest.raises(SymbolicError, match=words):
        parse_model(text).summary()


def test_one_layer_is_read_by_itself():
    assert parse_layer("gru(m)").short == "gru"
    with pytest.raises(NetworkError, match="this is one layer here, not 2"):
        parse_layer("torch.nn.Sequential(dense(3), dense(4))")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("nn.LSTM(8, 20, 2, True, True, 0.1, True) > nn.Linear(40, 5, False)", 14_920),
        ("nn.LSTM(8, 20, 1, False, True, 0., False, 5) > nn.Linear(5, 3)", 1_158),
        ("nn.GRU(6, 5, 3, False)", 465),
        ("nn.RNN(6, 5, 1, 'tanh', True, False, 0.0, True) > nn.Linear(10, 2)", 152),
        ("nn.LSTMCell(4, 6, False)", 240),
        ("nn.RNNCell(4, 6, True, 'relu')", 72),
        ("input(8) > keras.layers.LSTM(5, 'tanh', 'sigmoid', False) > dense(3)", 278),
        ("input(6) > keras.layers.GRU(5, 'tanh', None, True)", 195),
        ("input(6) > keras.layers.SimpleRNN(5, 'relu', False)", 55),
    ],
)
def test_arguments_of_a_frameworks_layer_are_read_by_their_places(text, count):
    """The numbers are those of PyTorch and Keras."""
    assert Model.parse(text).count_at() == count


@pytest.mark.parametrize("text", ["-()", "lstm(4) > -(3)", "bidirectional(-(3))"])
def test_a_dash_is_no_layer_and_standard_input_is_not_read(text):
    with pytest.raises(NetworkError, match="a layer begins with its name"):
        Model.parse(text)
