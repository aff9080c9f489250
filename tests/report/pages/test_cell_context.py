"""What a template gets is plain data."""

import pytest
from subjects import plain

from symbolic import Cell, cell, cells
from symbolic.errors import SymbolicError
from symbolic.report.documents.fragments import full_context
from symbolic.report.pages.cell_context import cell_context, grouped
from symbolic.report.pages.cell_names import full_title

KEYS = {
    *("name", "label", "title", "modifiers", "source", "keys", "references", "summary", "note"),
    *("consulted", "text"),
    *("equations", "letters", "inputs", "states", "fixed", "table", "steps", "cost"),
    *(
        "operations",
        "count_sign",
        "count_rows",
        "count_latex",
        "count_text",
        "expanded",
        "counted",
        "counted_letters",
        "number",
        "sizes_latex",
        "cost_sizes_latex",
        "file",
        "terms",
    ),
}


@pytest.mark.parametrize("name", cells())
def test_plain_data(name):
    context = cell_context(cell(name))
    assert context.keys() == KEYS
    assert plain(context)
    whole = full_context(cell(name))
    assert whole.keys() == KEYS | {"forms", "backward", "layers", "pictures"}
    assert plain(whole)


def test_numbers():
    assert cell_context(cell("lstm"))["number"] == 4457472
    assert cell_context(cell("lstm"), {"n": 3, "m": 5})["number"] == cell("lstm").count_at(n=3, m=5)
    assert cell_context(cell("lstm"), {"n": 3})["number"] == cell("lstm").count_at(n=3, m=256)
    assert grouped(4457472) == "4{,}457{,}472"


def test_the_table_of_a_cell():
    table = cell_context(cell("peephole_lstm"))["table"]
    assert table["roles"] == ["input kernel", "recurrent kernel", "peephole", "bias"]
    assert [row["gate_latex"] for row in table["rows"]] == ["i", "f", "g", "o"]
    assert table["rows"][2]["cells"] == ["m n", "m^{2}", "", "m"]
    assert table["sums"] == ["4 m n", "4 m^{2}", "3 m", "4 m"]


def test_steps_are_words_and_formulas():
    last = cell_context(cell("lstm"))["steps"][-1]
    assert last["words"] == [{"latex": "n = 4096"}, {"text": ", "}, {"latex": "m = 256"}]
    assert last["latex"].endswith("= 4{,}457{,}472")


def test_title_names_the_modifiers():
    assert full_title(cell("lstm")) == "LSTM with forget gate"
    assert full_title(cell("lstm", bias="double")) == "LSTM with forget gate (bias=double)"
    assert full_title(Cell("h[t] = tanh(x[t])", {"x": "n"})) == "cell"


def test_what_is_fixed():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"}, fixed=["U"], latex={"U": r"\Omega"})
    assert cell_context(own)["fixed"] == [r"\Omega"]


def test_example_sizes_need_not_suit():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m/3"})
    assert cell_context(own)["number"] is None
    assert cell_context(own, {"m": 9})["number"] == 4096 * 3
    with pytest.raises(SymbolicError):
        cell_context(own, {"m": 10})


def test_a_cell_without_parameters():
    context = cell_context(Cell("h[t] = tanh(x[t])", {"x": "n"}))
    assert context["table"] == {"roles": [], "rows": [], "sums": [], "total_latex": "0"}
    assert plain(context)
