"""The parameters of a cell: shapes, families, gates and roles."""

from __future__ import annotations

import re
from math import prod
from pathlib import Path

import pytest
from sympy import MatrixSymbol, Mul, Symbol, expand, symbols

from symbolic import Cell, cell, cells
from symbolic.language.roles import ROLES

CELLS = [*map(cell, cells()), *map(Cell.load, sorted((Path(__file__).parent / "cells").glob("*.toml")))]
n, m, r, H, N, g, L = symbols("n m r H N g L")
every_cell = pytest.mark.parametrize("own", CELLS, ids=lambda own: own.name)


def parameters(name: str) -> dict:
    return {parameter.name: parameter for own in CELLS if own.name == name for parameter in own.parameters}


@every_cell
def test_the_size_is_the_product_of_the_shape(own):
    for parameter in own.parameters:
        assert expand(Mul(*parameter.shape) - parameter.size) == 0
        assert parameter.shape == parameter.members + parameter.member


@every_cell
def test_a_parameter_belongs_to_a_signal_and_has_a_role(own):
    assert len({parameter.name for parameter in own.parameters}) == len(own.parameters)
    for parameter in own.parameters:
        assert parameter.gate in own.definition.names.signals
        assert parameter.role in ROLES


@every_cell
def test_the_symbol_is_one_member(own):
    for parameter in own.parameters:
        if not parameter.member:
            assert parameter.symbol == Symbol(parameter.name)
        elif len(parameter.member) <= 2:
            rows, columns = (*parameter.member, 1)[:2]
            assert parameter.symbol == MatrixSymbol(parameter.name, rows, columns)


@every_cell
def test_parameters_stand_in_the_order_of_the_equations(own):
    first = [re.search(rf"\b{parameter.name}\b", own.text) for parameter in own.parameters]
    places = [match.start() for match in first if match]
    assert len(places) == len(own.parameters)
    assert places == sorted(places)


@every_cell
def test_the_integer_shapes_are_the_symbolic_ones(own):
    from symbolic.language.inference import infer
    from symbolic.language.sizes.carriers import Integers

    sizes = dict.fromkeys(own.definition.letters, 12) | {"H": 4, "N": 4, "g": 6, "L": 6}
    shapes = infer(own.definition, Integers(sizes))
    for parameter in own.parameters:
        assert tuple(extent.subs(sizes) for extent in parameter.member) == shapes.names[parameter.name]
        assert prod(extent.subs(sizes) for extent in parameter.shape) == shapes.size(parameter.name)


def test_the_lstm_has_four_gates_of_three():
    assert [p.name for p in cell("lstm").parameters] == [f"{letter}_{gate}" for gate in "ifog" for letter in "WUb"]
    assert {p.gate for p in cell("lstm").parameters} == set("ifog")


@pytest.mark.parametrize(
    ("name", "parameter", "shape", "role"),
    [
        ("peephole_lstm", "p_o", (m,), "peephole"),
        ("full_peephole_lstm", "P_o", (m, m), "peephole"),
        ("lstmp", "W_ir", (m, r), "recurrent kernel"),
        ("lstmp", "W_rm", (r, m), "projection"),
        ("gru", "U", (m, m), "recurrent kernel"),
        ("gru_reset_after", "c", (m,), "bias"),
        ("tree", "U_f", (N, N, m, m), "recurrent kernel"),
        ("tree", "U_i", (N, m, m), "recurrent kernel"),
        ("tree", "W_f", (m, n), "input kernel"),
        ("heads", "R_z", (H, m / H, m / H), "recurrent kernel"),
        ("clockwork", "W", (g, m / g, n), "input kernel"),
        ("clockwork", "U", (g**2 / 2 + g / 2, m / g, m / g), "recurrent kernel"),
        ("rounds", "R", (L, m, m), "recurrent kernel"),
        ("rounds", "b", (L, m), "bias"),
        ("scalars", "alpha", (), "scale"),
        ("scalars", "V", (n, 2 * n), "joint kernel"),
        ("scalars", "a", (n,), "scale"),
    ],
)
def test_shapes_and_roles(name, parameter, shape, role):
    entry = parameters(name)[parameter]
    assert tuple(map(expand, entry.shape)) == tuple(map(expand, shape))
    assert entry.role == role


def test_a_fixed_parameter_is_listed_with_its_shape():
    beta = parameters("scalars")["beta"]
    assert (beta.trainable, beta.shape, beta.size) == (False, (), 1)
    assert parameters("scalars")["gamma"].trainable
