"""What a paper loads: parts with labels, commands of letters only, numbers that TeX computes as we do."""

import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import example_sizes
from symbolic.errors import DerivativeError, UnknownName, UsageError
from symbolic.report.documents.documents import report
from symbolic.report.documents.paper import macro_name, macros, part
from symbolic.report.documents.templates import template_folder
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.writing.options import PAGE_PARTS, PICTURE_PARTS
from tests.report.test_latex_compiles import compiled, write_book

needs_tex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")


def commands(names):
    return macros(cell_context(cell(name)) for name in names)


@pytest.mark.parametrize("name", PAGE_PARTS)
def test_a_part_drops_into_a_paragraph(name):
    text = part(cell("lstm"), name)
    assert "\n\n" not in text
    assert not re.search(r"\\(documentclass|usepackage|newcommand)", text)
    assert len(re.findall(r"\\label\{(eq|tab|fig):lstm(-\w+)?\}", text)) == 1


def test_an_unknown_part():
    with pytest.raises(UnknownName, match="there is no part 'tabel'; did you mean table"):
        part(cell("lstm"), "tabel")


def test_names_of_commands():
    names = [macro_name(name) for name in cells()]
    assert all(re.fullmatch("[A-Za-z]+", name) for name in names)
    assert len(set(names)) == len(names)
    text = commands(cells())
    defined = re.findall(r"\\newcommand\{\\([^}]*)\}", text)
    assert len(set(defined)) == len(defined) >= 4 * len(cells())
    assert all(name.startswith(tuple(names)) for name in defined)


def test_two_cells_of_one_command():
    first, second = (Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name=name) for name in ("my-cell", "my_cell"))
    with pytest.raises(UsageError, match=r"two cells of this report would have the command \\MYCell|\\MyCell"):
        macros([cell_context(first), cell_context(second)])


def test_the_pictures_of_named_cells_have_commands():
    named, whole = (report({"Cells": ["rnn"]}, parts=parts)["macros.tex"] for parts in (True, False))
    pictures = re.findall(r"\\newcommand\{\\(\w+)\}\{%\n\\begingroup", named)
    assert pictures == ["RNNDiagram", "RNNMap"]
    assert "need tikz" in named
    assert "tikz" not in whole


@pytest.mark.latex
@needs_tex
def test_pictures_drop_into_a_figure(tmp_path):
    (tmp_path / "macros.tex").write_text(report({"Cells": ["gru"]}, parts=True)["macros.tex"], encoding="utf-8")
    body = "".join(rf"\begin{{figure}}\centering\GRU{name}\caption{{A}}\end{{figure}}" for name in ("Diagram", "Map"))
    head = r"\documentclass{article}\usepackage{amsmath,tikz}\input{macros}"
    (tmp_path / "a.tex").write_text(f"{head}\\begin{{document}}{body}\\end{{document}}\n", encoding="utf-8")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "a.tex"], cwd=tmp_path, capture_output=True)
    log = done.stdout.decode("utf-8", "replace")
    assert "Output written" in log
    assert not re.findall(r"^! .*|^Overfull .*", log, re.M)


@pytest.mark.latex
@needs_tex
def test_tex_counts_as_python_does(tmp_path):
    wanted, lines = [], [r"\documentclass{article}", r"\usepackage{amsmath}", r"\input{macros}", r"\begin{document}"]
    for name in cells():
        for times in (1, 6, 700):
            sizes = {letter: times * size for letter, size in example_sizes(cell(name)).items()}
            number = cell(name).count_at(**sizes)
            if number >= 10**16:
                continue
            arguments = "".join(f"{{{sizes[letter]}}}" for letter in cell(name).counted_letters)
            lines.append(rf"\typeout{{{name}=\{macro_name(name)}CountAt{arguments}}}")
            wanted.append(f"{name}={number}")
    (tmp_path / "macros.tex").write_text(commands(cells()), encoding="utf-8")
    (tmp_path / "a.tex").write_text("\n".join([*lines, r"x\end{document}", ""]), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "a.tex"], cwd=tmp_path, capture_output=True, timeout=120
    )
    counts = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if re.match(r"\w+=\d+$", line)]
    assert counts == wanted
    assert {line.partition("=")[0] for line in counts} == {*cells()}


@pytest.mark.latex
@pytest.mark.long
@needs_tex
def test_parts_of_all_cells_compile(tmp_path):
    texts = []
    for name in cells():
        for kind in (kind for kind in PAGE_PARTS if kind not in PICTURE_PARTS):
            # A few cells have no backward pass, or no Jacobian for all members at once.
            with suppress(DerivativeError):
                texts.append(part(cell(name), kind))
    assert len(texts) > 5 * len(cells())
    write_book(tmp_path, texts)
    assert compiled(tmp_path, "book", runs=2) == []


@pytest.mark.latex
@needs_tex
@pytest.mark.sweep(4)
@pytest.mark.parametrize(
    "name", ["lstm", "gru", "rnn", "lstmp", "mogrifier", "g_lstm", "scrn", "s4d", "peephole_lstm", "cwrnn", "on_lstm"]
)
def test_tables_fit_in_two_columns(tmp_path, name):
    lines = [r"\documentclass[10pt,a4paper,twocolumn]{article}", r"\usepackage{amsmath,booktabs}"]
    lines += [r"\usepackage[margin=18mm]{geometry}", r"\begin{document}\footnotesize"]
    tables = [part(cell(name), kind).replace(r"\caption", r"\footnotesize\caption") for kind in ("table", "derivation")]
    (tmp_path / "two.tex").write_text("\n".join([*lines, *tables, r"\end{document}", ""]), encoding="utf-8")
    assert compiled(tmp_path, "two", runs=2) == []


@pytest.mark.latex
@needs_tex
@pytest.mark.skipif(not shutil.which("bibtex"), reason="bibtex is not installed")
@pytest.mark.parametrize("flat", [True, False])
def test_the_example_paper(tmp_path, flat):
    cells_of_it = [cell(name) for name in ("lstm", "gru", "peephole_lstm")]
    for name, text in report({"Cells": cells_of_it}, {"n": 100, "m": 50}, parts=True).items():
        path = tmp_path / (Path(name).name if flat else name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(template_folder() / "example-paper.tex", tmp_path / "paper.tex")
    compiled(tmp_path, "paper")
    subprocess.run(["bibtex", "paper"], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    assert compiled(tmp_path, "paper", runs=2) == []
