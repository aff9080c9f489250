"""One signal under two spellings, scripts in and behind an accent; powers and brackets behind what is no symbol."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text


def count(text: str) -> str:
    return str(read_text(text).only().count)


@pytest.mark.parametrize(
    "written",
    [r"\tilde{h_t}", r"\widetilde{h_{t}}", r"\tilde{\mathbf{h}_t}", r"\mathbf{\tilde{h}_t}", r"{\tilde h}_t"],
)
def test_scripts_in_an_accent_are_those_behind_it(written):
    candidate = r"\tilde{h}_t &= \tanh(W x_t + U h_{t-1} + b)"
    gate = r"z_t &= \sigma(W_z x_t + U_z h_{t-1} + b_z)"
    state = rf"h_t &= z_t \odot h_{{t-1}} + (1-z_t) \odot {written}"
    rows = r" \\ ".join([candidate, gate, state])
    assert count(rf"\begin{{align}} {rows} \end{{align}}") == "2*m*n + 2*m**2 + 2*m"


@pytest.mark.parametrize(("opening", "closing"), [("lfloor", "rfloor"), ("lceil", "rceil")])
def test_rounding_is_no_bracket(opening, closing):
    with pytest.raises(SymbolicError, match=r"lfloor|lceil"):
        count(rf"\[ h_t = \tanh(W x_t + \{opening} U h_{{t-1}} \{closing} + b) \]")


@pytest.mark.parametrize("gate", [r"(1 + e^{-a_t})^{-1}", r"\left(1 + \exp(-a_t)\right)^{-1}"])
def test_a_sum_with_a_number_to_the_power_of_minus_one_is_a_fraction(gate):
    text = rf"\begin{{align}} a_t &= W x_t + U h_{{t-1}} + b \\ h_t &= {gate} \odot h_{{t-1}} \end{{align}}"
    assert "1 / (1 + exp(-a[t]))" in read_text(text).only().equations
    assert count(text) == "m*n + m**2 + m"


def test_the_inverse_of_a_matrix_is_refused():
    with pytest.raises(SymbolicError, match="inverse"):
        count(r"\[ h_t = \tanh(W^{-1} h_{t-1} + U x_t) \]")


@pytest.mark.parametrize("column", [r"[x_t; h_{t-1}; 1]", r"[x_t, h_{t-1}, 1]"])
def test_a_declared_kernel_has_its_column_for_the_bias_once(column):
    text = rf"\[ h_t = \tanh(W {column}) \] with $W \in \mathbb{{R}}^{{m \times (n+m+1)}}$."
    assert count(text) == "m*n + m**2 + m"


def test_a_prime_that_nothing_assigns_is_the_step_before():
    text = r"\[ h = \tanh(W x + U h' + b) \] Let $x$ be the 100-dimensional input."
    assert count(text) == "101*m + m**2"


def test_markdown_escapes_the_sign_of_a_script():
    text = r"$$h\_t = \tanh(W x\_t + U h\_{t-1} + b)$$"
    assert count(text) == "m*n + m**2 + m"


def test_the_sizes_of_two_directions_are_asked_for_where_nothing_tells_them():
    text = r"""\begin{align}
    \overrightarrow{h}_t &= \tanh(\overrightarrow{W} x_t + \overrightarrow{U} \overrightarrow{h}_{t-1}) \\
    \overleftarrow{h}_t &= \tanh(\overleftarrow{W} x_t + \overleftarrow{U} \overleftarrow{h}_{t+1})
    \end{align}"""
    with pytest.raises(SymbolicError, match="more than one reading"):
        count(text)
    told = r" where $\overrightarrow{h}_t \in \mathbb{R}^{100}$ and $\overleftarrow{h}_t \in \mathbb{R}^{50}$"
    assert count(text + told) == "150*n + 12500"
