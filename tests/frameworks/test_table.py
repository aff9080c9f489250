"""What each framework counts for a cell: rows, differences, sentences."""

import pytest

from symbolic import cell, cells
from symbolic.frameworks import kinds
from symbolic.frameworks.table import framework_rows
from symbolic.language.sizes import Size

LISTED = sorted({name for kind in kinds() for shown in kind.shown for name in shown.cells})


def test_every_cell_that_a_layer_is_shown_for_is_of_the_catalogue():
    assert set(LISTED) <= set(cells())


@pytest.mark.parametrize("name", LISTED)
def test_count_is_that_of_the_layer_in_the_letters_of_the_cell(name):
    shown = cell(name)
    for row in framework_rows(shown):
        assert row.size - row.difference == shown.size
        words = {word: 30 - len(word) for word in row.layer.aliases if word in shown.aliases and word != "units"}
        numbers = {shown.aliases[word]: value for word, value in words.items()}
        left = {letter: 7 for letter in row.layer.counted_letters if letter not in map(row.layer.aliases.get, words)}
        top, bottom = row.size.at({**left, **numbers}.__getitem__)
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
