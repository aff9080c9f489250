"""Short formulas as runs of signs."""

import pytest

from symbolic import cell, cells
from symbolic.report.pictures.diagram import panels_of
from symbolic.report.pictures.glyphs import runs, text_width
from symbolic.report.pictures.labels import find_labels
from symbolic.report.writing.notation import OWN_NOTATION, find_notation, notations
from symbolic.report.writing.noted import noted


@pytest.mark.parametrize(
    ("latex", "written"),
    [
        ("h_{t-1}", "h.t.−1"),
        (r"\hat{W}^{(j)}_{\mathrm{in}}", "Ŵ.(.j.).in"),
        (r"\boldsymbol{\alpha}", "α"),
        (r"h'_t", "h.′.t"),
        (r"\mathrm{soft max}", "soft max"),
        (r"\sqrt{\,}", "√ "),
        (r"0 \le k < N", "0≤.k. < .N"),
    ],
)
def test_runs(latex, written):
    assert ".".join(run.text for run in runs(latex)) == written


def test_what_is_bold_raised_or_upright_says_so():
    (letter, script) = runs(r"\boldsymbol{h}^{2}")
    assert (letter.bold, letter.italic, letter.level) == (True, True, 0)
    assert (script.bold, script.italic, script.level) == (False, False, 1)


@pytest.mark.parametrize("latex", ["{", "\\", "_", "^{", r"\hat", "a}", r"\frac", ""])
def test_a_broken_formula_is_no_error(latex):
    assert isinstance(runs(latex), tuple)


def test_scripts_are_narrower():
    assert text_width("hh", 20) > text_width("h_h", 20) > text_width("h", 20) > 0
    assert text_width("hh", 20) == text_width("hh", 20, plain=True)


@pytest.mark.parametrize("name", cells())
def test_no_command_is_left_in_a_label(name):
    for notation in [OWN_NOTATION, *map(find_notation, notations())]:
        subject = noted(cell(name), notation)
        for panel in find_labels(subject, panels_of(subject), notation):
            for words in panel:
                text = "".join(run.text for latex in words for run in runs(latex))
                assert not {"\\", "{", "}", "_", "^"} & {*text}


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{m}{g}", "m/g"),
        (r"\frac{m n}{2 g}", "mn/(2g)"),
        (r"\frac{a + b}{c_{t}}", "(a + b)/ct"),
        (r"\frac{1}{12}", "1/12"),
    ],
)
def test_a_quotient_has_a_slash_and_the_brackets_that_it_needs(latex, text):
    assert "".join(run.text for run in runs(latex)) == text
