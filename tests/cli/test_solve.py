"""``symbolic solve``."""

import json

import pytest

from symbolic import cell


def test_the_first_line_is_the_size(run):
    code, out, err = run("solve", "lstm", "m", "budget=10000000", "n=300")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "m = 1437"
    assert "m = (sqrt(P + (n + 1)²) - (n + 1))/2" in out


def test_words_in_any_order_and_multiples(run):
    assert run("solve", "budget=10M", "step=64", "n=300", "lstm", "units")[1].splitlines()[0] == "m = 1408"


def test_a_budget_for_more_than_the_largest_size(run):
    out = run("solve", "lstm", "m", "n=1", "budget=1e39")[1]
    assert "the largest size that there is here: sizes go up to 1,000,000,000,000." in out


def test_the_count_of_another_cell(run):
    data = json.loads(run("solve", "gru", "m", "n=300", "like=lstm n=300 m=512", "--json")[1])
    assert data["budget"] == cell("lstm").count_at(n=300, m=512)
    assert (
        cell("gru").count_at(n=300, m=data["size"]) <= data["budget"] < cell("gru").count_at(n=300, m=data["size"] + 1)
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["solve", "lstm", "budget=3"], "a cell and a size are needed, such as lstm m budget=10M; given: lstm"),
        (["solve", "lstm", "m", "n=3"], "a budget is needed, budget=10M, or like=CELL, and not both"),
        (["solve", "lstm", "m", "n=3", "budget=1", "like=gru"], "and not both"),
        (["solve", "lstm", "m", "n=3", "budget=1M", "budget=2M"], "budget is given twice, as '1M' and as '2M'"),
        (["solve", "lstm", "m", "n=3", "like=gru"], "the cell of like= needs its sizes, in quotes"),
        (["solve", "lstm", "m", "n=3", "budget=10Q"], "a budget is a whole number"),
        (["solve", "lstm", "m", "n=3", "budget=1"], "no m fits a budget of 1 parameters; the smallest, m = 1, has 20"),
        (["solve", "lstm", "q", "n=3", "budget=1"], "lstm has no size 'q'"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert error in err


NETWORK = "embedding(V, e) > lstm(m)"


@pytest.mark.parametrize(
    "words",
    [
        ("solve", NETWORK, "m", "budget=100k", "V=1000", "e=8"),
        ("sweep", NETWORK, "V=1000", "e=8", "m=16:32:16"),
        ("compare", NETWORK, "embedding(V, e) > gru(m)", "V=1000", "e=8", "m=4"),
    ],
)
def test_a_size_that_the_operations_do_not_depend_on_is_named(run, words):
    code, _, err = run(*words, "--of", "macs")
    assert (code, err) == (0, "the multiply-accumulates do not depend on V\n")
    assert run(*words)[2] == ""
