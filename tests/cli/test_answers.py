"""Every command's answer where nothing is wrong."""

import json

import pytest

from symbolic import __version__, cell, cells
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.pages.show import show_text as show

OWN = """
title = "My cell"
equations = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
[sizes]
x = "n"
h = "m"
"""


def test_list(run):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert [name for name in cells() if f"\n  {name} " not in out] == []
    assert "LSTM with forget gate" in out


def test_show(run):
    code, out, err = run("show", "lstm", "n=4096", "m=256")
    assert (code, err) == (0, "")
    assert out == show(cell("lstm"), {"n": 4096, "m": 256})
    assert "4,457,472" in out


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("lstm n=4096 m=256", "4457472"),
        ("lstm input=4096 units=256", "4457472"),
        ("lstm n=4096 m=256 bias=double", "4458496"),
        ("bias=double m=256 lstm n=4096", "4458496"),
        ("lstm n=4096 hidden=256 bias=none", "4456448"),
        ("gru-reset-after n=64 m=128", str(cell("gru_reset_after").count_at(n=64, m=128))),
        ("lstm", "4*m*(m + n + 1)"),
        ("lstm bias=none", "4*m*(m + n)"),
        ("rnn n=1000000000000 m=1000000000000", "2000000000001000000000000"),
        ("rnn n=3 m=5 project=r r=2", str(cell("rnn", project="r").count_at(n=3, m=5, r=2))),
    ],
)
def test_count_is_alone_on_its_line(run, words, answer):
    assert run("count", *words.split()) == (0, f"{answer}\n", "")


@pytest.mark.parametrize("kind", ["latex", "markdown"])
def test_fragment(run, kind):
    assert run(kind, "lstm") == (0, fragment(cell("lstm"), kind), "")
    assert run(kind, "lstm", "n=3", "m=5")[1] == fragment(cell("lstm"), kind, {"n": 3, "m": 5})


def test_report(run, tmp_path):
    code, out, err = run("report", "lstm", "gru", "-o", "deep/out")
    assert (code, out) == (0, "")
    top = "handbook.md, handbook.tex, macros.tex, sources.bib"
    assert err == f"wrote 30 files to deep/out: {top}, 6 in cells/, 20 in fragments/\n"
    folder = tmp_path / "deep" / "out"
    files = report({"Cells": [cell("lstm"), cell("gru")]}, parts=True)
    assert {name: (folder / name).read_text("utf-8") for name in files} == files
    assert run("report", "lstm", "-o", "deep/out")[0] == 0


def test_report_with_sizes_and_modifiers(run, tmp_path):
    assert run("report", "lstm", "units=32", "bias=double", "-o", "out")[0] == 0
    text = (tmp_path / "out" / "fragments" / "lstm-bias-double.tex").read_text("utf-8")
    assert r"m = 32" in text
    assert "(bias=double)" in (tmp_path / "out" / "handbook.md").read_text("utf-8")


@pytest.mark.usefixtures("small_catalogue")
def test_report_of_all_leaves_out_what_a_modifier_does_not_fit(run, tmp_path):
    code, _, err = run("report", "low_rank=s", "-o", "out", "--format", "markdown")
    assert code == 0
    left_out = err.partition("do not fit: ")[2].partition("\n")[0].split(", ")
    assert {"ea_lstm", "f_lstm", "lowrank_lstm", "qlstm", "convlstm", "s4d"} <= {*left_out}
    written = (tmp_path / "out" / "handbook.md").read_text(encoding="utf-8")
    assert written.count(r"| Elman (simple) RNN (low\_rank=s) |") == 1
    assert run("report", "peepholes=diagonal", "rnn", "-o", "out")[0] == 2
    assert "no cell of the catalogue takes bias=triple" in run("report", "bias=triple", "-o", "out")[2]


def test_report_writes_to_output(run, tmp_path):
    assert run("report", "rnn")[0] == 0
    assert (tmp_path / "output" / "handbook.md").is_file()


