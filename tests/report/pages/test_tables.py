"""The tables of a page: one description, the same numbers in every format."""

import pytest

from symbolic import cell, cells
from symbolic.frameworks import layer, layers
from symbolic.frameworks.table import framework_rows
from symbolic.report.pages.step_table import step_table
from symbolic.report.pages.tables import array_table, form_table, framework_table, gate_table, words_of
from symbolic.report.writing.blocks import BLOCK_FORMATS, written
from symbolic.report.writing.polynomials import Maths


@pytest.mark.parametrize("name", cells())
def test_every_format_has_the_rows_of_the_description(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    own = cell(name)
    for table in (gate_table(own.table), step_table(own.derivation().steps), form_table(own.forms.values())):
        texts = {format: written([table], format) for format in BLOCK_FORMATS}
        head = any(table.header)
        assert len(texts["text"].strip("\n").splitlines()) == len(table.rows) + head
        assert texts["latex"].count(r" \\") == len(table.rows) + head
        assert texts["markdown"].count("\n|") == len(table.rows) + 1


def test_margins_are_the_last_row_and_column():
    table = gate_table(cell("lstm").table)
    assert table.header == ("gate", "input kernel", "recurrent kernel", "bias", "sum")
    assert [row[0] for row in table.rows] == [*(Maths(gate, gate) for gate in "ifog"), "sum"]
    assert table.rows[-1][-1] == Maths("4·m·(m + n + 1)", "4 m (m + n + 1)")


def test_a_reason_is_words_and_formulas():
    steps = step_table(cell("rnn").derivation(n=3, m=5).steps).rows
    assert [words_of(reason) for _, reason, _ in steps[4:]] == [
        [{"latex": "b"}, {"text": " is added to "}, {"latex": "m"}, {"text": " numbers"}],
        [{"text": "gate "}, {"latex": "h"}],
        [{"text": "common factor "}, {"latex": "m"}],
        [{"latex": "n = 3"}, {"text": ", "}, {"latex": "m = 5"}],
    ]
    assert steps[-1][-1] == Maths("5·(5 + 3 + 1) = 45", "5 (5 + 3 + 1) = 45")


@pytest.mark.parametrize("name", layers())
def test_arrays_at_sizes_add_up_to_the_count(name):
    made = layer(name)
    sizes = dict.fromkeys(made.counted_letters, 6)
    assert sum(row[-1] for row in array_table(made, sizes).rows) == made.count_at(**sizes)


def test_differences_have_a_sign():
    rows = {row[0]: row[1:] for row in framework_table(framework_rows(cell("lstm")), {"n": 3, "m": 5}).rows}
    assert rows["keras.layers.LSTM"] == (180, Maths("none", "0"))
    assert rows["torch.nn.LSTM"] == (200, Maths("+ 4·m = 20", "+4 m"))
