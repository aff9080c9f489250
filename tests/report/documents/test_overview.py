"""What the handbook says across its cells."""

import re

from symbolic import Cell, cell, cells
from symbolic.report.documents.documents import report
from symbolic.report.documents.overview import CURVES, EXAMPLE_AT, overview
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.writing.notation import OWN_NOTATION


def of(*names, **modifiers):
    made = [cell(name, **modifiers) for name in names]
    return overview([cell_context(subject) for subject in made], OWN_NOTATION)


def number(text):
    return int(text.replace("{,}", ""))


def test_the_question_is_counted():
    question = of("lstm")["question"]
    n, m = EXAMPLE_AT["n"], EXAMPLE_AT["m"]
    assert number(question["right"]) == 4 * (n * m + m * m + m)
    assert number(question["formula"]) == 4 * (n * m + m * m)
    assert number(question["double"]) == 4 * (n * m + m * m + 2 * m)
    assert number(question["mistaken"]) == 4 * (n * 16 * m + (n * 16) ** 2)


def test_the_ranking_is_in_order_and_complete():
    rows = of(*cells())["ranking"]
    counts = [number(row["number"]) for row in rows]
    assert counts == sorted(counts)
    two = [name for name in cells() if set(cell(name).letters) == {"n", "m"} and len(cell(name).counted_letters) == 2]
    assert {row["file"] for row in rows} == set(two)
    assert next(row["ratio"] for row in rows if row["file"] == "lstm") == "1.000"


def test_curves_are_the_counts():
    curves = of(*CURVES)["curves"]
    assert len(curves) == len(CURVES)
    for name, curve in zip(CURVES, curves, strict=True):
        for x in (16, 100, 1024):
            over_m = re.sub("x", str(x), curve["over_m"]).replace("^", "**")
            over_n = re.sub("x", str(x), curve["over_n"]).replace("^", "**")
            assert eval(over_m) == cell(name).count_at(n=256, m=x)
            assert eval(over_n) == cell(name).count_at(n=x, m=256)


def test_a_report_without_these_cells_says_nothing_of_them():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="mine")
    assert of("gru")["question"] is None
    assert of("gru")["ranking"] == []
    assert of("lstm", bias="double")["question"] is None
    handbook = report({"Mine": [own]})["handbook.tex"]
    assert "One count, worked" not in handbook
    assert "pgfplots" not in handbook
