"""Comparing two cells or layers on the command line."""

import json

import pytest

from symbolic import cell, cells, compare


def test_two_layers_array_by_array(run):
    code, out, err = run("compare", "keras.layers.GRU", "torch.nn.GRU", "input=64", "units=256")
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert ["difference", "0", "0"] in lines
    assert ["bias", "6·m", "6·m", "0"] in lines
    assert ["bias", "(2,", "3·m)", "bias_ih_l0", "(3·m)"] in lines
    assert "The equations are the same." in out


def test_an_option_goes_to_the_layer_that_takes_it(run):
    data = json.loads(run("compare", "keras.layers.GRU", "torch.nn.GRU", "reset_after=false", "--json")[1])
    assert data["difference"] == "-3*m"
    assert data["left"] == "keras.layers.GRU reset_after=false"
    assert data["right"] == "torch.nn.GRU"
    roles = {row["role"]: row for row in data["roles"]}
    assert roles["bias"]["left_arrays"] == {"bias": ["3*m"]}
    assert roles["bias"]["right_arrays"] == {"bias_ih_l0": ["3*m"], "bias_hh_l0": ["3*m"]}


def test_words_in_quotes_stay_with_theirs(run):
    words = ("torch.nn.LSTM bias=false", "torch.nn.LSTM", "input_size=3", "hidden_size=5", "--json")
    data = json.loads(run("compare", *words)[1])
    assert data["counts"] == {"left": 160, "right": 200, "difference": -40, "ratio": 0.8}


def test_a_cell_is_compared_parameter_by_parameter(run):
    data = json.loads(run("compare", "lstm", "gru", "n=3", "m=5", "--json")[1])
    assert data["counts"]["difference"] == cell("lstm").count_at(n=3, m=5) - cell("gru").count_at(n=3, m=5)
    assert data["roles"][0]["left_arrays"] == {f"W_{gate}": ["m", "n"] for gate in "ifog"}


@pytest.mark.parametrize("name", cells())
def test_every_cell_is_equal_to_itself_and_its_roles_add_up(run, name):
    code, out, _ = run("compare", name, name, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["difference"] == "0"
    assert all(row["difference"] == "0" for row in data["roles"])


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["lstm"], "two cells, layers or networks are needed, such as gru keras.layers.GRU; given: lstm"),
        (["lstm", "gru", "zz=4"], "lstm has no size 'zz'"),
        (["lstm", "torch.nn.LSTMX"], "there is no layer 'torch.nn.LSTMX'"),
        (["lstm", "gru", "n=4", "n=5"], "n is given twice"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run("compare", *words)
    assert (code, out) == (2, "")
    assert error in err


def test_several_are_counted_side_by_side(run):
    out = run("compare", "lstm", "gru", "mgu", "n=300", "m=512")[1]
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["lstm", "gru", "mgu"]
    assert "0.7500" in out
    data = json.loads(run("compare", "lstm", "gru", "mgu", "n=300", "m=512", "--json")[1])
    assert [row["count"] for row in data["counts"]] == [
        cell(name).count_at(n=300, m=512) for name in ("lstm", "gru", "mgu")
    ]


def test_the_equations_are_the_same_but_for_names(run, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'equations = """\nz[t] = tanh(A @ concat(u[t], s[t-1]) + c)\ns[t] = z[t]"""\nsizes = { u = "n", s = "m" }\n'
    )
    lines = [line.split() for line in run("compare", "rnn", str(own))[1].splitlines()]
    assert ["The", "equations", "are", "the", "same", "but", "for", "names:"] in lines
    assert ["U", "A:1"] in lines and ["W", "A:0"] in lines  # noqa: PT018
    data = json.loads(run("compare", "rnn", str(own), "--json")[1])["equations"]
    assert (data["relation"], data["differences"], data["names"]["b"]) == ("equal", [], "c")


def test_what_differs_is_said(run):
    out = run("compare", "lstm", "torch.nn.LSTMCell")[1]
    assert "    f, i, g, o: torch.nn.LSTMCell has one bias more, b_hf, b_hi, b_hg, b_ho\n" in out
    assert json.loads(run("compare", "rnn", "irnn", "--json")[1])["equations"]["differences"] == [
        "h: tanh in rnn, relu in irnn"
    ]


def test_options_of_a_document_are_not_for_text(run):
    code, _, err = run("compare", "lstm", "gru", "--notation", "greff")
    assert (code, err) == (2, "error: --notation is for --as latex or markdown\n")
    assert "--width is for --as latex" in run("compare", "lstm", "gru", "--width", "column")[2]


def test_the_command_takes_what_the_method_takes(run):
    words = ["--as", "latex", "--notation", "greff", "--caption", "Cells.", "--label", "tab:two", "--width", "column"]
    options = {"notation": "greff", "caption": "Cells.", "label": "tab:two", "width": "column"}
    assert run("compare", "lstm", "gru", *words)[:2] == (0, compare("lstm", "gru").latex(**options))
