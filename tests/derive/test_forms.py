"""The count in each of its forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import Add, Symbol, expand, sstr, symbols

from symbolic import Cell, cell, cells
from symbolic.derive.derivation import GateGroup
from symbolic.derive.forms import find_forms
from symbolic.errors import ProofError, SymbolicError
from symbolic.language.sizes.size import Size
from symbolic.record import replace

VARIANTS = [{}, {"bias": "none"}, {"bias": "double"}, {"project": "s"}]
CELLS = [
    *map(cell, cells()),
    *(cell("lstm", **modifiers) for modifiers in VARIANTS[1:]),
    *map(Cell.load, sorted((Path(__file__).parent / "cells").glob("*.toml"))),
    Cell("h[t] = tanh(x[t] + h[t-1])", {"x": "n"}, name="empty"),
    Cell("h[t] = W @ x[t]", {"x": 3, "h": 4}, name="numbers"),
    Cell("h[t] = W @ x[t] + b", {"x": "n", "h": "n"}, name="square"),
]
every_cell = pytest.mark.parametrize("own", CELLS, ids=lambda own: own.label)
n, m, r, H = symbols("n m r H")


def written(own: Cell, form: str) -> str:
    return sstr(own.forms[form].expression, order="none")


@every_cell
def test_forms_are_a_mapping(own):
    names = [*own.forms]
    assert len(own.forms) == len(names) == len({*names})
    assert all(own.forms[name].name == name and name in own.forms for name in names)
    assert own.forms.get("nope") is None


@every_cell
def test_every_form_is_the_same_polynomial(own):
    whole = own.table.total
    for form in own.forms.values():
        assert expand(form.expression.doit() - whole) == 0, form.name


@every_cell
def test_every_form_has_its_name_and_a_title(own):
    assert {"expanded", "factored", "gates", "by_role"} <= set(own.forms)
    assert set(own.forms) <= {"expanded", "factored", "by_input", "by_hidden", "gates", "by_role"}
    for name, form in own.forms.items():
        assert form.name == name
        assert form.title


@every_cell
def test_the_expanded_form_has_no_brackets(own):
    assert all(not term.has(Add) for term in Add.make_args(own.forms["expanded"].expression))


@every_cell
def test_a_form_by_a_size_holds_each_power_of_it_once(own):
    for alias in ("input", "hidden"):
        if f"by_{alias}" in own.forms:
            letter = Symbol(own.aliases[alias])
            terms = Add.make_args(own.forms[f"by_{alias}"].expression)
            powers = [term.doit().as_independent(letter)[1] for term in terms]
            assert len(set(powers)) == len(powers)


@every_cell
def test_a_size_that_is_not_in_the_count_has_no_form(own):
    for alias in ("input", "hidden"):
        letter = own.aliases.get(alias)
        assert (f"by_{alias}" in own.forms) == (letter in own.counted_letters)


@pytest.mark.parametrize(
    ("own", "form", "expected"),
    [
        (cell("lstm"), "expanded", "4*m**2 + 4*m*n + 4*m"),
        (cell("lstm"), "factored", "4*m*(m + n + 1)"),
        (cell("lstm"), "by_input", "4*n*m + 4*m*(m + 1)"),
        (cell("lstm"), "by_hidden", "4*m**2 + 4*m*(n + 1)"),
        (cell("lstm"), "gates", "4*(m*(n + 1) + m**2)"),
        (cell("lstm"), "by_role", "4*m*n + 4*m**2 + 4*m"),
        (cell("lstm", bias="none"), "gates", "4*(m*n + m**2)"),
        (cell("gru_reset_after"), "gates", "2*(m*(n + 1) + m**2) + (m*(n + 2) + m**2)"),
        (cell("peephole_lstm"), "by_role", "4*m*n + 4*m**2 + 3*m + 4*m"),
    ],
)
def test_how_the_forms_are_read(own, form, expected):
    assert written(own, form) == expected


@pytest.mark.parametrize(
    ("name", "gates"), [("rnn", 1), ("lstm", 4), ("lstm_1997", 3), ("gru", 3), ("coupled_lstm", 3)]
)
def test_equal_gates_are_counted_once(name, gates):
    number, rest = cell(name).forms["gates"].expression.as_coeff_Mul() if gates > 1 else (1, cell("rnn").count)
    assert number == gates
    assert expand(rest.doit() - m * (n + m + 1)) == 0


def test_a_rational_size_keeps_its_brackets_whole():
    heads = next(own for own in CELLS if own.name == "heads")
    assert heads.count == 4 * m * (n + 1 + m / H)
    assert written(heads, "gates") == "4*(m*(n + 1) + m**2/H)"


def test_a_table_that_misses_a_parameter_is_caught():
    lstm = cell("lstm")
    cells = {gate: {**row, "bias": Size.of(0)} for gate, row in lstm.table.sizes.items()}
    with pytest.raises(ProofError, match="the form 'gates × one gate' is not equal to the count: a fault of symbolic"):
        find_forms(replace(lstm.table, sizes=cells), lstm.groups, lstm.aliases, lstm.size)


def test_a_wrong_grouping_is_caught():
    gru = cell("gru")
    groups = [GateGroup(("z", "r"), gru.groups[0].terms)]
    with pytest.raises(ProofError, match="the form 'gates × one gate'"):
        find_forms(gru.table, groups, gru.aliases, gru.size)


def test_a_count_of_another_cell_is_caught():
    rnn = cell("rnn")
    with pytest.raises(ProofError, match="the form 'gates × one gate'"):
        find_forms(rnn.table, rnn.groups, rnn.aliases, rnn.size + 1)


def test_a_form_that_is_not_there():
    forms = cell("lstm").forms
    with pytest.raises(SymbolicError, match="there is no form 'facored'; did you mean factored"):
        forms["facored"]
    with pytest.raises(KeyError):
        forms["nope"]
    assert forms.get("nope") is None
    assert "nope" not in forms
