"""Counts as people write them, straight from the polynomials: one printer for every page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import cell, cells
from symbolic.answers.candidates import candidates
from symbolic.derive.expressions import as_written
from symbolic.derive.formula import product, total
from symbolic.derive.simplify import common_factor, simplified
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size
from symbolic.report.writing.expressions import expression_latex, expression_text
from symbolic.report.writing.polynomials import latex_of, maths, text_of

N, M, H = map(Size.letter, "nmH")


def formulas():
    """Every count of the catalogue, its modifiers and the layers: simplified, with its common factor, and whole."""
    for size in dict.fromkeys(candidate.size for candidate in candidates()):
        yield from dict.fromkeys((simplified(size), common_factor(size), size))
    for name in cells():
        yield from (form.formula for form in cell(name).forms.values())


def test_every_formula_is_printed_as_sympy_prints_it():
    for formula in formulas():
        assert text_of(formula) == expression_text(as_written(formula))
        assert latex_of(formula) == expression_latex(as_written(formula))


@pytest.mark.parametrize("name", cells())
def test_every_count_reads_back(name):
    letters = cell(name).definition.letters
    for form in cell(name).forms.values():
        for text in (text_of(form.formula), latex_of(form.formula)):
            assert parse_formula(text, letters) == cell(name).size, text


@given(st.integers(1, 40), st.integers(1, 40))
def test_numbers_stand_in_place_of_letters(n, m):
    for form in cell("lstm").forms.values():
        text = text_of(form.formula, {"n": n, "m": m})
        assert parse_formula(text) == Size.of(cell("lstm").count_at(n=n, m=m)), text


@pytest.mark.parametrize(
    ("size", "text", "latex"),
    [
        (4 * M * (N + M + 1), "4·m·(m + n + 1)", "4 m (m + n + 1)"),
        (N - M * M, "n - m²", "n - m^{2}"),
        (M * -3, "-3·m", "-3 m"),
        (M * -3 - M * N * 3, "-3·m·(n + 1)", "-3 m (n + 1)"),
        (Size.of(0), "0", "0"),
        (Size.of(7), "7", "7"),
        (Size.of(1) / 2, "1/2", r"\frac{1}{2}"),
        (M * M / 2, "m²/2", r"\frac{m^{2}}{2}"),
        (M / H, "m/H", r"\frac{m}{H}"),
        (M * N + M * M / H, "m·(n + m/H)", "m (n + m/H)"),
        (M * N / 2 + M / H / 2, "m·(n + 1/H)/2", r"\frac{1}{2} m (n + 1/H)"),
        (M * M / H / 2 - N * 3, "(m²/H - 6·n)/2", r"\frac{1}{2} (m^{2}/H - 6 n)"),
        (M * M + 2 * M * N + N * N, "(m + n)²", "(m + n)^{2}"),
        (Size.letter("n_in") * M, "m·n_in", r"m n_{in}"),
        (Size.letter("width"), "width", r"\mathrm{width}"),
        (M * M * M * M * M * M * M * M * M * M * M * M, "m¹²", "m^{12}"),
    ],
)
def test_written(size, text, latex):
    assert (maths(size).text, maths(size).latex) == (text, latex)


def test_the_order_is_kept():
    formula = total(product(Size.of(4), N, M), M * M)
    assert (text_of(formula), latex_of(formula)) == ("4·n·m + m²", "4 n m + m^{2}")
    nested = total(product(Size.of(2), M + N), M + 1)
    assert text_of(nested) == "2·(m + n) + (m + 1)"
    assert latex_of(product(Size.of(2), M * N / 2)) == "2 (m n/2)"


def test_numbers_in_latex_are_kept_apart():
    formula = product(4 * M, M + N + 1)
    assert latex_of(formula, sizes={"m": 256, "n": 4096}) == r"4 \cdot 256 (256 + 4096 + 1)"


def test_letters_of_the_author():
    size = Size.letter("co") * M * M
    assert latex_of(size, {"co": "C_{o}", "m": "m^{*}"}) == "C_{o} (m^{*})^{2}"
    assert latex_of(size) == r"\mathrm{co} m^{2}"


def test_in_one_line():
    assert latex_of(M / (2 * H), flat=True) == "m/(2 H)"
    assert latex_of(M - 1, flat=True) == "m - 1"
