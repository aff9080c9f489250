"""The backward pass as it is written: against what an author prints, and what is said where there is none."""

from __future__ import annotations

import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import DerivativeError, ModifierError, UnknownName
from symbolic.language import nodes as n
from symbolic.language.definition import check_definition
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program
from symbolic.language.structured import is_structured

LSTM = """\
v_1[t] = tanh(c[t])
d_h[t] = L_h[t] + back_h[t+1]
d_c[t] = d_h[t] * o[t] * (1 - v_1[t] ** 2) + back_c[t+1]
d_g[t] = d_c[t] * i[t]
d_net_g[t] = d_g[t] * (1 - g[t] ** 2)
d_o[t] = d_h[t] * v_1[t]
d_net_o[t] = d_o[t] * o[t] * (1 - o[t])
d_f[t] = d_c[t] * c[t-1]
d_net_f[t] = d_f[t] * f[t] * (1 - f[t])
d_i[t] = d_c[t] * g[t]
d_net_i[t] = d_i[t] * i[t] * (1 - i[t])
back_h[t] = U_i.T @ d_net_i[t] + U_f.T @ d_net_f[t] + U_o.T @ d_net_o[t] + U_g.T @ d_net_g[t]
back_c[t] = d_c[t] * f[t]
d_x[t] = W_i.T @ d_net_i[t] + W_f.T @ d_net_f[t] + W_o.T @ d_net_o[t] + W_g.T @ d_net_g[t]
""" + "\n".join(
    f"d_{name}_{gate} = sum(d_net_{gate}[t]{of} for t in T)"
    for gate in "ifog"
    for name, of in (("W", " @ x[t].T"), ("U", " @ h[t-1].T"), ("b", ""))
)
GRU = """\
d_h[t] = L_h[t] + back_h[t+1]
d_hc[t] = d_h[t] * (1 - z[t])
d_net_hc[t] = d_hc[t] * (1 - hc[t] ** 2)
d_net_hc_2[t] = U.T @ d_net_hc[t]
d_r[t] = d_net_hc_2[t] * h[t-1]
d_net_r[t] = d_r[t] * r[t] * (1 - r[t])
d_z[t] = d_h[t] * (h[t-1] - hc[t])
d_net_z[t] = d_z[t] * z[t] * (1 - z[t])
back_h[t] = U_z.T @ d_net_z[t] + U_r.T @ d_net_r[t] + d_net_hc_2[t] * r[t] + d_h[t] * z[t]
"""
SIZES = {"x": "n", "h": "m"}


def test_the_lstm_line_for_line():
    assert cell("lstm").backward().text == LSTM


def test_the_gru_line_for_line():
    assert cell("gru").backward().text.startswith(GRU)


def test_the_rules_of_the_lstm():
    steps = {step.equation.name: step.rules for step in cell("lstm").backward().steps}
    assert steps["d_c"] == ("sum over paths", "product", "activation")
    assert steps["d_o"] == ("product",)
    assert steps["d_net_o"] == ("activation",)
    assert steps["back_h"] == ("sum over paths", "matrix")
    assert steps["d_W_i"] == ("matrix", "sum over steps")


@pytest.mark.parametrize("name", cells())
def test_every_backward_pass_is_a_program_of_the_language(name):
    """Its text reads back; every name that is read is given or computed, and none is computed twice."""
    backward = cell(name).backward()
    program = parse(backward.text, backward.definition.activations, backward=True)
    assert spell_program(program, SOURCE) == backward.text
    check_definition(backward.definition)
    assert {*backward.definition.names.inputs} <= {
        *backward.forward.definition.names.inputs,
        *backward.forward.definition.names.signals,
        *(symbol for symbol, what in backward.symbols.items() if what.kind == "arriving"),
    }
    assert {*backward.gradients} | {*backward.derived.constant} | {*backward.derived.zero} == {
        *backward.forward.definition.names.inputs,
        *backward.forward.definition.names.parameters,
    }


@pytest.mark.parametrize("name", cells())
def test_every_modifier_has_a_backward_pass(name):
    """Derived, and of shapes that fit, whatever is done to the equations."""
    choices = [{"bias": "double"}, {"layer_norm": True}, {"low_rank": "s"}, {"joint": True}, {"project": "r"}]
    for choice in choices:
        try:
            own = cell(name, **choice)
        except ModifierError:
            continue
        backward = own.backward()
        check_definition(backward.definition)
        for of, gradient in backward.gradients.items():
            assert backward._shapes.names[gradient] == own._shapes.names[of], (choice, of)


