"""Remarks on the equations of a text."""

from pathlib import Path

import pytest

from symbolic import SymbolicError, lint

PAPER = Path(__file__).parents[1] / "latex" / "paper.tex"


def test_a_paper_with_a_wrong_and_an_open_cell():
    answer = lint(PAPER.read_text(encoding="utf-8"), file="paper.tex")
    assert answer.cells == 3
    assert [(remark.line, remark.kind) for remark in answer.findings if remark.error] == [
        (16, "question"),
        (19, "shape"),
        (19, "shape"),
    ]
    assert answer.has_errors


@pytest.mark.parametrize(
    ("text", "kind", "error"),
    [
        (r"\[ h_t = \tanh(W x_t + W h_{t-1}) \]", "shape", True),
        (r"\[ h_t = \tanh(W x_t + U h_{t_1} + V h_{t-1}) \]", "time", True),
        (r"\[ c_t = f_t \odot c_{t-1}, \quad f_t = \sigma(W x_t + U c_t) \]", "circle", True),
        (r"\[ h_t = \tilde{g}_t, \quad \hat{g}_t = \tanh(W x_t + U h_{t-1}) \]", "spelling", True),
        (r"\[ h_t = \tanh(W x_t + U h_{t-1} \]", "syntax", True),
        (r"\[ h_t = \tanh(W x_t + U h_{t-1}) \] It has $m(n + m + 1)$ parameters.", "claim", True),
        (r"A plain text.", "not a cell", False),
        (
            r"""\begin{align} z_t &= \sigma(W_z x_t + U_z h_{t-1} + b_z) \\ r_t &= \sigma(W_r x_t + U_r h_{t-1}) \\
            g_t &= \tanh(W x_t + U h_{t-1} + b) \\ h_t &= z_t \odot g_t + r_t \odot h_{t-1} \end{align}""",
            "bias",
            False,
        ),
    ],
)
def test_each_kind_of_remark(text, kind, error):
    assert (kind, error) in [(remark.kind, remark.error) for remark in lint(text).findings]


def test_a_text_that_is_right_has_no_remark():
    assert lint(r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]").findings == ()


def test_a_cited_cell_with_an_exchanged_gate_is_named():
    text = r"""\begin{align} z_t &= \sigma(W_z x_t + U_z h_{t-1} + b_z) \\ r_t &= \sigma(W_r x_t + U_r h_{t-1} + b_r) \\
    h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tanh(W x_t + U (r_t \odot h_{t-1}) + b) \end{align}"""
    assert [remark.message for remark in lint(text).findings] == [
        "these are the equations of gru with z and 1 - z exchanged"
    ]


@pytest.mark.parametrize("source", [None, b"x", Path("paper.tex")])
def test_what_is_no_text(source):
    with pytest.raises(SymbolicError, match="a text in LaTeX is a string"):
        lint(source)


def test_the_steps_of_an_optimiser_are_left_aside_in_a_paper_of_cells():
    cell = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"
    steps = r"\[ v_{t+1} = \mu v_t - \eta \nabla L(\theta_t), \quad \theta_{t+1} = \theta_t + v_{t+1} \]"
    answer = lint(rf"\section{{Model}} {cell} \section{{Training}} {steps}")
    assert [(remark.kind, remark.error) for remark in answer.findings] == [("not a cell", False)]


def test_two_cells_of_a_section_in_two_fonts_are_two_cells():
    block = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"
    answer = lint(
        block + r" In what follows \[ \mathbf{h}_t = \sigma(\mathbf{V} \mathbf{x}_t + \mathbf{R} \mathbf{h}_{t-1}) \]"
    )
    assert (answer.findings, answer.cells) == ((), 2)


CELL = r"\section{Model} \[ h_t = \tanh(W x_t + U h_{t-1} + b) \] \section{Training} "


@pytest.mark.parametrize(
    "other",
    [
        r"\[ p(y) = \prod_{t=1}^T p(y_t \mid y_{t-1}, W x_t) \]",
        r"\[ \mathcal{L}_t = -\log \sigma(W v_t + c_{t-1}) \]",
        r"\[ \frac{\partial L}{\partial U} = \delta_t h_{t-1}^\top \]",
        r"\[ \delta_t = W^\top \delta_{t-1} \odot \tanh'(a_t) \]",
        r"\[ V_\pi(s) = \mathbb{E}[R_t + \gamma V(s_{t-1}) \mid S_t = s] \]",
        r"\[ x_t = \rho x_{t-1} + \epsilon_t \]",
        r"\[ u^{(i)} = \mathrm{Norm}(x^{(i)} + u^{(i-1)}; \gamma) \]",
        r"\[ c(s) = \begin{cases} 1 & s \ne s' \\ 0 & \text{otherwise} \end{cases} \]",
        r"A break\\[1cm] in a text, and $\mathcal{P}[S_{t+1} = s' | S_t]$.",
        r"\[ \boxed{a = b \gets} \]",
    ],
)
def test_what_a_paper_says_of_other_things_stands_against_nothing(other):
    answer = lint(CELL + other)
    assert not answer.has_errors
    assert answer.cells >= 1


