"""Layers on the command line."""

import json

import pytest


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "torch.nn.LSTM input_size=4096 hidden_size=256 proj_size=64 num_layers=2 bidirectional=true",
            "8986624",
        ),
        ("torch.nn.LSTM input_size=4096 hidden_size=256 bias=false", "4456448"),
        ("torch.nn.LSTM input=4096 units=256", "4458496"),
        ("nn.GRU input_size=3 hidden_size=5 batch_first=true", "150"),
        ("torch.nn.LSTM", "4*m*(m + n + 2)"),
        ("torch.nn.LSTM proj_size=r", "m*(4*n + 5*r + 8)"),
    ],
)
def test_count(run, words, answer):
    assert run("count", *words.split()) == (0, f"{answer}\n", "")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("keras.layers.GRU input=5", "a size is missing: units; write for example n=5 units=256"),
        ("torch.nn.LSTM hidden_size=5 input_size=3 proj_size=5", "proj_size has to be smaller than hidden_size"),
        ("torch.nn.GRU proj_size=5", "proj_size argument is only supported for LSTM, not RNN or GRU"),
        ("torch.nn.LSTM hiden_size=5", "torch.nn.LSTM has no argument 'hiden_size'; did you mean hidden_size"),
        ("torch.nn.LSTM seq_len=5", "the parameter count does not depend on the number of time steps"),
        ("torch.nn.LSTM bias=double", "torch.nn.LSTM: bias is true or false, not 'double'"),
        ("torch.nn.LSTM num_layers=0", "torch.nn.LSTM: num_layers must be a whole number from 1"),
        (
            "torch.nn.LSTM hidden_size=5",
            "a size is missing: input_size; write for example input_size=256",
        ),
        ("torch.nn.LSTN", "there is no layer 'torch.nn.LSTN'; did you mean torch.nn.LSTM"),
        ("torch.nn.Linear", "there is no layer 'torch.nn.Linear'"),
        ("torch.nn.LSTM units=5 hidden_size=5", "hidden_size is given twice"),
    ],
)
def test_refusals_are_usage_errors(run, words, error):
    code, out, err = run("count", *words.split())
    assert (code, out) == (2, "")
    assert error in err


def test_json_says_layer_and_arguments(run):
    _, out, _ = run("count", "torch.nn.RNN", "input_size=3", "hidden_size=5", "--json")
    assert json.loads(out) == {
        "layer": "torch.nn.RNN",
        "arguments": {"input_size": "3", "hidden_size": "5"},
        "sizes": {"n": 3, "m": 5},
        "count": 50,
    }


def test_show_ends_with_the_number(run):
    code, out, err = run("show", "torch.nn.GRU", "input_size=3", "hidden_size=5", "num_layers=2")
    assert (code, err) == (0, "")
    assert out.endswith("= 330\n")


def test_the_layers_are_listed(run):
    code, out, err = run("list", "--layers", "haiku")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["haiku.LSTM", "input", "hidden_size"]
    assert [row["name"] for row in json.loads(run("list", "--layers", "equinox", "--json")[1])] == [
        "equinox.nn.LSTMCell",
        "equinox.nn.GRUCell",
    ]
    assert run("list", "--layers", "--family", "lstm")[0] == 2


def test_a_layer_in_a_report_is_told_where_it_is_printed(run):
    code, out, err = run("report", "torch.nn.LSTM")
    assert (code, out) == (2, "")
    assert "a report describes cells; `symbolic latex torch.nn.LSTM` prints this layer" in err
