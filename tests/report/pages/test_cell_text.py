"""The layout of ``symbolic show``."""

import re

import pytest

from symbolic import Cell, cell, cells
from symbolic.report.pages.cell_text import equation_lines
from symbolic.report.pages.cell_text import show_cell as show

SIZES = {"n": 4096, "m": 256}
PAGE = """\
Elman (simple) RNN                                                            Elman 1990

  h[t] = tanh(W x[t] + U h[t-1] + b)

  n = 3 input size    m = 5 hidden size (units)
  input x    state h
  the count does not depend on the number of time steps

  gate   input kernel   recurrent kernel   bias   sum
  h      m·n            m²                 m      m·(m + n + 1)
  sum    m·n            m²                 m      m·(m + n + 1)

  1   x[t] has n numbers                           x[t] ∈ ℝ^n
  2   h[t] has m numbers                           h[t] ∈ ℝ^m
  3   W x[t] must have m numbers, x[t] has n       W ∈ ℝ^(m×n): m·n
  4   U h[t-1] must have m numbers, h[t-1] has m   U ∈ ℝ^(m×m): m²
  5   b is added to m numbers                      b ∈ ℝ^m

  6   gate h            m·n + m² + m
  7   common factor m   m·(m + n + 1)
  8   n = 3, m = 5      5·(5 + 3 + 1) = 45

  expanded, by role                  m² + m·n + m
  factored                           m·(m + n + 1)
  by input size                      n·m + m·(m + 1)
  by hidden size, gates × one gate   m² + m·(n + 1)

  per step of one sequence   operations
  multiply-accumulates       m·(m + n)           40
  additions                  0                    0
  multiplications            0                    0
  activations                m                    5
  FLOPs                      m·(2·m + 2·n + 1)   85
"""


def test_whole_page():
    assert show(cell("rnn"), {"n": 3, "m": 5}) == PAGE


def table_of(page):
    lines = page.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("  gate "))
    return lines[first : lines.index("", first)]


@pytest.mark.parametrize("name", cells())
def test_columns_start_below_each_other(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    rows = table_of(show(cell(name), {}))
    starts = [match.start() for match in re.finditer(r"\S+( \S+)*", rows[0])]
    for row in rows[1:]:
        assert all(row[start - 2 : start].strip() == "" for start in starts[1:])
        assert row == row.rstrip()
    assert rows[0].split()[0] == "gate"
    assert rows[0].endswith("sum")
    # A cell that is folded goes on below its row.
    assert [row for row in rows if row[2] != " "][-1].startswith("  sum ")


def test_number_with_commas():
    page = show(cell("lstm"), SIZES)
    assert "4·256·(256 + 4096 + 1) = 4,457,472" in page
    assert "n = 4096 input size" in page
    assert "4,457,472" not in show(cell("lstm"), {})


def test_heading_names_modifiers_and_source():
    first = show(cell("lstm", bias="double"), {}).splitlines()[0]
    assert first.startswith("LSTM with forget gate (bias=double)  ")
    assert first.endswith("Gers, Schmidhuber and Cummins 2000")


def test_family_has_its_range():
    own = Cell(
        "for k in N:\n    f[t, k] = sigmoid(W @ x[t] + U @ h[t-1, k])\nh[t] = sum(f[t, k] * h[t-1, k] for k in N)",
        {"x": "n", "h": "m"},
    )
    assert equation_lines(own) == [
        "f[t, k] = σ(W x[t] + U h[t-1, k])    for k = 0..N - 1",
        "h[t] = Σ(k = 0..N - 1) f[t, k] ⊙ h[t-1, k]",
    ]


def test_no_parameters_and_fixed_ones():
    assert "no trainable parameters" in show(Cell("h[t] = tanh(x[t])", {"x": "n"}), {})
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"}, fixed=["U"])
    assert "fixed, not counted: U" in show(own, {})
