"""``symbolic report``: which documents are written, and how they look."""

import shutil

import pytest

needs_tex = pytest.mark.skipif(not shutil.which("latexmk"), reason="latexmk is not installed")


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_formats_share_the_documents(run, tmp_path):
    for kind in ("all", "latex", "markdown"):
        assert run("report", "rnn", "-o", kind, "--format", kind)[0] == 0
    assert names(tmp_path / "markdown") == {
        "handbook.md",
        *(f"cells/rnn{end}" for end in (".md", "-diagram.svg", "-map.svg")),
    }
    assert names(tmp_path / "latex") | names(tmp_path / "markdown") == names(tmp_path / "all")
    assert not names(tmp_path / "latex") & names(tmp_path / "markdown")


@pytest.mark.long
@pytest.mark.latex
@needs_tex
def test_a_pdf(run, tmp_path):
    assert run("report", "rnn", "-o", "out", "--format", "pdf")[0] == 0
    assert (tmp_path / "out" / "handbook.pdf").read_bytes().startswith(b"%PDF")
    assert run("report", "rnn", "-o", "out", "--format", "pdf")[0] == 0
    (tmp_path / "out" / "handbook.pdf").write_bytes(b"%PDF of somebody else")
    code, _, err = run("report", "rnn", "-o", "out", "--format", "pdf")
    assert code == 1
    assert "handbook.pdf: this file was not written by this tool" in err


def test_a_pdf_without_tex(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = run("report", "rnn", "-o", "out", "--format", "pdf")
    assert (code, out) == (1, "")
    assert err.startswith("error: a PDF needs a TeX engine")
    assert not (tmp_path / "out").exists()


def test_a_pdf_is_not_compared(run):
    assert run("report", "rnn", "--check", "--format", "pdf")[0] == 2
    assert run("report", "rnn", "--format", "docx")[0] == 2


def test_notation_and_flavour(run, tmp_path):
    assert run("report", "lstm", "-o", "out", "--notation", "pytorch", "--flavour", "quarto")[0] == 0
    page = (tmp_path / "out" / "cells" / "lstm.md").read_text("utf-8")
    assert "W_{ii}" in page
    assert "{#eq-lstm}" in page
    assert "W_{ii}" in (tmp_path / "out" / "macros.tex").read_text("utf-8")


def test_parts(run):
    code, out, err = run("latex", "lstm", "--part", "count")
    assert (code, err) == (0, "")
    assert "P(n, m) = 4 m (m + n + 1)" in out
    assert run("latex", "torch.nn.LSTM", "--part", "count")[0] == 2
    assert "did you mean table?" in run("latex", "lstm", "--part", "tabel")[2]


def test_a_site_and_the_page_of_one_cell(run, tmp_path):
    code, out, err = run("report", "rnn", "gru", "-o", "site", "--format", "html")
    assert (code, out) == (0, "")
    assert "2 in cells/" in err
    assert run("report", "rnn", "gru", "-o", "site", "--format", "html", "--check")[0] == 0
    (tmp_path / "site" / "index.html").write_text("of somebody else")
    code, _, err = run("report", "rnn", "gru", "-o", "site", "--format", "html")
    assert code == 1
    assert "index.html: this file was not written by this tool; --force overwrites it" in err
    assert run("report", "rnn", "n=3", "m=5", "-o", "page", "--format", "html")[0] == 0
    assert names(tmp_path / "page") == {"rnn.html"}
    assert ">45</output>" in (tmp_path / "page" / "rnn.html").read_text("utf-8")
