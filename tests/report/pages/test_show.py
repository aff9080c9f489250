"""``symbolic show`` as a whole: the cell, what the frameworks count for it, the note."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import consulted
from symbolic.frameworks.table import framework_rows
from symbolic.report.pages.cell_text import show_cell
from symbolic.report.pages.show import show_data, show_text
from symbolic.report.writing.prose import prose_text
from symbolic.terminal import WITHOUT_TERMINAL

SIZES = {"n": 4096, "m": 256}


def test_a_cell_is_followed_by_the_frameworks_and_the_note():
    text = show_text(cell("lstm"), SIZES)
    assert text.startswith(show_cell(cell("lstm"), SIZES).rstrip("\n"))
    assert text.index("framework layer") < text.index("note: ")
    words = " ".join(text.split())
    assert f" note: {prose_text(cell('lstm').note)} consulted: " in words
    assert words.endswith(f"consulted: {prose_text(consulted(cell('lstm')))}")
    assert max(map(len, text.splitlines())) <= WITHOUT_TERMINAL


@pytest.mark.parametrize("name", cells())
def test_the_table_stands_exactly_where_a_framework_has_a_layer_of_the_cell(name):
    text = show_text(cell(name), {})
    assert ("framework layer" in text) == bool(framework_rows(cell(name)))


def test_a_cell_of_ones_own_ends_with_its_forms():
    own = Cell("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"})
    assert show_text(own, {}) == show_cell(own, {})


def test_the_difference_is_a_formula_and_with_sizes_a_number():
    assert ["torch.nn.LSTM", "4,458,496", "+ 4·m = 1,024"] in _columns(show_text(cell("lstm"), SIZES))
    assert ["torch.nn.LSTM", "4·m·(m + n + 2)", "+ 4·m"] in _columns(show_text(cell("lstm"), {}))


def test_a_modified_cell_is_compared_as_it_is_modified():
    rows = {row["layer"]: row for row in show_data(cell("lstm", bias="double"), SIZES)["frameworks"]}
    assert rows["torch.nn.LSTM"]["difference"] == "0"
    assert rows["torch.nn.LSTM"]["count"] == 4458496


def test_data_has_a_row_a_layer():
    rows = show_data(cell("lstm"), SIZES)["frameworks"]
    assert [row["layer"] for row in rows] == [row.layer.name for row in framework_rows(cell("lstm"))]
    assert all(set(row) == {"layer", "arguments", "formula", "difference", "why", "count"} for row in rows)


def _columns(text):
    return [[part.strip() for part in line.split("   ") if part.strip()] for line in text.splitlines()]