@pytest.mark.parametrize("name", cells())
def test_nothing_is_written_twice(name):
    """No operation and no matrix product stands in two places, but a diagonal, which costs nothing."""
    seen = set()
    for step in cell(name).backward().steps:
        for node in n.walk(step.equation.value):
            over_time = isinstance(node, n.Family) and node.loops[0].index == n.TIME
            if isinstance(node, n.Call | n.Product | n.Family) and not over_time and not is_structured(node):
                key = node, step.equation.loops
                assert key not in seen
                seen.add(key)


def test_it_counts_and_prints_as_a_cell():
    backward = cell("lstm").backward()
    # The biases are not read on the way back.
    assert backward.count_at(n=3, m=5) == 4 * (3 * 5 + 5 * 5)
    assert str(backward.equations[1]) == "Eq(d_h[t], L_h[t] + back_h[t+1])"
    assert repr(backward).startswith("<Backward lstm: v_1, d_h, d_c")


def test_modified_cells_and_own_functions():
    own = Cell("h[t] = swish(W @ x[t] + U @ h[t-1])", SIZES, activations={"swish": "z * sigmoid(z)"})
    assert "d_net_h[t] = d_h[t] * (v_2[t] + v_1[t] * v_2[t] * (1 - v_2[t]))" in own.backward().text
    assert "d_b_hz" in cell("gru", bias="double").backward().text


def test_names_that_are_taken():
    own = Cell("d_h[t] = W @ x[t]\nh[t] = tanh(d_h[t] + v_1 * h[t-1])", {**SIZES, "v_1": "m"})
    text = own.backward().text
    assert "d_h_[t] = L_h[t] + back_h[t+1]" in text
    assert "d_d_h[t] = d_net_h[t]" in text


def test_like_terms_are_collected():
    own = Cell("h[t] = z[t] * W + x[t] * z[t]\nz[t] = x[t] * x[t] + h[t-1] - x[t]", {"x": "m", "h": "m"})
    lines = own.backward().text.splitlines()
    assert "d_z[t] = d_h[t] * (W + x[t])" in lines
    assert "d_x[t] = d_h[t] * z[t] + d_z[t] * (2 * x[t] - 1)" in lines


def test_what_cancels():
    own = Cell("h[t] = x[t] - x[t] + h[t-1]", {"x": "m"})
    assert "d_x[t] = 0 * x[t]" in own.backward().text


def test_parts_that_fill_a_vector_stand_side_by_side():
    text = cell("f_lstm").backward().text
    assert "d_v[t] = concat(" in text
    assert "pad(" not in text


def test_families_keep_their_members():
    lines = cell("rhn").backward().text.splitlines()
    assert "for l in range(1, L):" in lines
    kernels = [f"R_{gate}[l + 1].T @ d_net_{name}[t, l + 1]" for gate, name in ("Hh", "Tg", "Cc")]
    assert f"    d_s[t, l] = {' + '.join(kernels)}" in "\n".join(lines)
    assert "d_s[t, L] = d_y[t]" in lines
    assert "    back_h[t, i] = sum(R[k, i].T @ d_net_a[t, k] for k in i + 1)" in cell("cwrnn").backward().text


def test_outputs_that_are_chosen():
    own = Cell("c[t] = c[t-1] + W @ x[t]\nh[t] = tanh(c[t])", SIZES)
    assert own.backward().outputs == ("h",)
    assert "d_c[t] = L_c[t] + back_c[t+1]" in own.backward("c").text
    assert own.backward("c").derived.zero == ()
    with pytest.raises(UnknownName, match="there is no signal 'y'; known: c, h"):
        own.backward("y")


def test_one_that_nothing_depends_on_is_zero_and_said_so():
    own = Cell("s[t] = V @ x[t]\nh[t] = tanh(W @ x[t] + U @ h[t-1])", {**SIZES, "s": "m"})
    backward = own.backward("h")
    assert backward.derived.zero == ("V",)
    assert "d_s" not in backward.text


def test_fixed_parameters_have_no_gradient_and_are_listed():
    backward = cell("scrn").backward()
    assert backward.derived.constant == ("alpha",)
    assert "alpha" not in backward.gradients


