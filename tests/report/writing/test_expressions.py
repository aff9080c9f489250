"""Expressions and names as text and as LaTeX."""

import pytest
from sympy import Symbol
from sympy.abc import H, m, n

from symbolic.derive.expressions import as_read, times, total
from symbolic.language.latex_names import latex_name
from symbolic.language.operations.table import OPERATIONS
from symbolic.report.writing.expressions import expression_latex, expression_text
from symbolic.report.writing.polynomials import with_commas
from symbolic.report.writing.styles import latex_style


@pytest.mark.parametrize(
    ("value", "text", "latex"),
    [
        (4 * m * (m + n + 1), "4·m·(m + n + 1)", r"4 m (m + n + 1)"),
        (4 * m**2 + 4 * m * n, "4·m² + 4·m·n", "4 m^{2} + 4 m n"),
        (m**2 / H, "m²/H", r"\frac{m^{2}}{H}"),
        (m / 3, "m/3", r"\frac{m}{3}"),
        (m**12, "m¹²", "m^{12}"),
        (m - n, "m - n", "m - n"),
        (m * (n + m / H), "m·(n + m/H)", "m (n + m/H)"),
        (m * (n + 1 / H) / 2, "m·(n + 1/H)/2", r"\frac{1}{2} m (n + 1/H)"),
        (m**2 / (2 * H) - 3 * n, "-3·n + m²/(2·H)", r"- 3 n + \frac{m^{2}}{2 H}"),
    ],
)
def test_formula(value, text, latex):
    assert expression_text(as_read(value)) == text
    assert expression_latex(as_read(value)) == latex


def test_order_as_written():
    value = total(times(4, n, m), m**2)
    assert expression_text(value) == "4·n·m + m²"
    assert expression_latex(value) == "4 n m + m^{2}"


def test_letters_of_the_author():
    value = as_read(Symbol("co") * m**2)
    assert expression_latex(value, {"co": "C_{o}", "m": "m^{*}"}) == r"C_{o} (m^{*})^{2}"
    assert expression_latex(value) == r"\mathrm{co} m^{2}"


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("W", "W"),
        ("W_i", "W_{i}"),
        ("W_xi", "W_{xi}"),
        ("b_eta", r"b_{\eta}"),
        ("W_hbar", r"W_{\mathrm{hbar}}"),
        ("alpha", r"\alpha"),
        ("mu_k", r"\mu_{k}"),
        ("Delta", r"\Delta"),
        ("lamda", r"\lambda"),
        ("h_tilde", r"\tilde{h}"),
        ("f_hat_1", r"\hat{f}_{1}"),
        ("c_prime", "c'"),
        ("c_prime_prime", "c''"),
        ("W_h_tilde", r"W_{\tilde{h}}"),
        ("W_x__i", "W^{i}_{x}"),
        ("c_prime__2", "{c'}^{2}"),
        ("R_", "R"),
        ("tilde", r"\mathrm{tilde}"),
        ("hc", r"\mathrm{hc}"),
        ("ctilde", r"\mathrm{ctilde}"),
        ("beta1", r"\mathrm{beta1}"),
        ("hidden_size", r"\mathrm{hidden}_{\mathrm{size}}"),
        ("W_a_b", "W_{a,b}"),
    ],
)
def test_plain_rule_for_names(name, latex):
    assert latex_name(name) == latex
    assert expression_latex(Symbol(name)) == latex


def test_author_wins():
    assert latex_name("alpha", {"alpha": r"\alpha"}) == r"\alpha"
    assert latex_name("W_i", {"W_i": r"\mathbf{W}"}) == r"\mathbf{W}"


@pytest.mark.parametrize("name", [*OPERATIONS, "own_one"])
def test_no_operatorname(name):
    call = latex_style({}).call(name, ["a", "b"], [])
    assert r"\operatorname" not in call
    assert call.count("{") == call.count("}")


def test_commas():
    assert with_commas(4457472) == "4,457,472"
    assert with_commas(12) == "12"
