"""What is derived against what the real layers hold, as recorded in ``recorded/``."""

import json
from math import prod
from pathlib import Path

import pytest

from symbolic.frameworks import layer, layers

ROWS = sorted((Path(__file__).parent / "recorded").glob("*.jsonl"))


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("path", ROWS, ids=lambda path: path.stem)
def test_each_recorded_layer_has_the_derived_arrays_and_the_derived_total(path):
    for row in rows(path):
        derived = layer(row["layer"], **row["words"])
        sizes = derived.read_sizes({})
        shapes = {name: list(shape) for name, shape in derived.shapes_at().items()}
        assert shapes == row["arrays"], row
        assert derived.count_at() == row["total"], row
        assert (
            sum(part.cell.count_at(**inner(part, sizes)) for part in derived.sublayers) + size_at(derived.unused, sizes)
            == row["total"]
        ), row


def test_there_are_at_least_600_rows_and_every_layer_has_some():
    records = [row for path in ROWS for row in rows(path)]
    assert len(records) >= 600
    assert {row["layer"] for row in records} | WITHOUT_A_REAL_ONE.keys() == set(layers())


def test_a_row_with_one_array_changed_is_noticed():
    row = rows(ROWS[0])[0]
    name = next(iter(row["arrays"]))
    shape = [*row["arrays"][name][:-1], row["arrays"][name][-1] + 1]
    assert prod(shape) != prod(row["arrays"][name])
    derived = layer(row["layer"], **row["words"])
    array = next(array for array in derived.arrays if array.name == name)
    assert [size_at(size, derived.read_sizes({})) for size in array.shape(derived.sublayers)] != shape


WITHOUT_A_REAL_ONE = dict.fromkeys(("cudnn.LSTM", "cudnn.GRU", "cudnn.RNN"), "test_cudnn.py")
"""Layers that cannot be built without a graphics card, and what holds them instead."""


def size_at(size, sizes):
    top, bottom = size.evaluate(sizes.__getitem__)
    return top // bottom


def inner(part, sizes):
    """The sizes of a sublayer's cell, counted on the cell's own equations."""
    return {letter: size_at(part.substitute(part_letter(letter)), sizes) for letter in part.cell.counted_letters}


def part_letter(letter):
    from symbolic.language.sizes.size import Size

    return Size.letter(letter)
