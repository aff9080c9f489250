"""Summaries that the real libraries printed, recorded by ``record.py``."""

import json
from pathlib import Path

import pytest

from symbolic import Model

FOLDER = Path(__file__).with_name("recorded")
NUMBERS = json.loads((FOLDER / "numbers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NUMBERS)
def test_each_line_is_read(name):
    model = Model.load(FOLDER / f"{name}.txt")
    counts = [sum(layer.counts_at({})) for layer in model.layers]
    assert not model.notes
    assert (counts if len(NUMBERS[name]) > 1 else [sum(counts)]) == NUMBERS[name]
    assert all(layer.derived_at({}) == count for layer, count in zip(model.layers, counts, strict=True))
