"""``show --backward`` and the part of that name."""

import json

import pytest

from symbolic import cell
from symbolic.report.documents.paper import part
from symbolic.report.pages.backward import show_pass


def test_show(run):
    code, out, err = run("show", "lstm", "--backward")
    assert (code, err) == (0, "")
    assert out == show_pass(cell("lstm").backward())


def test_show_of_a_modified_cell_as_data(run):
    code, out, err = run("show", "lstm", "bias=double", "--backward", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["gradients"]["b_hi"] == "d_b_hi"


@pytest.mark.parametrize("command", ["latex", "markdown"])
def test_the_part(run, command):
    code, out, err = run(command, "gru", "--part", "backward")
    assert (code, err) == (0, "")
    assert out == part(cell("gru"), "backward", kind=command)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["show", "torch.nn.LSTM", "--backward"], "--backward is of a cell; torch.nn.LSTM is a layer"),
        (["markdown", "torch.nn.LSTM", "--part", "backward"], "--part is of a cell; torch.nn.LSTM is a layer"),
        (["latex", "lstm", "--part", "backwards"], "there is no part 'backwards'; did you mean backward?"),
    ],
)
def test_words_that_make_no_sense(run, words, problem):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert problem in err


def test_the_command_line_starts_a_backward_pass_where_it_is_told(run):
    code, out, _ = run("show", "lstm", "--backward", "--of", "c")
    assert code == 0
    assert "∂L/∂c" in out
    assert "∂L/∂h" not in out
    assert run("show", "lstm", "--backward", "--of", "q")[2].startswith("error: there is no signal 'q'")
    assert "needs --backward" in run("show", "lstm", "--of", "c")[2]
