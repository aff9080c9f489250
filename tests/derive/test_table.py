"""The gate × role table and its margins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modified_cells import variants
from sympy import expand, symbols

from symbolic import Cell, cell, cells
from symbolic.language.roles import ROLES

CELLS = [
    *map(cell, cells()),
    *variants(("bias", "none")),
    *variants(("bias", "double")),
    *map(Cell.load, sorted((Path(__file__).parent / "cells").glob("*.toml"))),
]
every_cell = pytest.mark.parametrize("own", CELLS, ids=lambda own: own.label)
n, m, r = symbols("n m r")


@every_cell
def test_the_margins_add_up_in_both_directions(own):
    table = own.table
    for gate in table.gates:
        assert expand(sum(table.cells[gate].values()) - table.by_gate[gate]) == 0
    for role in table.roles:
        assert expand(sum(table.cells[gate][role] for gate in table.gates) - table.by_role[role]) == 0
    assert expand(sum(table.by_gate.values()) - table.total) == 0
    assert expand(sum(table.by_role.values()) - table.total) == 0
    assert expand(own.count - table.total) == 0


@given(st.sampled_from(CELLS), st.data())
def test_the_margins_add_up_in_numbers(own, data):
    sizes = {letter: data.draw(st.integers(1, 10**12)) for letter in own.definition.letters}
    total = own.table.total.subs(sizes)
    assert sum(value.subs(sizes) for value in own.table.by_gate.values()) == total
    assert sum(value.subs(sizes) for value in own.table.by_role.values()) == total


@every_cell
def test_every_trainable_parameter_is_in_it_once(own):
    left = {gate: dict(row) for gate, row in own.table.cells.items()}
    for parameter in own.parameters:
        if parameter.trainable:
            left[parameter.gate][parameter.role] -= parameter.size
    assert all(expand(value) == 0 for row in left.values() for value in row.values())


@every_cell
def test_no_row_and_no_column_is_empty(own):
    assert all(value != 0 for value in own.table.by_gate.values())
    assert all(value != 0 for value in own.table.by_role.values())
    assert list(own.table.roles) == [role for role in ROLES if role in own.table.roles]


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("lstm", {"input kernel": 4 * m * n, "recurrent kernel": 4 * m**2, "bias": 4 * m}),
        ("peephole_lstm", {"input kernel": 4 * m * n, "recurrent kernel": 4 * m**2, "peephole": 3 * m, "bias": 4 * m}),
        ("gru_reset_after", {"input kernel": 3 * m * n, "recurrent kernel": 3 * m**2, "bias": 4 * m}),
        (
            "lstmp",
            {
                "input kernel": 4 * m * n,
                "recurrent kernel": 4 * m * r,
                "peephole": 3 * m,
                "projection": m * r,
                "bias": 4 * m,
            },
        ),
    ],
)
def test_what_each_role_counts(name, roles):
    assert cell(name).table.by_role == roles


def test_a_fixed_parameter_is_in_no_gate():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"}, fixed=("U",))
    assert own.table.roles == ("input kernel", "bias")
    assert own.table.total == expand(m * (n + 1))


@every_cell
def test_it_adds_up_to_the_count_of_the_cell(own):
    assert own.table.size == own.size
    assert {gate: sum(row.values()) for gate, row in own.table.sizes.items()} == own.table.gate_sizes
