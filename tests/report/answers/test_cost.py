"""The tables of a cost."""

from symbolic import Model
from symbolic.derive.cost import find_cost
from symbolic.report.answers.cost import blocks
from symbolic.report.writing.blocks import written


def test_many_sizes_come_before_the_tables():
    network = Model.parse("convlstm(8, k=3, c=3) > convlstm(4, k=5)")
    maps = {"Hh_convlstm": 16, "Ww_convlstm": 12, "Hh_convlstm_2": 16, "Ww_convlstm_2": 12}
    answer = find_cost(network, 1, 10, **maps)
    text = written(blocks(answer))
    assert text.startswith("At Hh_convlstm = 16, Ww_convlstm = 12, Hh_convlstm_2 = 16, Ww_convlstm_2 = 12, B = 1,\n")
    assert "number\n" in text
    latex = written(blocks(answer), "latex")
    # In the sentence as in the formulas.
    assert r"At $\mathrm{Hh}_{\mathrm{convlstm}}$ = $16$" in latex


def test_formulas_that_are_wider_than_a_page_are_broken():
    network = Model.parse("embedding(V, e) > lstm(m, layers=L, last) > dense(V)")
    latex = written(blocks(find_cost(network, V=10000, e=650, m=650, L=2)), "latex")
    moved = next(line for line in latex.splitlines() if line.startswith("moved"))
    assert r"\parbox[t]{" in moved
    assert r"\parbox" not in written(blocks(find_cost(Model.parse("dense(4)"))), "latex")
