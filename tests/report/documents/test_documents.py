"""Fragments and the report as a whole."""

import os
import subprocess
import sys

import pytest
from subjects import bias_variants

from symbolic import Cell, cell, cells
from symbolic.errors import UsageError
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.files import GENERATED_MARK
from symbolic.report.pages.cell_names import file_name
from symbolic.report.writing.options import PAGE_PARTS

EQUATION = "h[t] = tanh(W @ x[t])"
SIZES = {"x": "n", "h": "m"}
WHERE = ("cells/{}.md", "cells/{}-diagram.svg", "cells/{}-map.svg", "fragments/{}.tex")


@pytest.mark.parametrize(
    "variant", list(bias_variants(None, "none", "single", "double")), ids=lambda variant: variant.label
)
def test_fragments(variant):
    for kind in ("latex", "markdown"):
        text = fragment(variant, kind)
        assert GENERATED_MARK in text.splitlines()[0]
        assert text == text.strip() + "\n"
        assert "None" not in text
    latex = fragment(variant, "latex")
    assert "\n\n" not in latex
    assert r"\documentclass" not in latex
    assert r"\usepackage" not in latex
    assert latex.count(r"\begin{") == latex.count(r"\end{")
    markdown = fragment(variant, "markdown")
    assert "\n\n\n" not in markdown
    for block in markdown.split("```")[1::2]:
        assert "\n\n" not in block
    for line in markdown.splitlines():
        assert not line.startswith("|") or line.endswith("|")


def test_tables_of_markdown_are_rectangles():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", SIZES, latex={"h": r"\|h|", "m": "|m|"})
    tables = [block.splitlines() for block in fragment(own, "markdown").split("\n\n") if block.startswith("|")]
    assert len(tables) == 4
    for rows in tables:
        assert len({row.count("|") for row in rows}) == 1


def test_names_of_files():
    files = report({"A": [cell("lstm"), cell("lstm", bias="double")], "B": [cell("gru")]})
    names = [where.format(name) for name in ("gru", "lstm", "lstm-bias-double") for where in WHERE]
    assert list(files) == sorted([*names, "handbook.md", "handbook.tex", "macros.tex", "sources.bib"])
    assert all(text.splitlines()[0].count(GENERATED_MARK) == 1 for text in files.values())


@pytest.mark.parametrize(
    ("name", "file"),
    [("", "cell"), ("..", "cell"), ("../../etc/x", "etc-x"), ("a b", "a-b"), ("é", "cell"), ("a\\b\0c", "a-b-c")],
)
def test_plain_file_names(name, file):
    assert file_name(Cell(EQUATION, SIZES, name=name)) == file


def test_two_cells_of_one_name():
    with pytest.raises(UsageError, match="two cells of this report are called a-b; give them names"):
        report({"": [Cell(EQUATION, SIZES, name="a b"), Cell(EQUATION, SIZES, name="a-b")]})


def test_handbook_has_every_cell():
    files = report({"Some": [cell("lstm"), cell("gru")]})
    for name in ("lstm", "gru"):
        assert cell(name).title in files["handbook.md"]
        assert cell(name).title in files["handbook.tex"]
    assert files["handbook.tex"].endswith("\\end{document}\n")
    assert "](cells/lstm.md)" in files["handbook.md"]
    assert r"\label{cell:lstm}" in files["handbook.tex"]


def test_parts_of_chosen_cells():
    files = report({"Cells": [cell("lstm")]}, parts=True)
    assert [name for name in files if name.startswith("fragments/")] == sorted(
        ["fragments/lstm.tex", *(f"fragments/lstm-{part}.tex" for part in PAGE_PARTS)]
    )


def test_progress():
    seen = []
    report({"A": [cell("lstm"), cell("gru")]}, progress=seen.append)
    assert seen == ["lstm", "gru"]


@pytest.mark.parametrize("chosen", [cells()[::12], pytest.param(cells(), marks=pytest.mark.long)], ids=["some", "all"])
def test_same_bytes_in_every_process(tmp_path, chosen):
    folders = []
    for seed in ("1", "4242"):
        folder = tmp_path / seed
        command = [sys.executable, "-m", "symbolic", "report", *chosen, "-o", str(folder)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        folders.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert folders[0] == folders[1]
    assert len(folders[0]) >= 4 * len(chosen) + 4
    assert not any(b"\r" in data for data in folders[0].values())
