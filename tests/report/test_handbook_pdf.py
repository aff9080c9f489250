"""The handbook as a PDF: tagged where TeX can, its figures near their sections."""

import re
import shutil
import subprocess

import pytest

from symbolic import cell, cells
from symbolic.report.documents.documents import report
from symbolic.report.documents.templates import template_folder

TEXT_HEIGHT, SPACE_BELOW = 703, 20
"""Points of the text of a page, and of the space between a figure at its top and the text."""
needs_tex = pytest.mark.skipif(not (shutil.which("pdflatex") and shutil.which("pdfinfo")), reason="no pdflatex")


def handbook(*names):
    return report({"Cells": [cell(name) for name in names]})["handbook.tex"]


def log_of(folder, text):
    (folder / "book.tex").write_text(text, encoding="utf-8")
    for _ in range(3):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "book.tex"]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=True)
    return (folder / "book.log").read_text(encoding="utf-8", errors="replace")


def info_of(folder, *options):
    return subprocess.run(["pdfinfo", *options, "book.pdf"], cwd=folder, capture_output=True, text=True).stdout


def misplaced(aux, most):
    """The figures that stand more than so many pages from the derivation of their cell."""
    at = dict(re.findall(r"\\newlabel\{(?:tab|fig):([\w-]+)\}\{\{[^{}]*\}\{(\d+)\}", aux))
    pages = {name: int(page) for name, page in at.items()}
    figures = [name for name in pages if re.search("-(diagram|map)$", name)]
    assert figures
    return [name for name in figures if abs(pages[name] - pages[name.rpartition("-")[0] + "-derivation"]) > most]


@pytest.mark.latex
@pytest.mark.long
@needs_tex
def test_tagged_where_tex_can(tmp_path):
    log = log_of(tmp_path, handbook("lstm", "gru"))
    if "pdfmanagement-testphase" not in log:
        pytest.skip("this TeX cannot tag")
    assert "Tagged:          yes" in info_of(tmp_path)
    assert "Package tagpdf Warning" not in log
    assert "H1" in info_of(tmp_path, "-struct")
    assert "Parameter counts of recurrent neural networks derived from their equations" in info_of(tmp_path, "-meta")


@pytest.mark.latex
@pytest.mark.long
@needs_tex
def test_an_older_tex_typesets_it_untagged(tmp_path):
    text = handbook("lstm", "gru")
    log_of(tmp_path, text.replace("\n", "\n\\let\\DocumentMetadata\\undefined\n", 1))
    assert "Tagged:          no" in info_of(tmp_path)


@pytest.mark.long
def test_a_long_book_is_not_tagged():
    assert "DocumentMetadata" in handbook(*cells()[:20])
    assert "DocumentMetadata" not in handbook(*cells()[:21])


def test_no_figure_is_too_high_for_a_page_with_text_and_too_low_for_one_of_its_own():
    template = (template_folder() / "handbook.tex.j2").read_text(encoding="utf-8")
    said = dict(re.findall(r"\\renewcommand\{\\(top|text|floatpage)fraction\}\{([\d.]+)\}", template))
    top, text, page = (float(said[name]) for name in ("top", "text", "floatpage"))
    assert page < min(top, 1 - text) - SPACE_BELOW / TEXT_HEIGHT


def test_the_check_of_places_can_fail():
    label = r"\newlabel{%s}{{1.1}{%d}{A}{x}{}}"
    aux = "\n".join([label % ("tab:lstm-derivation", 5), label % ("fig:lstm-map", 6), label % ("fig:lstm-diagram", 90)])
    assert misplaced(aux, 3) == ["lstm-diagram"]


@pytest.mark.latex
@pytest.mark.long
@needs_tex
def test_figures_stand_near_their_sections(tmp_path):
    log_of(tmp_path, handbook("retnet", "gsa", "deltanet", "hgrn2", "lem"))
    assert misplaced((tmp_path / "book.aux").read_text(encoding="utf-8", errors="replace"), 3) == []
