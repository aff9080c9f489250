"""The family tree: each cell once, behind the one that it changes."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import entries, find_cell
from symbolic.report.documents.descent import family_tree
from symbolic.report.documents.documents import report
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.site.site import site

EARLIER = {"bilstm"}
"""Cells whose source is older than what they are made of: two directions came first."""


def row_of(name):
    entry = entries()[name]
    return {"name": name, "title": entry.title, "file": name, "source": entry.source, "summary": entry.summary}


@pytest.mark.parametrize("name", [name for name in cells() if entries()[name].varies])
def test_what_a_cell_changes_is_there_and_not_younger(name):
    entry = entries()[name]
    assert entry.varies in entries()
    if name not in EARLIER:
        assert entries()[entry.varies].source[-4:] <= entry.source[-4:]


def test_every_cell_of_the_catalogue_is_in_the_tree_once():
    rows = family_tree(map(row_of, cells()))
    assert sorted(row["name"] for row in rows) == sorted(cells())
    assert sum(row["depth"] == 0 for row in rows) < 12
    above = []
    for row in rows:
        del above[row["depth"] :]
        assert entries()[row["name"]].varies == (above[-1] if above else "")
        above.append(row["name"])


def test_cells_that_a_report_does_not_have_are_left_out():
    rows = family_tree(map(row_of, ("gru", "mgu1", "jordan")))
    assert [(row["name"], row["depth"]) for row in rows] == [("jordan", 0), ("gru", 1), ("mgu1", 2)]
    assert family_tree(map(row_of, ("cornn", "lmu"))) == []


def test_modified_cells_and_namesakes_are_no_part_of_it():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="lstm", title="Mine")
    contexts = [cell_context(each) for each in (own, cell("gru", bias="double"), find_cell("rnn"), find_cell("irnn"))]
    assert [row["name"] for row in family_tree(contexts)] == ["rnn", "irnn"]


def test_names_lead_to_their_pages():
    families = {"Cells": ["rnn", "gru", "mgu", "lmu"]}
    documents = report(families)
    assert (
        "\n  - [MGU, minimal gated unit](cells/mgu.md), Zhou et al. 2016: One gate both" not in documents["handbook.md"]
    )
    assert (
        "\n    - [MGU, minimal gated unit](cells/mgu.md), Zhou et al. 2016: One gate both" in documents["handbook.md"]
    )
    assert (
        r"\hspace*{2em}\hyperref[cell:mgu]{\textbf{MGU, minimal gated unit}}, Zhou et al. 2016: One"
        in documents["handbook.tex"]
    )
    index = site(families)["index.html"]
    assert '<ul><li><a href="cells/mgu.html">MGU, minimal gated unit</a>' in index
    assert index.count("<ul") == index.count("</ul>")
