"""What each framework counts for a cell: rows, differences, sentences."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.frameworks import layer_specs
from symbolic.frameworks.table import framework_rows
from symbolic.language.sizes.size import Size

SHOWN = {name for kind in layer_specs() for shown in kind.rows for name in shown.cells}
LISTED = sorted(name for name in SHOWN if " " not in name)
OPTIONS = {"project": "r", "peepholes": "diagonal", "couple": "f=1-i"}


def test_every_cell_that_a_layer_is_shown_for_is_of_the_catalogue():
    assert {name.split()[0] for name in SHOWN} <= set(cells())


@pytest.mark.parametrize("named", sorted(SHOWN - set(LISTED)))
def test_a_cell_with_an_option_of_a_layer_has_the_layer_with_it(named):
    name, *words = named.split()
    made = cell(name, bias="double", **{word: OPTIONS[word] for word in words})
    shown = {(kind.name, str(entry.words)) for kind in layer_specs() for entry in kind.rows if named in entry.cells}
    rows = [row for row in framework_rows(made) if (row.layer.name, str(row.layer.words)) in shown]
    assert len(rows) == len(shown) > 0
    ones = [row for row in rows if row.layer.name.startswith(("torch", "cudnn", "onnx")) and "couple" not in words]
    assert all(row.difference == Size.of(0) for row in ones)


@pytest.mark.parametrize(("project", "sizes"), [("5", {}), ("q", {"q": 5}), ("2*r+1", {"r": 2})])
def test_a_projection_of_any_size_is_that_of_the_layer(project, sizes):
    made = cell("lstm", bias="double", project=project)
    (row,) = [row for row in framework_rows(made) if row.layer.name == "torch.nn.LSTM"]
    assert row.difference == Size.of(0)
    assert row.size.evaluate({"n": 3, "m": 7, **sizes}.__getitem__) == (row.layer.count_at(n=3, m=7, r=5), 1)


def test_a_namesake_of_a_cell_has_no_rows():
    namesake = Cell(cell("rnn").text, cell("rnn").definition.sizes, name="lstm")
    assert framework_rows(namesake) == []
    assert framework_rows(cell("rnn")) != []


@pytest.mark.parametrize("name", LISTED)
def test_count_is_that_of_the_layer_in_the_letters_of_the_cell(name):
    shown = cell(name)
    for row in framework_rows(shown):
        assert row.size - row.difference == shown.size
        words = {word: 30 - len(word) for word in row.layer.aliases if word in shown.aliases and word != "units"}
        numbers = {shown.aliases[word]: value for word, value in words.items()}
        left = {letter: 7 for letter in row.layer.counted_letters if letter not in map(row.layer.aliases.get, words)}
        top, bottom = row.size.evaluate({**left, **numbers}.__getitem__)
        assert top == bottom * row.layer.count_at(**words, **left)


@pytest.mark.parametrize("name", LISTED)
def test_each_row_has_a_sentence_for_the_middle_of_a_page(name):
    for row in framework_rows(cell(name)):
        assert row.why
        assert not row.why.endswith(".")
        assert "\n" not in row.why


def test_layers_with_the_count_of_the_cell_come_first():
    differs = [row.difference != Size.of(0) for row in framework_rows(cell("lstm"))]
    assert differs == sorted(differs)


def test_a_cell_that_no_framework_has_has_no_rows():
    assert framework_rows(cell("hyperlstm")) == []
