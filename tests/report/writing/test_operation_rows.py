"""What a step takes, as rows of a page."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.frameworks import layer
from symbolic.report.documents.fragments import fragment
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.pages.layer_context import layer_context
from symbolic.report.writing.operation_rows import TITLES, letter_names, operation_data, operation_rows


@pytest.mark.parametrize("name", cells())
def test_all_rows_have_a_number_or_none_has(name):
    own = cell(name)
    without = operation_rows(own.work, {})
    assert [row["title"] for row in without if "once" not in row["title"]] == list(TITLES.values())
    assert {row["number"] for row in without} == {None}
    numbers = [row["number_latex"] for row in cell_context(own)["cost"]]
    assert all(numbers) or not any(numbers)


def test_numbers_at_the_sizes():
    rows = operation_rows(cell("lstm").work, {"n": 3, "m": 5})
    assert [row["number"] for row in rows] == [160, 5, 15, 25, 365]
    assert {row["number"] for row in operation_rows(cell("convlstm").work, {"c": 3, "h": 5, "k": 3})} == {None}


def test_letters_as_their_author_writes_them():
    own = Cell("h[t] = W @ x[t] + h[t-1]", {"x": "n", "h": "m"}, latex={"m": r"d^h", "n": r"\nu"})
    rows = operation_rows(own.work, {}, letter_names(own))
    assert rows[0]["latex"] == r"d^h \nu"
    square = Cell("h[t] = U @ h[t-1]", {"h": "m"}, latex={"m": "d^h"})
    assert operation_rows(square.work, {}, letter_names(square))[0]["latex"] == "(d^h)^{2}"
    assert "H W d_{h} k^{2}" in fragment(cell("convlstm"), "markdown")


def test_a_layer_has_rows_too():
    rows = layer_context(layer("torch.nn.LSTM"), {"n": 3, "m": 5})["cost"]
    assert [row["number_latex"] for row in rows][:2] == ["160", "25"]
    assert [row["number_latex"] for row in layer_context(layer("torch.nn.LSTM"))["cost"]] == [""] * 5


def test_data_is_text():
    assert operation_data(cell("rnn").work)["flops"] == "2*m*n + 2*m**2 + m"
