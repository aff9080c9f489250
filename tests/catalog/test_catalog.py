"""The catalogue against totals that were written down from the literature."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from sympy import Expr, Symbol, expand, parse_expr

from symbolic import Cell, cell, cells
from symbolic.catalog import entries, example_sizes, family_entries, family_names, family_of, family_title

ORACLES = tomllib.loads((Path(__file__).parent / "oracles.toml").read_text(encoding="utf-8"))
VARIANTS = [
    pytest.param(name, variant["modifiers"], variant["total"], id=f"{name} {variant['modifiers']}")
    for name, oracle in ORACLES.items()
    for variant in [{"modifiers": {}, "total": oracle["total"]}, *oracle.get("also", [])]
]


UNCERTAIN = {"mi_gru", "mi_lstm", "lowrank_lstm", "grid_lstm"}
"""Entries whose source could not be had; the note says what was read in its place."""


def read(formula: str) -> Expr:
    """A formula of the oracles; every word in it is a letter, also those that SymPy has a use for."""
    words = re.findall(r"[A-Za-z_]\w*", formula)
    return parse_expr(formula, local_dict={word: Symbol(word) for word in words})


def test_every_cell_has_an_oracle_and_every_oracle_a_cell():
    assert set(cells()) - set(ORACLES) == set()
    assert set(ORACLES) - set(cells()) == set()


@pytest.mark.parametrize("name", ORACLES)
def test_an_oracle_agrees_with_itself(name):
    oracle = ORACLES[name]
    assert set(oracle) <= {"total", "at", "value", "also"}
    assert read(oracle["total"]).subs(oracle["at"]) == oracle["value"]


@pytest.mark.parametrize(("name", "modifiers", "total"), VARIANTS)
def test_the_total_is_that_of_the_literature(name, modifiers, total):
    assert expand(cell(name, **modifiers).count - read(total)) == 0


@pytest.mark.parametrize("name", ORACLES)
def test_the_number_is_that_of_the_literature(name):
    assert cell(name).count_at(**ORACLES[name]["at"]) == ORACLES[name]["value"]


@pytest.mark.parametrize(("name", "modifiers", "total"), VARIANTS)
def test_integers_and_formula_agree_on_variants(name, modifiers, total):
    brought = [value for key, value in modifiers.items() if key in ("project", "low_rank") and value.isalpha()]
    at = {
        **dict.fromkeys(cell(name, **modifiers).definition.letters, 6),
        **ORACLES[name]["at"],
        **dict.fromkeys(brought, 4),
    }
    assert cell(name, **modifiers).count_at(**at) == read(total).subs(at)


@pytest.mark.parametrize("name", cells())
def test_an_entry_is_complete(name):
    entry = entries()[name]
    for text in (entry.title, entry.source, entry.key, entry.summary):
        assert text.strip() == text != ""
    assert not entry.title.endswith(".")
    assert entry.summary.endswith(".")
    assert not entry.note or entry.note.endswith((".", ")"))
    assert entry.keys
    assert all(re.fullmatch(r"[a-z]+[0-9]{4}[a-z0-9]*", key) for key in entry.keys)


@pytest.mark.parametrize("name", cells())
def test_an_entry_says_what_it_was_held_against(name):
    consulted = entries()[name].consulted
    assert len(consulted) > 40
    assert consulted.endswith(".")


@pytest.mark.parametrize("name", cells())
def test_an_entry_says_in_its_note_what_is_not_certain(name):
    assert ("Not certain: " in entries()[name].note) == (name in UNCERTAIN)


@pytest.mark.parametrize("family", family_names())
def test_a_declaration_is_at_most_32_lines(family):
    tree = ast.parse(Path(import_module(f"symbolic.catalog.families.{family}").__file__).read_text(encoding="utf-8"))
    lines = {
        node.targets[0].id: node.end_lineno - node.lineno + 1 for node in tree.body if isinstance(node, ast.Assign)
    }
    assert {name: lines[name] for name in family_entries(family) if lines[name] > 32} == {}


def test_every_cell_is_in_one_family():
    names = [name for family in family_names() for name in family_entries(family)]
    assert sorted(names) == sorted(set(names)) == sorted(cells())
    assert all(name in family_entries(family_of(name)) for name in cells())


@pytest.mark.parametrize("family", family_names())
def test_a_family_has_a_title(family):
    title = family_title(family)
    assert title
    assert "\n" not in title
    assert not title.endswith(".")


@pytest.mark.parametrize("name", cells())
def test_a_cell_reads_back_from_its_text(name):
    entry = entries()[name]
    again = Cell(cell(name).text, entry.sizes, fixed=entry.fixed, static=entry.static)
    assert again.text == cell(name).text
    assert expand(again.count - cell(name).count) == 0
    assert [p.role for p in again.parameters] == [p.role for p in cell(name).parameters]


@pytest.mark.parametrize("name", cells())
def test_a_worked_example_has_a_size_for_each_letter_and_a_number(name):
    sizes = example_sizes(cell(name))
    assert set(entries()[name].example) <= set(sizes) == set(cell(name).definition.letters)
    assert cell(name).count_at(**sizes) > 0


def test_the_example_of_a_cell_that_the_catalogue_has_not_goes_by_its_roles():
    own = Cell("h[t] = tanh(W @ x[t] + V @ z[t])", {"x": "d", "h": "k", "z": "q"})
    assert example_sizes(own) == {"d": 4096, "k": 256, "q": 8}
