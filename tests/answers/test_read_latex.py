"""`read_latex` and the cell that it gives."""

import pickle

import pytest

from symbolic import Cell, cell, read_latex
from symbolic.latex.printed.errors import LatexError

GRU = r"""\begin{align}
  z_t &= \sigma(W_z x_t + U_z h_{t-1} + b_z) \\
  r_t &= \sigma(W_r x_t + U_r h_{t-1} + b_r) \\
  \tilde{h}_t &= \tanh(W x_t + U (r_t \odot h_{t-1}) + b) \\
  h_t &= z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t
\end{align}"""


def test_a_read_cell_is_a_cell():
    read = read_latex(GRU).cell
    assert read.count == cell("gru").count
    assert read.count_at(n=4096, m=256) == cell("gru").count_at(n=4096, m=256)
    assert read == Cell.from_latex(GRU)
    assert pickle.loads(pickle.dumps(read_latex(GRU))) == read_latex(GRU)


def test_it_keeps_the_names_of_its_author():
    assert r"\tilde{h}_{t}" in read_latex(GRU).cell.latex(part="equations")


def test_several_readings_are_a_question():
    reading = read_latex(r"h_t = \tanh(W x_t + u h_{t-1} + b)")
    assert [str(way.count) for way in reading.readings] == ["m*(n + 2)", "m*(m + n + 1)", "m*n + m + 1"]
    for wanted in (lambda: reading.cell, lambda: reading.text):
        with pytest.raises(LatexError, match="choose u=matrix"):
            wanted()
    assert read_latex(r"h_t = \tanh(W x_t + u h_{t-1} + b)", choices={"u": "vector"}).text.count("u * h") == 1


def test_sizes_and_what_is_fixed_can_be_said():
    reading = read_latex(r"h_t = (1 - \alpha) h_{t-1} + \alpha \tanh(W x_t)", {"x": "d", "h": "k"}, ["alpha"])
    assert str(reading.cell.count) == "d*k"
    assert reading.cell.definition.fixed == {"alpha"}


def test_one_of_several_cells_is_chosen_by_its_label():
    text = r"\[ a_t = W x_t + U a_{t-1} \label{eq:a} \] \section{B} \[ b_t = V b_{t-1} \label{eq:b} \]"
    with pytest.raises(LatexError, match=r"holds 2 cells: 1 \(eq:a\), 2 \(eq:b\)"):
        read_latex(text)
    assert read_latex(text, part="eq:b").text == "b[t] = V @ b[t-1]"
    assert read_latex(text, part="2").text == "b[t] = V @ b[t-1]"
    with pytest.raises(LatexError, match="did you mean eq:a"):
        read_latex(text, part="eq:aa")


def test_what_is_no_text_is_refused():
    with pytest.raises(LatexError, match="is a string, not int"):
        read_latex(3)  # pyright: ignore[reportArgumentType]
