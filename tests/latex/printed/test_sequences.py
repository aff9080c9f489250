"""Gates of a whole sequence beside the steps that read them."""

import pytest

from symbolic.latex.reading import read_text

GATES = r"""\begin{align} Z &= \tanh(W_z * X) \\ F &= \sigma(W_f * X) \\
h_t &= f_t \odot h_{t-1} + (1 - f_t) \odot z_t \end{align} """


def test_a_star_along_time_is_a_sum_over_the_steps_before():
    reading = read_text(GATES + "where $*$ is a convolution along time with filters of width $k$.").only()
    assert reading.equations.split("\n")[0] == "z[t] = tanh(sum(W_z[tap] @ x[t-tap] for tap in k))"
    assert str(reading.count) == "2*k*m*n"


@pytest.mark.parametrize("count", ["2*m*n", "2*k*m*n"])
def test_a_star_that_nobody_explains_is_asked_for(count):
    assert count in {str(reading.count) for reading in read_text(GATES).readings}


def test_without_a_star_each_step_has_its_own_product():
    text = GATES.replace(" * X", " X")
    assert str(read_text(text).only().count) == "2*m*n"
