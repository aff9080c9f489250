"""Pictures compile in an article, in two columns and on slides."""

import re
import shutil
import subprocess

import pytest

from symbolic import cell, cells
from symbolic.report.pictures.diagram import diagram
from symbolic.report.pictures.figure import figure
from symbolic.report.pictures.weights import weight_map

pytestmark = [
    pytest.mark.latex,
    pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed"),
]
SAMPLE = ("lstm", "rhn", "mlstm_block")


def typeset(folder, name, floats):
    if shutil.which("kpsewhich") and subprocess.run(["kpsewhich", f"{name}.cls"], capture_output=True).returncode:
        pytest.skip(f"{name} is not installed")
    pages = [f"\\begin{{frame}}\n{text}\\end{{frame}}" if name == "beamer" else f"{text}\\clearpage" for text in floats]
    body = "\n".join(pages)
    text = f"\\documentclass{{{name}}}\\usepackage{{amsmath,tikz}}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (folder / "page.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


@pytest.mark.parametrize("name", ["article", pytest.param("IEEEtran", marks=pytest.mark.long)])
def test_a_sample(name, tmp_path):
    check(typeset(tmp_path, name, [figure(diagram(cell(each))) for each in SAMPLE]))


@pytest.mark.long
@pytest.mark.parametrize("name", ["article", "IEEEtran", "beamer"])
def test_every_cell(name, tmp_path):
    check(typeset(tmp_path, name, [figure(draw(cell(each))) for each in cells() for draw in (diagram, weight_map)]))


def check(log):
    assert "Output written" in log
    assert not re.findall(r"^! .*|^Overfull .*", log, re.MULTILINE)
