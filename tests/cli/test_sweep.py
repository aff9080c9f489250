"""``symbolic sweep``."""

import json

import pytest

from symbolic import cell


def test_a_table(run):
    code, out, err = run("sweep", "lstm", "gru", "n=512", "m=64:128:64")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["n", "m", "lstm", "gru"],
        ["512", "64", "147,712", "110,784"],
        ["512", "128", "328,192", "246,144"],
    ]


def test_a_table_for_a_paper(run, tmp_path):
    words = ("sweep", "lstm", "gru", "n=512", "m=64:128:64", "--caption", "How they grow", "--label", "tab:grow")
    code, made, err = run(*words, "--as", "latex", "--notation", "greff", "--width", "column")
    assert (code, err) == (0, "")
    assert r"\caption{How they grow}\label{tab:grow}" in made
    # Too wide for a column: a row for each cell, which says whose number it is.
    assert "$M = 512$ & $N$ & $64$" in made
    assert "LSTM with forget gate" in made
    assert run(*words, "-o", "a.md")[0] == 0
    assert (tmp_path / "a.md").read_text("utf-8").startswith('<a id="tab:grow"></a>**How they grow**')


@pytest.mark.parametrize("kind", ["text", "csv", "jsonl"])
def test_a_caption_is_for_documents(run, kind):
    code, out, err = run("sweep", "lstm", "n=5", "m=6", "--as", kind, "--caption", "Counts")
    assert (code, out) == (2, "")
    assert "--caption is for --as latex or markdown" in err


def test_csv_on_stdout(run):
    assert run("sweep", "lstm", "n=1", "m=1:2", "--as", "csv")[1] == "n,m,lstm\n1,1,12\n1,2,32\n"


def test_files(run, tmp_path):
    for name in ("a.csv", "a.jsonl", "a.md", "a.tex", "a.txt"):
        code, out, err = run("sweep", "lstm", "n=1", "m=1:9", "-o", name)
        assert (code, out) == (0, "")
        assert err == f"wrote 9 rows to {name}\n"
        assert "396" in (tmp_path / name).read_text("utf-8")


def test_words_in_quotes_stay_with_theirs(run):
    data = json.loads(run("sweep", "lstm", "torch.nn.LSTM num_layers=2", "n=3", "m=5", "--json")[1])
    assert data["columns"] == ["n", "m", "lstm", "torch.nn.LSTM num_layers=2"]
    assert data["rows"] == [[3, 5, cell("lstm").count_at(n=3, m=5), 440]]


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["lstm", "m=5:1", "n=1"], 2, "m=5:1 is empty: 5 is more than 1"),
        (["lstm", "m=1:5"], 2, "a size of lstm is missing: n"),
        (["lstm", "m=1:5", "n=1", "-o", "a.exe"], 2, "a sweep is written to .csv, .jsonl, .md, .tex, .txt, .parquet"),
        (
            ["lstm", "m=1:5", "n=1", "--plot", "a.gif"],
            2,
            "a plot is written to a file that ends in .svg, .tex, .tikz, .pdf, .png, not 'a.gif'",
        ),
        (["lstm", "m=1:5", "n=1", "-o", "none/a.csv"], 1, "cannot be written: there is no such folder"),
        (["m=1:5"], 2, "a cell, a layer or a network is needed"),
        (["lstm", "m=1:5", "n=1", "--json", "-o", "a.csv"], 2, "--json prints one document; leave out --as and -o"),
    ],
)
def test_refusals(run, words, code, error):
    left, out, err = run("sweep", *words)
    assert (left, out) == (code, "")
    assert error in err


def test_what_an_extra_brings(run, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    code, _, err = run("sweep", "lstm", "n=1", "m=1:5", "-o", "a.parquet")
    assert (code, err) == (1, "error: pyarrow is needed for Parquet: pip install 'symbolic-cells[parquet]'\n")
    code, _, err = run("sweep", "lstm", "n=1", "m=1:5", "--plot", "a.pdf")
    assert (code, err) == (1, "error: matplotlib is needed for a plot: pip install 'symbolic-cells[plot]'\n")


def test_a_family_is_swept_and_plotted(run, tmp_path):
    path = tmp_path / "gru.svg"
    code, out, err = run("sweep", "--family", "simple", "n=8", "m=8:32:8", "--plot", str(path))
    assert (code, out) == (0, "")
    assert err.splitlines() == ["left out, as they have other sizes: jordan, scrn, cwrnn", f"wrote {path}"]
    assert ">indrnn</text>" in path.read_text("utf-8")
    code, out, _ = run("sweep", "rnn", "--family", "simple", "n=8", "m=8:16:8")
    assert out.splitlines()[0].split() == ["n", "m", "rnn", "irnn", "indrnn", "delta_rnn", "atr", "fastrnn", "fastgrnn"]


@pytest.mark.parametrize(
    ("family", "problem"),
    [
        ("grus", "there is no family 'grus'; did you mean gru?"),
        ("convolutional", "no cell of Convolutional cells has only these sizes; convlstm has c, h, k"),
    ],
)
def test_a_family_that_is_not_there(run, family, problem):
    code, _, err = run("sweep", "--family", family, "n=8", "m=8:16:8")
    assert code
    assert problem in err


@pytest.mark.parametrize(
    "words", [["compare", "lstm", "gru", "n=4", "m=5"], ["cost", "lstm", "n=4", "m=5", "B=2", "T=9"]]
)
@pytest.mark.parametrize("ending", ["svg", "tex", "tikz"])
def test_answers_are_plotted_to_files(run, tmp_path, words, ending):
    path = tmp_path / f"plot.{ending}"
    assert run(*words, "--plot", str(path)) == (0, "", f"wrote {path}\n")
    assert path.read_text("utf-8") == run_again(run, words, path)


def run_again(run, words, path):
    run(*words, "--plot", str(path), "--force")
    return path.read_text("utf-8")
