import pytest

from symbolic import read_latex
from symbolic.answers.lint import lint
from symbolic.catalog import cell

GATES = r"""\begin{align}
i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\
f_t &= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\
o_t &= \sigma(W_o x_t + U_o h_{t-1} + b_o) \\
g_t &= \tanh(W_g x_t + U_g h_{t-1} + b_g) \\
c_t &= f_t \odot c_{t-1} + i_t \odot g_t \\
h_t &= o_t \odot \tanh(c_t)
\end{align}"""
PAIRED = GATES.replace("W_", "W_x").replace("U_", "W_h")
for gate in "ifog":
    PAIRED = PAIRED.replace(f"W_x{gate}", f"W_{{x{gate}}}").replace(f"W_h{gate}", f"W_{{h{gate}}}")


def remarks(text):
    return [
        (part.kind, part.line, part.text[part.column - 1 : part.end - 1], part.message) for part in lint(text).findings
    ]


@pytest.mark.parametrize("text", [GATES, PAIRED, GATES.replace(" + b_", " + c^0_")])
def test_gates_that_have_their_own_parameters_are_not_remarked_on(text):
    assert not [remark for remark in remarks(text) if remark[0] == "spelling"]


@pytest.mark.parametrize("gate", "fog")
@pytest.mark.parametrize("kernel", ["W_{} x", "U_{} h", "b_{})"])
def test_a_parameter_of_another_gate_is_pointed_at(gate, kernel):
    text = GATES.replace(kernel.format(gate), kernel.format("i"))
    name = kernel.format("i")[:3]
    message = f"{gate} reads {name} of i, while its other parameters are its own"
    assert ("spelling", 2 + "ifog".index(gate), name, message) in remarks(text)


@pytest.mark.parametrize(("written", "slip"), [("W_{hf}", "W_{hi}"), ("W_{xo}", "W_{xf}")])
def test_so_it_is_where_a_script_names_the_input_too(written, slip):
    (remark,) = [part for part in remarks(PAIRED.replace(written, slip)) if part[0] == "spelling"]
    assert remark[2] == slip


def test_a_kernel_that_all_gates_share_is_no_slip():
    shared = GATES.replace("U_i", "U_h").replace("U_f", "U_h").replace("U_o", "U_h").replace("U_g", "U_h")
    assert not [remark for remark in remarks(shared) if remark[0] == "spelling"]


def test_a_gate_without_its_bias_is_remarked_on():
    assert ("bias", 3, r"\sigma(W_f x_t + U_f h_{t-1})", "f has no bias, while the other gates have one") in remarks(
        GATES.replace(" + b_f", "")
    )


def test_a_signal_that_nothing_reads_is_remarked_on():
    text = GATES.replace("g_t &", "a_t &= \\tanh(c_{t-1}) \\\\\ng_t &")
    assert "a is assigned and never read" in [remark[3] for remark in remarks(text)]


@pytest.mark.parametrize("name", ["lstm", "gru", "mgu", "peephole_lstm", "mut1"])
def test_cells_of_the_catalogue_have_no_slip(name):
    assert not [part for part in remarks(cell(name).latex()) if part[0] in ("spelling", "bias")]


@pytest.mark.parametrize(("written", "slip"), [("W_{hf}", "W_{fh}"), ("W_{xo}", "W_{ox}")])
def test_a_kernel_whose_letters_are_turned_is_pointed_at(written, slip):
    (remark,) = [part for part in remarks(PAIRED.replace(written, slip)) if part[0] == "spelling"]
    assert remark[2] == slip
    assert remark[3].endswith(f"W_{written[3:5]} is probably meant")


@pytest.mark.parametrize("name", ["W_xh", "W_hh"])
def test_a_candidate_that_is_called_after_the_state_is_no_slip(name):
    text = PAIRED.replace("W_{hg}", "W_{hh}").replace("W_{xg}", "W_{xh}")
    assert name.replace("_", "_{") in text
    assert not [remark for remark in remarks(text) if remark[0] == "spelling"]


def test_a_slip_is_among_the_remarks_on_what_is_read():
    text = GATES.replace("U_o h", "U_f h")
    assert [part.message for part in read_latex(text).findings] == [
        "o reads U_f of f, while its other parameters are its own"
    ]
