"""Each answer has the same formats: an object, text, LaTeX or Markdown, and data."""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from symbolic import Model, cell, check, compare, counts, identify, identify_formula, identify_shapes, solve, sweep
from symbolic.derive.cost import find_cost
from symbolic.frameworks import layer
from symbolic.report.answers import formats
from symbolic.report.answers.formats import answer_data, answer_text

ANSWERS = {
    "equal": lambda: check("4*(n*m + m**2 + m)", "lstm", n=3, m=5),
    "not equal": lambda: check("4*(n*m + n**2)", "lstm"),
    "another formula": lambda: check("7*n*m + m", "lstm", n=3, m=5),
    "of a layer": lambda: check("4*(n*m + m**2)*timesteps", layer("torch.nn.LSTM")),
    "found": lambda: identify(4457472, n=4096, m=256),
    "found sizes": lambda: identify(4457472, n=4096, m=(1, 4096)),
    "nearest": lambda: identify(4457473, n=4096, m=256),
    "nothing": lambda: identify(4457473, n=4096, m=(1, 9)),
    "solved": lambda: solve("lstm", "m", "10M", n=300, step=64),
    "solved in a line": lambda: solve("lstm", "n", "10M", m=300),
    "compared": lambda: compare("lstm", "gru_reset_after", n=300, m=512),
    "compared in symbols": lambda: compare("lstmp", "stacked_lstm"),
    "within a budget": lambda: compare("lstm", "gru", budget="100k", n=40),
    "shapes": lambda: identify_shapes("weight_ih_l0 (240, 81)"),
    "owners of a formula": lambda: identify_formula("4*h*(h + d + 1)"),
    "no owner of a formula": lambda: identify_formula("7*h*d + 3"),
    "compared layers": lambda: compare(layer("torch.nn.GRU"), layer("keras.layers.GRU")),
    "counted": lambda: counts("lstm", "gru", "mgu", n=300, m=512),
    "formulas": lambda: counts("lstm", "convlstm"),
    "solved in FLOPs": lambda: solve("lstm", "m", "10M", of="flops", n=300),
    "compared in FLOPs": lambda: compare("lstm", "gru", of="flops", n=300),
    "swept in FLOPs": lambda: sweep("lstm", of="flops", n=512, m="64:256:64"),
    "a network": lambda: Model.parse("embedding(V, e) > lstm(m, layers=L) > batch_norm() > dense(V)").summary(),
    "a network at sizes": lambda: Model.parse("lstm(m, layers=2) > dense(10)").summary(n=3, m=5),
    "a run": lambda: find_cost(cell("lstm"), 32, 100, n=300, m=512, backward="all"),
    "a run in letters": lambda: find_cost(layer("torch.nn.LSTM", bidirectional=True), n=300),
    "a run of a network": lambda: find_cost(Model.parse("embedding(V, e) > lstm(m, layers=L) > dense(V)")),
    "a cost": lambda: cell("lstm").cost(n=3),
    "a table": lambda: cell("peephole_lstm").table,
    "a derivation": lambda: cell("lstm").derivation(n=300, m=512),
    "forms": lambda: cell("lstm").forms,
    "a form": lambda: cell("lstm").forms["gates"],
    "a Jacobian": lambda: cell("lstm").jacobian("c", "c"),
    "no Jacobian": lambda: cell("rnn").jacobian("h", "x"),
    "swept": lambda: sweep("lstm", layer("torch.nn.LSTM"), n=512, m="64:256:64"),
}


@cache
def answer_of(name):
    return ANSWERS[name]()


def test_every_kind_of_answer_is_here():
    folder = Path(formats.__file__).parent
    # What was read of LaTeX, and remarks on it, are text alone; words of a check are part of its answer.
    alone = {"__init__", "captioned", "formats", "lint", "read_latex"}
    alone |= {"check_names", "check_reasons", "check_stated"}
    writers = {path.stem for path in folder.glob("*.py")} - alone
    assert {type(answer).__module__.rpartition(".")[2] for answer in map(answer_of, ANSWERS)} == writers


@pytest.mark.parametrize("name", ANSWERS)
def test_text(name):
    text = answer_text(answer_of(name))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert str(answer_of(name)) == text[:-1]
    assert all(line == line.rstrip() for line in text.splitlines())
    assert not re.search(r"\\|Size\(|None", text)


@pytest.mark.parametrize("name", ANSWERS)
def test_data_is_json_and_the_same_again(name):
    data = answer_data(answer_of(name))
    assert json.loads(json.dumps(data, sort_keys=True)) == data


@pytest.mark.parametrize("name", ANSWERS)
def test_markdown_has_whole_tables_and_formulas(name):
    text = answer_of(name)._repr_markdown_()
    assert text.count("$") % 2 == 0
    for table in re.findall(r"(?:^\|.*\n?)+", text, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


@pytest.mark.latex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no pdflatex")
def test_latex_compiles(tmp_path):
    bodies = "\n\n".join(answer._repr_latex_() for answer in map(answer_of, ANSWERS))
    head = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage[margin=2cm]{geometry}\n"
    # A notebook's export loads amssymb too.
    head += "\\usepackage{amsmath,amssymb,booktabs}\n\\begin{document}\n"
    (tmp_path / "answers.tex").write_text(f"{head}{bodies}\n\\end{{document}}\n", encoding="utf-8")
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "answers.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
