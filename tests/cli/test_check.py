"""``symbolic check``."""

import json

import pytest


def test_the_first_line_says_it(run):
    code, out, err = run("check", "lstm", "4*((size_of_input + 1)*size_of_output + size_of_output**2)")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "equal"
    assert "keras.layers.LSTM" in out
    assert run("check", "lstm", "4*(n*m + n**2)")[1].splitlines()[0] == "not equal"


def test_the_count_does_not_depend_on_time_steps(run):
    out = run("check", "lstm", "4*(n*m + n**2)*units", "n=4096", "m=16")[1]
    assert "the count does not depend on it" in " ".join(out.split())


@pytest.mark.parametrize("formula", ["W = 4IH + 4H^2 + 4H", "W=4IH+4H^2+4H", "num_params = 4*H*(I + H + 1)"])
def test_an_equation_is_a_formula(run, formula):
    assert run("check", "lstm", formula)[1].splitlines()[0] == "equal"
    assert "200" in run("check", "lstm", formula, "n=4", "m=5")[1]


def test_a_layer_with_its_arguments(run):
    assert run("check", "torch.nn.LSTM", "bias=false", "4m(n + m)")[1].splitlines()[0] == "equal"


def test_a_cell_of_ones_own(run, tmp_path):
    (tmp_path / "own.toml").write_text('equations = "h[t] = tanh(W @ x[t] + b)"\nsizes = { x = "n", h = "m" }\n')
    assert run("check", "own.toml", "m(n+1)")[1].splitlines()[0] == "equal"


def test_json(run):
    data = json.loads(run("check", "lstm", "4(nm + m^2)", "--json")[1])
    assert data["equal"] is False
    assert data["reasons"] == [{"role": "bias", "size": "4*m", "times": 0}]


@pytest.mark.parametrize("format", ["latex", "markdown"])
def test_other_formats(run, format):
    assert "$" in run("check", "lstm", "4(nm + m^2)", "--as", format)[1]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["check", "lstm"], "a cell and a formula are needed"),
        (["check", "lstm", "4*(n*m"], "this bracket is not closed\n  4*(n*m\n    ^"),
        (["check", "lstm", "n=4"], "one formula is needed, in quotes"),
        (["check", "lstm", "4*n*m", "n=4", "n=5"], "n is given twice, as '4' and as '5'"),
        (["check", "lstm", "4*n*m", "q=4"], "lstm has no size 'q'"),
        (["check", "lstm", "4*n*m", "5*n*m"], "one formula is needed, in quotes"),
        (["check", "lsmt", "4*n*m"], "there is no cell 'lsmt'; did you mean lstm"),
        (["check", "lstm", "4*n*m*q*z"], "'z' is one size too many"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert error in err
