"""Output layers that are written element by element."""

import pytest

from symbolic.language.size_parser import parse_size
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.reading import read_text

CELL = r"\[s_j(t) = f(\sum_i x_i(t) u_{ji} + \sum_l s_l(t-1) w_{jl})\] \[y_k(t) = g(\sum_j s_j(t) v_{%s}%s)%s\]"


@pytest.mark.parametrize(("kernel", "bias"), [("kj", ""), ("jk", ""), ("k,j", " + c_k")])
def test_outputs_without_a_number_of_elements_are_refused(kernel, bias):
    with pytest.raises(LatexError, match=r"how many elements y_k has is not said"):
        read_text(CELL % (kernel, bias, "")).only()


def test_outputs_with_a_range_have_a_kernel():
    text = CELL % ("kj", "", r", \quad k = 1, \dots, q")
    assert read_text(text).only().count == parse_size("m*(m + n + q)")


@pytest.mark.parametrize("below", [r"k=1, k \neq j", r"k \ne j", r"k \in K \setminus j"])
def test_a_sum_that_leaves_a_member_out_is_refused(below):
    text = rf"\[h_j(t) = f(\sum_i x_i(t) w_{{ji}} + \sum_{{{below}}}^{{m}} u_{{jk}} h_k(t-1))\]"
    with pytest.raises(LatexError, match="leaves a member out"):
        read_text(text).only()
