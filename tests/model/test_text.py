"""Networks as text: what is read, and where what is not."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Conv, Dense, Embedding, Model, Recurrent, Stack, cell
from symbolic.errors import FitError, NetworkError, SymbolicError
from symbolic.model.text import parse_rows


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
    found = parse_model(text)
    assert (found.size, found.fixed) == (model.size, model.fixed)


def test_the_text_of_the_design():
    model = Model.parse("embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)")
    assert model.count_at(V=10_000, e=650, m=650, L=2) == 36_420_400


CARETS = {
    "lsmt(m)": ("did you mean lstm", "lsmt"),
    "lstm(m) > desne(V)": ("there is no layer 'desne'; did you mean dense?", "desne"),
    "torch.nn.LTSM(m)": ("did you mean torch.nn.LSTM", "torch.nn.LTSM(m)"),
    "lstm(m": ("this bracket is not closed", "("),
    "lstm(m)) > x": ("this bracket was not opened", ")"),
    "lstm(m]": ("this bracket was not opened", "]"),
    "lstm(m) >": ("a layer is missing here", ""),
    "lstm(m) + dense(V)": ("a layer is a name with its sizes in brackets", "lstm(m) + dense(V)"),
    "lstm": ("a layer is a name with its sizes in brackets", "lstm"),
    "lstm(m-)": ("this cannot be read", ")"),
    "lstm(m,,n)": ("a size is a letter", ""),
    "lstm(é)": ("ASCII", "é"),
    "lstm(m, layerz=2)": ("did you mean layers", "lstm(m, layerz=2)"),
    "dense(V, bais=false)": ("there is no 'bais' here; did you mean bias?", "bais=false"),
    "dense(V, bias=maybe)": ("bias is true or false", "maybe"),
    "dense(V, bias=true, bias=true)": ("bias is given twice", "bias=true"),
    "dense()": ("dense takes units, and by name bias, tied, frozen, name", "dense()"),
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
    with pytest.raises(NetworkError) as found:
        parse_model(text)
    error = found.value
    assert problem in str(error)
    lines = str(error).splitlines()
    assert lines[-2].strip() == text.strip()
    if under:
        assert text[error.column : error.end] in (under, under[: error.end - error.column])
    assert error.exit_code == 2


def test_layers_that_do_not_fit_are_both_named():
    with pytest.raises(FitError, match="rg_lru reads m numbers a step, and embedding gives e"):
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
