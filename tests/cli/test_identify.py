"""``symbolic identify``."""

import json

import pytest


def test_a_table(run):
    code, out, err = run("identify", "4457472", "n=4096", "m=256")
    assert (code, err) == (0, "")
    assert out.splitlines()[1].split()[0] == "lstm"


def test_a_row_has_all_sizes_of_a_count(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    out = run("identify", "396", "n=1:100", "m=1:100")[1]
    assert "n = 1, m = 9; n = 29, m = 3; n = 97, m = 1" in out


def test_what_to_try_next_where_nothing_has_the_number(run):
    out = " ".join(run("identify", "4457473", "n=4096", "m=1:9")[1].split())
    assert "has 4,457,473 parameters within these bounds" in out
    assert "A size that is not known has bounds, such as m=1:4096." in out


def test_a_cell_of_ones_own(run, tmp_path):
    (tmp_path / "own.toml").write_text('equations = "h[t] = tanh(W @ x[t] + b)"\nsizes = { x = "n", h = "m" }\n')
    assert "own" in run("identify", "63", "own.toml", "n=6", "m=9")[1]


def test_json(run):
    data = json.loads(run("identify", "165", "n=4", "m=5", "--json")[1])
    assert {row["subject"] for row in data["matches"]} >= {"torch.nn.GRU", "keras.layers.GRU"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["identify", "many", "n=1"], "a number of parameters is a whole number from 1 to 10^40, not 'many'"),
        (["identify", "5"], "sizes are needed"),
        (["identify", "5", "n=1", "n=2"], "n is given twice"),
        (["identify", "5", "n=3:1"], "n=3:1 is empty"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert error in err


def test_the_number_may_stand_behind_what_it_is_asked_of(run):
    network = "lstm(m) > dense(10)"
    assert run("identify", network, "270", "n=4") == run("identify", "270", network, "n=4")
    assert run("identify", "lstm", "4457472", "n=4096", "m=256")[0] == 0
