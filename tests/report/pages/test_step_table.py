"""The steps as every format writes them."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.frameworks import layer
from symbolic.report.documents.fragments import fragment
from symbolic.report.pages.show import show_data, show_text
from symbolic.report.pages.step_table import step_table, step_tables
from symbolic.report.writing.options import find_options

ALL = find_options(steps="all")


def results(own, **sizes):
    return [result.text for _, _, result in step_table(own.derivation(**sizes).long.steps).rows]


def test_a_shape_is_followed_by_its_numbers_where_these_say_more():
    assert results(cell("rnn"))[:5] == ["x[t] ∈ ℝ^n", "h[t] ∈ ℝ^m", "W ∈ ℝ^(m×n): m·n", "U ∈ ℝ^(m×m): m²", "b ∈ ℝ^m"]
    families = results(cell("stacked_lstm"))
    assert "W[l, j] ∈ ℝ^(m×m): 4·m²·(L - 1)" in families
    assert "b[l, j] ∈ ℝ^m: 4·L·m" in families


def test_a_sum_among_extents_is_in_brackets():
    own = cell("lstm", joint="yes") if "joint" in cell("lstm").modifiers else cell("hyperlstm")
    assert any("(m + n)" in text and "×" in text for text in results(own))


def test_the_number_term_by_term_has_its_digits_in_groups():
    assert results(cell("lstm"), n=4096, m=256)[-2:] == ["4·256 = 1,024", "4,194,304 + 262,144 + 1,024 = 4,457,472"]
    assert results(cell("stacked_lstm"), n=3, m=5, L=2)[-1] == "60 + 200 + 40 + 100 = 400"


def test_shapes_and_counts_are_two_tables_numbered_through():
    first, second = step_tables(cell("lstm").derivation())
    assert [row[0] for row in (*first.rows, *second.rows)] == list(range(1, 9))
    assert second.rows[0][2].text == "m·n + m² + m"


@pytest.mark.parametrize("name", cells())
def test_every_line_is_in_every_format(name):
    own = cell(name)
    steps = own.derivation().long.steps
    latex, markdown = (fragment(own, kind, options=ALL) for kind in ("latex", "markdown"))
    assert f"\n{len(steps)} & " in latex
    assert f"\n| {len(steps)} | " in markdown
    assert len(show_data(own, {}, "all")["steps"]) == len(steps)
    assert f"\n{len(steps):>4}  " in show_text(own, {}, "all") or len(steps) < 10


def test_an_input_that_does_not_change_is_written_without_a_time():
    own = Cell(
        "h[t] = tanh(W @ x[t] + V @ s + U @ h[t-1])", {"x": "n", "h": "m", "s": "k"}, static=["s"], name="conditioned"
    )
    assert "V s must have m numbers, s has k" in show_text(own, {})


def test_a_layer_tells_how_one_sublayer_is_counted():
    made = layer("torch.nn.LSTM", input_size=3, hidden_size=5)
    short, long = (show_text(made, {"n": 3, "m": 5}, steps) for steps in ("short", "all"))
    assert "W_i x[t] must have m numbers, x[t] has n" in long
    assert "must have" not in short
    assert "must have $m$ numbers" in fragment(made, "latex", options=ALL)
    assert "must have $`m`$ numbers" in fragment(made, "markdown", options=ALL)