@pytest.mark.parametrize(
    ("text", "convention"),
    [
        ("h[t] = relu(W @ x[t])", ("the derivative of ReLU at 0 is 0",)),
        ("h[t] = max(W @ x[t], 0)", ("of equal arguments of max or min the first takes all, a number before others",)),
        ("h[t] = tanh(W @ x[t])", ()),
    ],
)
def test_conventions_are_stated(text, convention):
    assert Cell(text, SIZES).backward().derived.conventions == convention


@pytest.mark.parametrize(
    ("text", "sizes", "problem"),
    [
        ("h[t] = tanh(W @ x[t])", {"x": "T", "h": "m"}, "T is the number of steps in a backward pass"),
        (
            "for i in N:\n    h[t, i] = sum(U[i, j] @ h[t-1, j] for j in N) + V[i, i] @ x[t]",
            {"x": "n", "h": "m"},
            r"it cannot be told which members of V are read as \[i\]",
        ),
        (
            "for i in N:\n    h[t, i] = tanh(W[i] @ x[t] + h[t-1, i])\ny[t] = h[t, 0] + h[t, N - 1]",
            {"x": "n", "h": "m"},
            "it cannot be told whether 1 is before N - 1 among the members of h|N - 1 is before 1",
        ),
        (
            "h[t] = tanh(concat(V[i, j] @ h[t-1] for i in N for j in M) + b)",
            {"h": "m"},
            "concat over more than one index has no derivative",
        ),
    ],
)
def test_what_cannot_be_derived_says_why(text, sizes, problem):
    own = Cell(text, sizes)
    with pytest.raises(DerivativeError, match=problem):
        own.backward()


def test_a_backward_pass_has_none_of_its_own():
    with pytest.raises(DerivativeError, match="this is the backward pass of lstm, and has none of its own"):
        cell("lstm").backward().backward()


def test_an_index_is_no_letter_of_a_size():
    definition = cell("ltc").backward().definition
    indices = {loop.index for equation in definition.program.equations for loop in equation.loops}
    sums = {
        loop.index
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        if isinstance(node, n.Family)
        for loop in node.loops
    }
    assert "k" in definition.letters
    assert {*definition.letters}.isdisjoint(indices | sums)


def test_a_sum_over_a_family_and_over_the_steps_is_one_sum():
    lines = cell("treelstm_childsum").backward().text.splitlines()
    assert "d_U_f = sum(d_net_f[t, k] @ h[t-1, k].T for t in T for k in N)" in lines


def test_what_is_handed_over_two_steps_has_a_sign_of_its_own():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-2] + V @ h[t-1])", {"x": "n", "h": "m"})
    latex = own.backward().latex()
    assert r"{\overleftarrow{\delta h}^{2}}_{t} &= {U}^{\top}" in latex
    assert r"\overleftarrow{\delta h}_{t} &= {V}^{\top}" in latex


def outer(reads):
    return Cell(
        f"i[t] = sigmoid(W @ x[t])\nfor k in N:\n    h[t, k] = tanh(U[k] @ h[t-1, k] + x[t])\n{reads}",
        {"x": "m", "h": "m", "i": "m", "y": "m"},
    )


def many(letters):
    size = "*".join(letters)
    return Cell(
        f"for k in {size}:\n    h[t, k] = tanh(h[t-1, k] * sum(A[k, j] @ x[t] for j in {size}))\n"
        f"for j in {size}:\n    y[t, j] = tanh(h[t, j] * sum(B[j, k] @ x[t] for k in {size}))",
        {"x": "n", "h": "m"},
    )


@pytest.mark.parametrize(
    "own",
    [
        outer("for j in N:\n    y[t, j] = tanh(h[t, j] * sum(B[j, k] @ (i[t] * x[t]) for k in N))"),
        outer("y[t] = tanh(sum(C[k] @ (i[t] * h[t, j]) for k in N for j in N))"),
        many("abdpquvwil"),
    ],
)
def test_a_new_index_has_the_name_of_nothing_else(own):
    """The program is read back as a cell, which refuses an index that is also a value."""
    backward = own.backward()
    assert spell_program(parse(backward.text, backward=True), SOURCE) == backward.text
    assert own.cost(backward="all").macs != own.cost(backward="parameters").macs


def test_a_product_with_a_diagonal_that_is_read_twice_skips_its_zeros():
    own = Cell("c[t] = diag(W @ x[t]) @ c[t-1] + diag(W @ x[t]) @ (U @ x[t])", {"x": "n", "c": "m"})
    assert "diag(v_1[t]).T @ d_c[t]" in own.backward().text
