"""``symbolic export``."""

import json

import pytest

from symbolic import cell, export


def test_the_text_and_as_data(run):
    assert run("export", "gru", "bias=double", "--to", "sql") == (0, export(cell("gru", bias="double"), "sql"), "")
    data = json.loads(run("export", "lstm", "--json")[1])
    assert data["code"] == export("lstm", "python")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["export", "lstm", "n=3"], "export writes a function of the sizes; leave out n"),
        (["export", "lstm", "gru"], "one cell, layer or network is needed, such as lstm; given: lstm, gru"),
        (["export", "lstm", "--to", "cobol"], "there is no language 'cobol'"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert error in err