def test_report_checks_what_is_there(run, tmp_path):
    assert run("report", "rnn", "-o", "out", "--check")[0] == 1
    assert not (tmp_path / "out").exists()
    run("report", "rnn", "-o", "out")
    assert run("report", "rnn", "-o", "out", "--check") == (0, "", "")
    code, out, err = run("report", "rnn", "bias=double", "-o", "out", "--check")
    assert (code, err) == (1, "")
    assert "+# Parameters" not in out
    assert any(line.startswith("+") and "b_{h}" in line for line in out.splitlines())
    assert json.loads(run("report", "rnn", "-o", "out", "--check", "--json")[1])["current"] is True


def test_report_overwrites_with_force(run, tmp_path):
    (tmp_path / "handbook.md").write_text("mine")
    assert run("report", "rnn", "-o", ".")[0] == 1
    assert run("report", "rnn", "-o", ".", "--force")[0] == 0


def test_cell_of_ones_own(run, tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    assert run("count", "own.toml", "n=3", "m=5") == (0, "45\n", "")
    assert run("count", str(tmp_path / "own.toml"), "bias=none") == (0, "m*(m + n)\n", "")
    assert run("show", "./own.toml")[1].startswith("My cell\n")


@pytest.mark.parametrize(
    "words",
    [
        "list",
        "show lstm",
        "show lstm n=4096 m=256 bias=double",
        "count lstm",
        "count lstm n=4096 m=256",
        "latex lstm",
        "markdown gru",
        "report rnn -o out",
    ],
)
def test_json(run, words):
    code, out, err = run(*words.split(), "--json")
    assert (code, err) == (0, "")
    assert out == json.dumps(json.loads(out), sort_keys=True, indent=2) + "\n"


def test_what_json_holds(run):
    def answer(*words):
        return json.loads(run(*words, "--json")[1])

    sizes = {"n": 4096, "m": 256}
    assert answer("count", "lstm", "n=4096", "m=256", "bias=double") == {
        "cell": "lstm",
        "modifiers": {"bias": "double"},
        "sizes": sizes,
        "count": 4458496,
    }
    assert answer("count", "lstm") == {"cell": "lstm", "modifiers": {}, "sizes": {}, "formula": "4*m*(m + n + 1)"}
    shown = answer("show", "lstm", "n=4096", "m=256")
    assert (shown["count"], shown["sizes"]) == (4457472, sizes)
    assert "count" not in answer("show", "lstm")
    assert [row["name"] for row in answer("list")] == cells()
    assert answer("latex", "lstm")["latex"] == fragment(cell("lstm"), "latex")
    assert answer("report", "rnn", "-o", "out")["files"] == list(report({"": [cell("rnn")]}, parts=True))


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help(run, word):
    code, out, err = run(word)
    assert (code, err) == (0, "")
    for command in ("list", "show", "count", "latex", "markdown", "report"):
        assert f"\n  {command} " in out
        page = run(command, word)
        assert page[0] == 0
        assert page[1].startswith(f"Usage: symbolic {command}")


def test_version(run):
    assert run("--version") == (0, f"symbolic-cells {__version__}\n", "")


@pytest.mark.parametrize("command", ["show", "latex", "markdown"])
def test_all_steps_are_more_than_the_short_ones(run, command):
    short, long = (run(command, "lstm", "n=3", "m=5", "--steps", steps)[1] for steps in ("short", "all"))
    assert short == run(command, "lstm", "n=3", "m=5")[1]
    assert len(long.splitlines()) >= len(short.splitlines()) + 10
    assert "all together" in long
    assert "all together" not in short


def test_steps_are_short_or_all(run):
    status, text, problem = run("show", "lstm", "--steps", "long")
    assert (status, text) == (2, "")
    assert "'long' is not one of 'short', 'all'" in problem
