"""``symbolic render``: a document of the user's own."""

import pytest


@pytest.fixture
def template(tmp_path):
    (tmp_path / "mine.md.j2").write_text('{{ cell("lstm").number }} of {{ cell("lstm").title }}\n')
    return "mine.md.j2"


def test_printed_or_written(run, tmp_path, template):
    assert run("render", template, "n=3", "m=5") == (0, "180 of LSTM with forget gate\n", "")
    assert run("render", template, "n=3", "m=5", "-o", "mine.md") == (0, "", "wrote mine.md\n")
    written = (tmp_path / "mine.md").read_text()
    assert written.splitlines()[1] == "180 of LSTM with forget gate"
    assert run("render", template, "-o", "mine.md")[0] == 0


def test_what_is_not_ours_stays(run, tmp_path, template):
    (tmp_path / "mine.md").write_text("my own")
    code, _, err = run("render", template, "-o", "mine.md")
    assert (code, err) == (1, "error: mine.md: this file was not written by this tool; --force overwrites it\n")
    assert (tmp_path / "mine.md").read_text() == "my own"
    assert run("render", template, "-o", "mine.md", "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["none.md.j2"], 1, "none.md.j2: no such file or directory"),
        (["mine.md"], 2, "a template's name ends in .j2"),
        (["mine.md.j2", "lstm"], 2, "render takes sizes such as n=4096, not 'lstm'"),
        (["mine.md.j2", "bias=none"], 2, "render takes sizes such as n=4096, not 'bias'"),
        (["mine.md.j2", "n=many"], 2, "many"),
        (["mine.md.j2", "--notation", "ohla"], 2, "did you mean olah?"),
    ],
)
def test_wrong_words(run, template, words, code, sentence):
    answer = run("render", *words)
    assert answer[:2] == (code, "")
    assert sentence in answer[2]
    assert "Traceback" not in answer[2]
