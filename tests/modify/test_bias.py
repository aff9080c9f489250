"""``bias``: it changes the biases of the gates and nothing else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import expand, symbols

from symbolic import Cell, cell, cells
from symbolic.errors import ModifierError, UnknownName
from symbolic.language.nodes import Call, Parameter, walk
from symbolic.modify import MODIFIERS, modify
from symbolic.modify.bias import BIAS_CHOICES

n, m = symbols("n m")
JOINT = Cell("h[t] = tanh(W @ concat(x[t], h[t-1]) + b)", {"x": "n", "h": "m"}, name="joint")
every_cell = pytest.mark.parametrize("name", cells())
every_choice = pytest.mark.parametrize("choice", BIAS_CHOICES)


def biases(own: Cell) -> dict[str, tuple]:
    return {p.name: p.shape for p in own.parameters if p.role == "bias"}


def others(own: Cell) -> set[tuple]:
    return {(p.name, p.shape, p.gate, p.role, p.trainable) for p in own.parameters if p.role != "bias"}


def modified(own: Cell, *choices: str) -> Cell:
    """The cell after each choice in turn; a cell that cannot go without biases is not asked to."""
    for choice in choices:
        with suppress(ModifierError):
            own = own.modified(bias=choice)
    return own


@every_cell
@every_choice
def test_only_biases_change(name, choice):
    assert others(modified(cell(name), choice)) == others(cell(name))


def shifts(own: Cell) -> set[str]:
    """The biases that belong to a layer normalisation; without them it would be none."""
    names = set()
    for equation in own.definition.program.equations:
        for node in walk(equation.value):
            if isinstance(node, Call) and node.name == "layernorm":
                names |= {part.name for part in node.arguments[2:] if isinstance(part, Parameter)}
    return names


@every_cell
def test_none_removes_the_biases_exactly(name):
    plain = cell(name)
    try:
        bare = plain.modified(bias="none")
    except ModifierError:
        assert name in {"slim_lstm3", "gru3", "mgu3", "rwkv5_timemix"}
        return
    kept = (shifts(plain) | plain.definition.fixed) & set(biases(plain))
    assert set(biases(bare)) == kept
    removed = sum(p.size for p in plain.parameters if p.role == "bias" and p.trainable and p.name not in kept)
    assert expand(plain.count - bare.count - removed) == 0


@every_cell
@every_choice
def test_twice_is_once(name, choice):
    once = modified(cell(name), choice)
    assert modified(once, choice).text == once.text


@every_cell
def test_single_of_double_is_single(name):
    single = modified(cell(name), "single")
    again = modified(single, "double", "single")
    assert expand(again.count - single.count) == 0
    assert sorted(map(str, biases(again).values())) == sorted(map(str, biases(single).values()))


@pytest.mark.parametrize("own", [cell("rnn"), cell("lstm"), cell("gru"), JOINT], ids=lambda own: own.name)
def test_double_after_none_is_double(own):
    double, regained = own.modified(bias="double"), own.modified(bias="none").modified(bias="double")
    assert expand(regained.count - double.count) == 0
    assert list(biases(regained).values()) == list(biases(double).values())


@every_cell
@every_choice
def test_the_result_reads_back(name, choice):
    changed = modified(cell(name), choice)
    definition = changed.definition
    static = [name for name in definition.program.static if name in definition.names.inputs]
    again = Cell(changed.text, definition.sizes, fixed=definition.fixed, static=static)
    assert again.text == changed.text
    assert expand(again.count - changed.count) == 0
    assert len(set(changed.definition.names.parameters)) == len(changed.definition.names.parameters)


@pytest.mark.parametrize(
    ("name", "gates"), [("rnn", 1), ("lstm", 4), ("gru", 3), ("gru_reset_after", 3), ("lstm_1997", 3)]
)
def test_how_many_biases_each_choice_leaves(name, gates):
    for number, choice in enumerate(BIAS_CHOICES):
        assert len(biases(cell(name, bias=choice))) == number * gates
        assert expand(cell(name, bias=choice).count - gates * m * (n + m + number)) == 0


def test_a_joint_kernel_stands_for_both_products():
    assert [list(biases(JOINT.modified(bias=choice))) for choice in BIAS_CHOICES] == [[], ["b"], ["b", "b_h"]]


def test_double_stands_beside_both_products():
    first = cell("lstm", bias="double").text.splitlines()[0]
    assert first == "i[t] = sigmoid(W_i @ x[t] + b_i + U_i @ h[t-1] + b_hi)"


def test_a_kernel_that_is_not_trained_has_no_bias_beside_it():
    assert (
        cell("mut1", bias="double")
        .text.splitlines()[2]
        .startswith("h[t] = tanh(W_hh @ (r[t] * h[t-1]) + b_h + tanh(P @ x[t])) * z[t] + ")
    )
    assert cell("mut2", bias="double").text.splitlines()[1] == "r[t] = sigmoid(P @ x[t] + W_hr @ h[t-1] + b_r)"


def test_reset_after_keeps_the_two_that_it_has():
    third = cell("gru_reset_after", bias="double").text.splitlines()[2]
    assert third == "hc[t] = tanh(W @ x[t] + b + r[t] * (U @ h[t-1] + c))"


def test_peepholes_scalars_and_scales_are_no_biases():
    for choice in BIAS_CHOICES:
        assert {"p_i", "p_f", "p_o"} <= {p.name for p in cell("peephole_lstm", bias=choice).parameters}
    own = Cell("h[t] = a * tanh(W @ x[t] + b) + s * h[t-1]", {"x": "n", "h": "m", "s": 1})
    assert [p.name for p in own.modified(bias="none").parameters] == ["a", "W", "s"]


def test_a_new_name_is_free():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1]) + b * b_h * h[t-1]", {"x": "n", "h": "m"})
    names = [p.name for p in own.modified(bias="double").parameters]
    assert sorted(names) == ["U", "W", "b", "b2", "b_h", "b_h2"]


def test_a_family_gets_one_each():
    text = "for k in N:\n    s[t, k] = tanh(W[k] @ x[t] + U[k] @ s[t-1, k])\nh[t] = concat(s[t, k] for k in N)"
    own = Cell(text, {"x": "n", "h": "m"})
    (bias,) = [p for p in own.modified(bias="single").parameters if p.role == "bias"]
    assert bias.shape == (symbols("N"), m / symbols("N"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("f[t] = sigmoid(b)\nh[t] = f[t] * tanh(W @ x[t])", r"f\[t\] is the bias b alone"),
        ("f[t] = sigmoid(b + c)\nh[t] = f[t] * tanh(W @ x[t])", r"f\[t\] is the bias b alone"),
    ],
)
def test_a_gate_of_biases_alone_cannot_go_without(text, problem):
    with pytest.raises(ModifierError, match=problem):
        Cell(text, {"x": "n", "h": "m", "b": "m"}).modified(bias="none")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("hyperlstm", r"the products of s\[t\] are scaled separately; no bias fits beside each"),
        ("mi_rnn", r"the products of h\[t\] are scaled separately"),
        ("delta_rnn", r"the products of z\[t\] are in other equations; no bias fits beside each"),
        ("ligru", r"a product of z\[t\] is scaled; a bias beside it would be scaled too"),
    ],
)
def test_products_that_are_scaled_have_no_place_beside_them(name, problem):
    with pytest.raises(ModifierError, match=problem):
        cell(name, bias="double")
    assert cell("gru_reset_after", bias="double").count_at(n=3, m=5) == 3 * 5 * (3 + 5 + 2)


@pytest.mark.parametrize("choice", ["triple", "", "NONE", "x" * 500, 2, True])
def test_another_word_is_refused_with_those_that_serve(choice):
    with pytest.raises(ModifierError, match="bias is one of none, single, double, not") as caught:
        cell("lstm", bias=choice)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("choice", [2.0, ["none"], b"none"])
def test_a_value_is_text(choice):
    with pytest.raises(ModifierError, match="bias takes text"):
        cell("lstm", bias=choice)


def test_an_unknown_modifier_gets_the_nearest():
    with pytest.raises(UnknownName, match="no modifier 'bais'; did you mean bias"):
        cell("lstm", bais="none")
    with pytest.raises(UnknownName, match="no modifier 'zzz'") as caught:
        cell("lstm", zzz="yes")
    assert all(name in str(caught.value) for name in MODIFIERS)


def test_a_cell_that_has_it_already_is_left_alone():
    definition = cell("lstm").definition
    assert modify(definition, {"bias": "single"}) is definition


TERMS = {
    "W{0} @ x[t]": "input",
    "U{0} @ h[t-1]": "state",
    "p{0} * h[t-1]": "state",
    "b{0}": "bias",
    "d{0}": "bias",
}


@st.composite
def gates(draw) -> list[list[str]]:
    sums = st.lists(st.sampled_from(list(TERMS)), min_size=1, max_size=5, unique=True)
    return draw(st.lists(sums, min_size=1, max_size=3))


@given(gates(), st.sampled_from(BIAS_CHOICES))
def test_any_cell_has_the_biases_that_its_products_ask_for(sums, choice):
    kinds = [[TERMS[term] for term in terms] for terms in sums]
    assume("input" in {kind for terms in kinds for kind in terms})
    lines = [f"g{k}[t] = sigmoid({' + '.join(terms).format(k)})" for k, terms in enumerate(sums)]
    last = "h[t] = " + " * ".join(f"g{k}[t]" for k in range(len(sums))) + " * h[t-1]"
    own = Cell("\n".join([*lines, last]), {"x": "n", "h": "m", **{f"g{k}": "m" for k in range(len(sums))}})
    wanted = 0
    for terms in kinds:
        products, present = len({"input", "state"} & set(terms)), terms.count("bias")
        wanted += {"none": 0, "single": 1 if products else present, "double": max(products, present)}[choice]
    if choice == "none" and any(set(terms) == {"bias"} for terms in kinds):
        with pytest.raises(ModifierError, match="alone"):
            own.modified(bias=choice)
    else:
        changed = own.modified(bias=choice)
        assert len(biases(changed)) == wanted
        assert others(changed) == others(own)
        assert expand(changed.count - own.count - (wanted - len(biases(own))) * m) == 0


def test_a_bias_beside_a_number_is_a_number():
    single = modified(cell("luong_decoder"), "single")
    assert next(part.size for part in single.parameters if part.name == "b_e") == 1
