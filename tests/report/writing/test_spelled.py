"""Formulas in LaTeX as a terminal shows them."""

from __future__ import annotations

import pytest

from symbolic import cell, cells
from symbolic.language.latex_names import ALLOWED
from symbolic.report.pages.cell_context import equation_rows
from symbolic.report.writing.spelled import spelled
from symbolic.report.writing.typeset import DRAWN


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"h_t = f_t \odot h_{t-1}", "h_t = f_t ⊙ h_(t-1)"),
        (r"\exp(-\exp(w))", "exp(-exp(w))"),
        (r"\sqrt{1 - a_t^2}\,x", "√(1 - a_t²) x"),
        (r"\frac{m}{H}", "m / H"),
        (r"\frac{a + b}{n_t}", "(a + b) / (n_t)"),
        (r"W^{\top} x^{t+1}", "Wᵀ x^(t+1)"),
        (r"x^{n-1}", "xⁿ⁻¹"),
        (r"\mathcal{W}, \hat{\mathrm{W}}", "W, Ŵ"),
        (r"\left|a\right|", "|a|"),
        (r"a \le b", "a ≤ b"),
        (r"\{a\}", "{a}"),
        ("h'", "h'"),
        ("", ""),
        (r"\sigma", "σ"),
        (r"\log\sigma(x)", "logσ(x)"),
    ],
)
def test_a_formula_in_signs(latex, text):
    assert spelled(latex) == text


@pytest.mark.parametrize("name", cells()[::4])
def test_no_command_is_left_of_an_equation(name):
    for row in equation_rows(cell(name).definition):
        assert not set("\\") & set(spelled(row["latex"]))


@pytest.mark.parametrize("command", sorted(ALLOWED | DRAWN))
def test_every_command_ends(command):
    assert "\\" not in spelled(rf"\{command}{{a}}{{b}} \{command}")
