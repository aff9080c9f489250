"""LaTeX of a name as its author writes it: it may only typeset, and its braces close."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from symbolic import Cell, cells
from symbolic.catalog import entries
from symbolic.errors import DefinitionError
from symbolic.language.latex_names import ALLOWED, check_latex, latex_name
from symbolic.limits import LATEX_NAME_LENGTH

PIECES = ["\\", "{", "}", r"\input", r"\tilde", r"\\", "%", "$", "&", "_", "^", "a", " ", r"\{", "é"]


@pytest.mark.parametrize(
    "text",
    [
        "h",
        r"\tilde{h}",
        r"\mathbf{W}_{ih}",
        r"\hat{\boldsymbol{c}}",
        "f'",
        r"h^{(1)}",
        r"\{h\}",
        r"\mathrm{in\_1}",
        r"{\bar h}",
        "x" * LATEX_NAME_LENGTH,
    ],
)
def test_a_formula(text):
    assert check_latex("h", text) is text


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "{h", "h}", "}{", r"\{h}", "$h$", "a & b", "a # b", "50%", "~", "`"),
        *("a\nb", "a\tb", "\u00e9", "\0", "\x7f", "h\\", "x" * (LATEX_NAME_LENGTH + 1)),
        *(f"\\{command}{{x}}" for command in ("input", "write", "def", "InputIfFileExists", "scantokens", "csname")),
        *(r"\^^69nput{x}", "^^5cinput{x}"),
        *(r"\def\x{y}", r"a \input secret", r"\tilde{\write18{rm}}", r"\end{document}"),
    ],
)
def test_what_is_no_formula(text):
    with pytest.raises(DefinitionError) as caught:
        check_latex("hc", text)
    assert str(caught.value).startswith(
        r"latex of hc must be one formula with balanced braces, such as \tilde{h}, not "
    )
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
@example("\\\x80")
@example(r"\\input{x}")
@example(r"\\%")
def test_what_passes_cannot_leave_its_place(text):
    try:
        check_latex("h", text)
    except DefinitionError:
        return
    assert set(re.findall(r"\\([A-Za-z]+)", text)) <= ALLOWED
    depth, bare = 0, re.sub(r"\\.", "", text)
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert not set("%$&#~`\\") & set(bare)
    assert text.isascii()
    assert text.isprintable()


@pytest.mark.parametrize("name", cells())
def test_the_catalogue_passes(name):
    for written, text in entries()[name].latex.items():
        assert check_latex(written, text) == text


def test_a_cell_is_checked_when_it_is_made():
    with pytest.raises(DefinitionError, match="latex of h must be one formula"):
        Cell("h[t] = W @ x[t]", {"x": "n", "h": "m"}, latex={"h": r"\input{x}"})


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("alpha", r"\alpha"),
        ("lamda", r"\lambda"),
        ("Omega", r"\Omega"),
        ("xi", r"\xi"),
        ("W_alpha", r"W_{\alpha}"),
        ("W_xi", "W_{xi}"),
        ("sigma_x_theta", r"\sigma_{x,\theta}"),
        ("alpha_tilde", r"\tilde{\alpha}"),
        ("gate", r"\mathrm{gate}"),
        ("W_gate", r"W_{\mathrm{gate}}"),
        ("W__alpha", r"W^{\alpha}"),
    ],
)
def test_a_name_by_the_plain_rule(name, latex):
    assert latex_name(name) == latex
