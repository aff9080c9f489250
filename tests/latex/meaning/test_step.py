"""What becomes of printed statements before a reading is chosen."""

import pytest

from symbolic import read_latex
from symbolic.latex.reading import read_text


def equations(text: str, **words) -> str:
    return read_text(text, **words).only().equations


def test_a_program_reads_the_old_value_until_it_is_replaced():
    text = r"\begin{align} z &\gets \sigma(W x + U h) \\ h &\gets z \odot h \\ y &\gets V h \end{align}"
    assert equations(text) == "z[t] = sigmoid(W @ x[t] + U @ h[t-1])\nh[t] = z[t] * h[t-1]\ny[t] = V @ h[t]"


def test_a_function_that_the_text_defines_is_written_out():
    text = r"\[ h_t = \tanh(\mathrm{mix}(x_t, h_{t-1})), \quad \mathrm{mix}(a, c) = W a + U c \]"
    assert equations(text) == "h[t] = tanh(W @ x[t] + U @ h[t-1])"


@pytest.mark.parametrize("name", ["f", r"f_\theta", r"\phi"])
def test_a_function_by_a_letter_is_written_out_where_the_text_defines_it(name):
    text = rf"\[ h_t = {name}(h_{{t-1}}, x_t), \quad {name}(h, x) = \tanh(W x + U h) \]"
    assert equations(text) == "h[t] = tanh(W @ x[t] + U @ h[t-1])"


def test_a_capital_before_a_signal_less_a_threshold_is_asked():
    text = r"\begin{align} v_t &= v_{t-1} + W s_{t-1} + V x_t \\ s_t &= H(v_t - 1) \end{align}"
    assert {reading.chosen["H"] for reading in read_text(text).readings} == {"step", "kernel"}
    assert str(read_text(text + r" with the Heaviside function $H$.").only().count) == "m**2 + m*n"


def test_the_positive_part_is_a_relu():
    assert equations(r"\[ h_t = [W x_t + U h_{t-1}]_+ \]") == "h[t] = relu(W @ x[t] + U @ h[t-1])"


def test_a_time_behind_braces_is_that_of_the_symbol_in_them():
    assert equations(r"\[ {\bf h}(t) = \tanh({\bf W} {\bf x}(t) + {\bf U} {\bf h}(t-1)) \]") == (
        "h[t] = tanh(W @ x[t] + U @ h[t-1])"
    )


def test_a_sum_over_the_steps_before_has_a_kernel_for_each():
    text = r"\[ h_t = \tanh(W x_t + \sum_{j=1}^{p} A_j h_{t-j}) \]"
    assert equations(text) == "h[t] = tanh(W @ x[t] + sum(A[j] @ h[t-j] for j in range(1, p + 1)))"


@pytest.mark.parametrize("mean", [r"\frac{1}{m} \sum_{i=1}^{m} a_{t,i}", r"\frac{\sum_{i=1}^{m} a_{t,i}}{m}"])
def test_the_sum_of_the_elements_over_their_number_is_a_mean(mean):
    text = rf"\begin{{align}} a_t &= W x_t + U h_{{t-1}} \\ h_t &= \tanh(a_t - \mu_t) \\ \mu_t &= {mean} \end{{align}}"
    assert equations(text).endswith("mu[t] = mean(a[t])")


def test_a_superscript_that_is_assigned_beside_its_letter_is_no_transpose():
    text = r"\begin{align} C^T_{t-1} &= \tanh(W C_{t-1}) \\ C_t &= C^T_{t-1} + V x_t \end{align}"
    assert str(read_text(text).only().count) == "m**2 + m*n"


def test_of_a_list_that_is_constant_the_last_alone_is():
    text = r"\[ h_t = \gamma h_{t-1} + W x_t \] with $W \in \mathbb{R}^{m \times n}$ and $\gamma$ is a constant."
    assert read_text(text).only().fixed == ("gamma",)


def test_a_trace_of_the_input_of_a_cell_is_not_apart_from_it():
    text = r"\begin{align} h_t &= \tanh(W x_t + U h_{t-1}) \\ v_t &= a \odot v_{t-1} + (1 - a) \odot x_t \end{align}"
    assert str(read_text(text).only().count) == "m*n + m**2 + n"


@pytest.mark.parametrize("said", ["If {} the same size, they are added.", "We do not ask that {} the same size."])
def test_one_size_in_a_case_is_not_that_of_the_cell(said):
    text = r"\[ h_t = \tanh(W x_t + U h_{t-1}) \] " + said.format("$x_t$ and $h_t$ have")
    assert str(read_text(text).only().count) == "m*n + m**2"


def test_a_signal_of_which_the_parts_are_read_is_read():
    text = r"\begin{align} A &= W x_t + U h_{t-1} \\ i_t &= \sigma(A_i) \\ h_t &= i_t \odot \tanh(A_g) \end{align}"
    assert not any(remark.kind == "unused" for remark in read_latex(text).findings)
