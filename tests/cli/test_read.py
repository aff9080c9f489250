"""``symbolic read``, ``symbolic lint``, and papers wherever a cell is taken."""

import json
from pathlib import Path

import pytest

PAPER = str(Path(__file__).parents[1] / "latex" / "paper.tex")


def test_a_paper_is_a_cell_wherever_one_is_taken(run):
    assert run("count", f"{PAPER}#eq:gru", "n=3", "m=5") == (0, "135\n", "")
    assert run("count", f"{PAPER}#1", "bias=none", "n=3", "m=5")[1] == "120\n"
    assert "three equal gates" in run("show", f"{PAPER}#eq:gru")[1]
    assert "They are equal at all sizes" in run("compare", f"{PAPER}#eq:gru", "gru")[1]
    assert r"\hat{h}" in run("latex", f"{PAPER}#eq:gru")[1]


def test_what_a_paper_leaves_open_is_settled_by_a_word(run):
    code, out, err = run("count", f"{PAPER}#eq:rnn", "n=3", "m=5")
    assert (code, out) == (1, "")
    assert "line 16: there is more than one reading" in err
    assert run("count", f"{PAPER}#eq:rnn", "u=vector", "n=3", "m=5")[1] == "25\n"


def test_read_shows_the_equations_the_count_and_the_cell_of_the_catalogue(run):
    code, out, _ = run("read", f"{PAPER}#eq:gru")
    assert code == 0
    assert "h_hat[t] = tanh(P_c @ x[t] + Q_c @ (r[t] * h[t-1]) + s_c)" in out
    assert "in the catalogue: gru" in out
    data = json.loads(run("read", f"{PAPER}#eq:gru", "--json")[1])
    assert data["readings"][0]["count"] == "3*m*n + 3*m**2 + 3*m"


def test_read_writes_a_cell_of_the_language(run, tmp_path):
    code, out, err = run("read", f"{PAPER}#eq:rnn", "--choose", "u=vector", "-o", "own.toml")
    assert (code, out, err) == (0, "", "wrote own.toml\n")
    assert run("count", "own.toml", "n=3", "m=5")[1] == "25\n"
    (tmp_path / "mine.toml").write_text("mine")
    code, _, err = run("read", f"{PAPER}#eq:gru", "-o", "mine.toml")
    assert code == 1
    assert "not written by this tool" in err


def test_readings_are_shown_with_their_words_and_status_1(run):
    code, out, _ = run("read", f"{PAPER}#eq:rnn")
    assert code == 1
    assert "--choose u=vector" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["read", "lstm"], "lstm is not a text with LaTeX"),
        (["read", "missing.tex"], "no such file"),
        (["read", f"{PAPER}#eq:none"], "there is no cell 'eq:none'"),
        (["read", PAPER], "this text holds 3 cells"),
        (["read", f"{PAPER}#1", "--sizes", "h"], "write NAME=VALUE"),
        (["lint", "missing.tex"], "no such file"),
    ],
)
def test_what_is_wrong_is_said(run, words, message):
    code, out, err = run(*words)
    assert code in (1, 2)
    assert out == ""
    assert message in " ".join(err.split())


def test_lint_prints_lines_that_editors_read(run):
    code, out, _ = run("lint", PAPER)
    assert code == 1
    assert f"{PAPER}:19:23: error: @ needs as many columns" in out
    assert json.loads(run("lint", PAPER, "--json")[1])[0]["findings"][-1]["kind"] == "shape"


def test_lint_of_a_text_that_is_right(run, tmp_path):
    (tmp_path / "a.md").write_text(r"$$ h_t = \tanh(W x_t + U h_{t-1} + b) $$")
    assert run("lint", "a.md") == (0, "a.md: one cell, nothing to remark\n", "")


def test_a_number_is_told_with_the_remarks_on_its_text(run, tmp_path):
    (tmp_path / "a.md").write_text("$$ h_t = \\tanh(W x_t + U h_{t-1} + b) $$\nand the output $y_t = V h_t$.")
    code, out, err = run("count", "a.md", "n=3", "m=5")
    assert (code, out) == (0, "45\n")
    assert err.startswith("a.md:2:17: remark: this equation is in the line and not counted")
