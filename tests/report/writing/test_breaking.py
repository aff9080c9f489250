"""Where a formula is broken into lines."""

import pytest

from symbolic.report.writing.breaking import broken, pieces
from symbolic.report.writing.lines import fitted_lines
from symbolic.report.writing.measure import measure
from symbolic.report.writing.width import find_width

GATES = r"\sum_{\star \in \{i, f, o\}}"


@pytest.mark.parametrize("sign", [r"\sum_{t}", r"\sum_{k=0}^{N - 1}", GATES, r"\prod_{k}"])
def test_a_sign_of_a_sum_is_not_parted_from_its_terms(sign):
    latex = rf"{{W_{{g}}}}^{{\top}} \delta g + {sign} {{W}}^{{\top}} \delta z"
    assert not [piece for piece in pieces(latex) if piece.latex.rstrip().endswith(sign)]


def test_a_sum_over_gates_begins_a_line_where_both_do_not_fit():
    latex = (
        rf"{{W_{{g}}}}^{{\top}} \delta \bar{{x}}_{{1,t}} + {GATES} {{W_{{\star}}}}^{{\top}} \delta \bar{{\star}}_{{t}}"
    )
    assert [line[:6] for line in broken(latex, 11, 11)] == ["{W_{g}", "+ \\sum"]


def test_a_sum_over_gates_is_parted_from_its_term_where_nothing_else_fits():
    row = {
        "latex": rf"\delta h &= {GATES} \mathrm{{blockdiag}}(U_{{\star}}) \delta \bar{{\star}}_{{t}}",
        "range_latex": "",
    }
    wide, narrow = ([line["latex"] for line in fitted_lines([row], find_width(to))] for to in ("60mm", "34mm"))
    assert len(wide) == 1
    assert narrow[:2] == [r"&\delta h", rf"&= {GATES}{{}}"]


def test_a_product_of_matrices_is_broken_between_them_and_not_within_a_diagonal_one():
    formula = r"\mathrm{diag}(a_{t} \odot (1 - b_{t})) U \mathrm{diag}(r_{t} \odot s_{t})"
    lines = broken(formula, measure(formula) - 0.5, measure(formula) - 0.5)
    assert len(lines) == 2
    assert all(line.count("(") == line.count(")") for line in lines)
    # What is too wide by itself is broken all the same.
    assert len(broken(formula, 7, 7)) > 2


def test_neither_a_group_nor_a_set_is_broken():
    parts = [part.latex for part in pieces(r"\star \in \{f, i\} + x^{a + b} y")]
    assert parts[-3:] == [r"\{f, i\}", "+ x^{a + b}", "y"]