def test_a_command_of_another_file_is_no_fault_of_a_paper():
    (remark,) = lint(CELL + r"\[ \red{s_t} = \tanh(W \red{s_{t-1}} + V u_t) \]").findings
    assert (remark.kind, remark.error, remark.message) == ("command", False, r"the command \red is not known here")


@pytest.mark.parametrize("slip", [r"U h_{t-1}", r"\dot[h_{t-1}, x_t])", r"W h_{t-1})"])
def test_a_cell_of_a_paper_that_is_wrong_is_told(slip):
    assert lint(CELL + rf"\[ h_t = \tanh(W x_t + {slip} \]").has_errors


def test_a_row_that_goes_on_says_the_same_again():
    text = r"\begin{align} a_t &= \tanh(W x_t + U a_{t-1} + b) \\ &= \tanh(V [a_{t-1}; x_t] + b) \end{align}"
    assert lint(text).findings == ()


def test_units_of_an_experiment_are_not_held_against_other_sizes():
    text = r"\[ h_t = \tanh(W x_t + U h_{t-1}) \] with $U \in \mathbb{R}^{n \times n}$. The layers have $650$ units."
    assert not lint(text).has_errors


@pytest.mark.parametrize(
    "beside",
    [
        r"\\ p(y_t \mid x_{1:t}) &= \mathrm{softmax}(V h_t) \end{align}",
        r"\end{align} and the loss is \[ L = -\sum_t \log p(y_t) \]",
    ],
)
def test_a_wrong_cell_beside_the_density_of_its_output_is_told(beside):
    row = r"\section{Model} \begin{align} h_t &= \tanh(W x_t + U h_{t-1}"
    assert not lint(f"{row}) {beside}").has_errors
    assert lint(f"{row} {beside}").has_errors


@pytest.mark.parametrize(
    "text",
    [
        "$$H = \\phi(X W_{xh} + b_h)$$ and with a state $$H_t = \\phi(X_t W_{xh} + H_{t-1} W_{hh} + b_h)$$",
        "$$h_t = W x_t + U h_{t-1}, \\quad o_t = V h_t$$ and $$L = \\frac{1}{T} \\sum_{t=1}^T l(o_t, y_t).$$",
        "The rank $i$ has the count $$\\log n_i = -\\alpha \\log i + c.$$",
        "$$a(q, k) = q^\\top k / \\sqrt{d}$$",
    ],
)
def test_a_network_without_time_a_loss_and_a_law_stand_against_nothing(text):
    assert not [remark for remark in lint(text).findings if remark.error and remark.kind != "question"]


OPTIMISER = r"""\[ m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t, \quad \hat m_t = \frac{m_t}{1-\beta_1^t},
\quad \theta_t = \theta_{t-1} - \eta \frac{\hat m_t}{\sqrt{v_t} + \epsilon} \]"""


@pytest.mark.parametrize(
    "text",
    [
        OPTIMISER,
        r"\[ L = \frac{1}{T} \sum_{t=1}^T \| y_t - \hat y_t \|_2^2 + \lambda \|\theta\|^2 \]",
        r"\[ \mathcal{L} = -\sum_{t=1}^T \log p(y_t \mid y_{<t}, x) \]",
        r"\[ \bar\theta_t = \gamma \bar\theta_{t-1} + (1-\gamma) \theta_t \]",
        r"\[ W = W_0 + A B \]",
        r"\[ H^{(l+1)} = \sigma(\tilde D^{-1/2} \tilde A \tilde D^{-1/2} H^{(l)} V^{(l)}) \]",
        r"\[ r_v^{(k)} = \sigma\Big(V^{(k)} \sum_{u \in \mathcal{N}(v)} \frac{r_u^{(k-1)}}{|\mathcal{N}(v)|}\Big) \]",
    ],
)
def test_what_is_no_cell_has_no_error(text):
    assert not lint(text).has_errors


@pytest.mark.parametrize(
    "other",
    [
        OPTIMISER,
        r"\[ H^{(l+1)} = \sigma(\tilde D^{-1/2} \tilde A \tilde D^{-1/2} H^{(l)} V^{(l)}) \]",
        r"\[ \bar\theta_t = \gamma \bar\theta_{t-1} + (1-\gamma) \theta_t \]",
    ],
)
def test_what_shares_no_signal_with_a_cell_is_left_out_and_told(other):
    answer = lint(r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \] We train as follows. " + other)
    assert not answer.has_errors
    assert {remark.message for remark in answer.findings} == {
        "this equation shares no signal with the cell, and is not counted"
    }


@pytest.mark.parametrize("beside", [r"s_t = \tanh(V s_{t-1} + Z q_t)", r"y_t = V h_t", r"g_t = \sigma(V x_t)"])
def test_what_computes_with_kernels_beside_a_cell_is_not_left_out(beside):
    answer = lint(r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \] and \[ " + beside + r" \]")
    assert not any("shares no signal" in remark.message for remark in answer.findings)
