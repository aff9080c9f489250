import xml.etree.ElementTree as ET

import pytest

from symbolic.catalog import cell, cells
from symbolic.report.documents.fragments import full_context
from symbolic.report.writing.mathml import mathml, mathml_rows
from symbolic.report.writing.mathml_signs import (
    ALPHABETS,
    GREEK_CHARACTERS,
    MATHML_ACCENTS,
    OPERATOR_CHARACTERS,
    SPACE_WIDTHS,
)
from symbolic.report.writing.typeset import COMMANDS

FUNCTIONS = {"tanh", "max", "min", "log", "exp", "sin", "cos"}
BUILT = {"frac", "sqrt", "left", "right", "Bigl", "Bigr", "text"}


def formulas(data, key=""):
    """The formulas of a page: what stands under a key that says so."""
    if isinstance(data, str):
        if key.endswith("latex") or key in ("counted", "inputs", "states", "fixed", "cells", "sums", "arriving"):
            yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from formulas(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from formulas(value, key)


@pytest.mark.parametrize("name", cells())
def test_each_formula_of_a_page_is_well_formed_and_has_no_command_left(name):
    for latex in formulas(full_context(cell(name))):
        text = "".join(ET.fromstring(mathml(latex)).itertext()) if latex else ""
        assert "\\" not in text
        printed = {"^"} if "hat" in latex else set()
        printed |= {"{", "}"} if r"\{" in latex else set()
        assert not {"{", "}", "^"} & ({*text} - printed)


def test_each_command_that_a_formula_may_hold_is_known():
    assert {
        *GREEK_CHARACTERS,
        *OPERATOR_CHARACTERS,
        *MATHML_ACCENTS,
        *ALPHABETS,
        *SPACE_WIDTHS,
        *FUNCTIONS,
        *BUILT,
    } >= COMMANDS


@pytest.mark.parametrize(
    ("latex", "inside"),
    [
        ("", ""),
        ("4{,}457{,}472", "<mn>4,457,472</mn>"),
        (r"h_{t-1}", "<msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>"),
        (r"h^{(j)}_t", "<msubsup><mi>h</mi><mi>t</mi><mrow><mi>(</mi><mi>j</mi><mi>)</mi></mrow></msubsup>"),
        (r"c'_{1}", "<msubsup><mi>c</mi><mn>1</mn><mo>′</mo></msubsup>"),
        (r"\tilde{h}", '<mover accent="true"><mi>h</mi><mo>~</mo></mover>'),
        (r"\sum_{k=0}^{K}", "<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>0</mn></mrow><mi>K</mi></munderover>"),
        (r"\mathrm{word}", "<mi>word</mi>"),
        (r"\mathrm{d}", '<mi mathvariant="normal">d</mi>'),
        (r"\mathbf{W}", "<mi>𝐖</mi>"),
        (r"\mathcal{L}", "<mi>ℒ</mi>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\left(\frac{a}{b}\right)", "<mrow><mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo></mrow>"),
        (r"\Delta", '<mi mathvariant="normal">Δ</mi>'),
        ("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\unknown x", "<mi>unknown</mi><mi>x</mi>"),
    ],
)
def test_a_formula_as_elements(latex, inside):
    assert mathml(latex) == (f"<math>{inside}</math>" if latex else "")


@pytest.mark.parametrize(
    "latex", ["", "{", "}", "_", "^", r"\frac", r"\frac{", r"\left(", r"\tilde", r"\mathrm{", "a__b", "'"]
)
def test_a_formula_that_is_not_whole_gives_elements_all_the_same(latex):
    if mathml(latex):
        ET.fromstring(mathml(latex))


def test_equations_are_rows_split_where_they_are_aligned():
    rows = [{"latex": "a &= b", "range_latex": ""}, {"latex": "c &= d", "range_latex": r"0 \le k < N"}]
    table = ET.fromstring(mathml_rows(rows))[0]
    assert [["".join(part.itertext()) for part in row] for row in table] == [["a", "=b"], ["c", "=d", "0≤k<N"]]
