"""Which sums of a cell are gates, what follows from what, and names that are free."""

from __future__ import annotations

import pytest

from symbolic import Cell, cell
from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.modify.gates import (
    free_name,
    gate_names,
    needed_for,
    new_parameter,
    new_size,
    rewrite_gates,
    suffix,
)

SIZES = {"x": "n", "h": "m"}


def sums(text: str, **fields) -> list[str]:
    """The sums that a change of the gates gets to see, in the order of the text."""
    from symbolic.language.printer import SOURCE, spell

    seen: list[str] = []

    def note(value: n.Node, equation: n.Equation) -> n.Node:
        seen.append(spell(value, SOURCE))
        return value

    sizes = {**SIZES, **({"U": ("q", "m")} if "W @ tanh(" in text else {})}
    definition = Cell(text, sizes, **fields).definition
    assert rewrite_gates(definition, note) == list(definition.program.equations)
    return seen


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("h[t] = tanh(W @ x[t] + b)", ["W @ x[t] + b"]),
        ("h[t] = W @ x[t] + b", []),
        ("h[t] = tanh(b) * (W @ x[t])", []),
        ("h[t] = sigmoid(W @ x[t]) * tanh(U @ h[t-1])", ["W @ x[t]", "U @ h[t-1]"]),
        ("a[t] = W @ x[t] + b\nh[t] = tanh(a[t])", ["W @ x[t] + b"]),
        ("a[t] = W @ x[t]\nh[t] = tanh(a[t] + U @ h[t-1])", ["W @ x[t]", "a[t] + U @ h[t-1]"]),
        ("a[t] = W @ x[t]\nh[t] = tanh(2 * a[t])", []),
        ("a[t] = W @ x[t]\nh[t] = tanh(a[t-1])", []),
        ("h[t] = tanh(W @ tanh(U @ h[t-1]) + V @ x[t])", ["W @ tanh(U @ h[t-1]) + V @ x[t]"]),
        ("h[t] = sum(tanh(W[k] @ x[t]) for k in N)", ["W[k] @ x[t]"]),
    ],
)
def test_the_sum_of_a_gate(text, total):
    assert sums(text) == total


def test_an_activation_of_the_cells_own():
    assert sums("h[t] = squash(W @ x[t])", activations={"squash": "max(0, x)"}) == ["W @ x[t]"]


@pytest.mark.parametrize(
    ("name", "gates"), [("lstm", "ifog"), ("coupled_lstm", "iog"), ("rnn", "h"), ("peephole_lstm", "ifgo")]
)
def test_signals_that_are_a_gate_by_themselves(name, gates):
    assert list(gate_names(cell(name).definition)) == list(gates)


def test_what_a_signal_is_computed_from():
    definition = cell("peephole_lstm").definition
    assert needed_for(definition, "c") == {"x", "i", "f", "g"}
    assert needed_for(definition, "o") == {"x", "c", "i", "f", "g"}
    assert needed_for(definition, "x") == set()


def test_letters_that_run():
    assert cell("treelstm_nary").definition.indices == {"k", "l"}
    assert cell("lstm").definition.indices == set()


def test_names_that_are_free():
    definition = cell("treelstm_nary").definition
    assert free_name(definition, "z") == "z"
    assert [free_name(definition, name) for name in ("x", "h", "W_i", "k")] == ["x2", "h2", "W_i2", "k2"]
    assert free_name(definition, "z", {"z", "z2"}) == "z3"
    assert suffix(definition, definition.program.equations[0]) == "_i"
    assert suffix(cell("rnn").definition, cell("rnn").definition.program.equations[0]) == ""


def test_new_parameters_follow_the_family():
    definition, taken = cell("treelstm_nary").definition, {"z"}
    gate = definition.program.equations[1]
    assert new_parameter(definition, "z", gate, taken, gate.value) == n.Parameter("z2", (n.Size.letter("k"),))
    assert taken == {"z", "z2"}


def test_new_parameters_are_shared_where_what_they_stand_beside_is():
    definition = cell("treelstm_childsum").definition
    gate = definition.program.equations[2]
    assert gate.loops
    assert new_parameter(definition, "z", gate, set(), gate.value) == n.Parameter("z")
    assert new_parameter(definition, "z", gate, set(), gate.target) == n.Parameter("z", (n.Size.letter("k"),))


def test_new_sizes():
    definition = cell("treelstm_nary").definition
    assert str(new_size(definition, "project", "2*r", "go on")) == "2*r"
    for text, problem in [
        ("m", "the cell has a size m already; go on"),
        ("N", "the cell has a size N already; go on"),
        ("k", "the cell has an index k already; go on"),
        ("0", "project is a size of at least 1, such as r, not 0"),
        ("r s", "project is a size such as r, not 'r s' "),
    ]:
        with pytest.raises(ModifierError) as caught:
            new_size(definition, "project", text, "go on")
        assert str(caught.value).startswith(problem)
