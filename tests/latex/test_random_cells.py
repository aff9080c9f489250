"""Random cells in random styles are read back; slips in them are reported or change the count as they should."""

import os
import sys
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text

sys.path.insert(0, str(Path(__file__).parent))
from mutations import COUNTED, REPORTED
from random_cells import RandomCell

LONG = os.environ.get("SYMBOLIC_LONG")
CASES, SLIPS, BATCH = (5000, 400, 50) if LONG else (150, 30, 50)


def number(text: str) -> Fraction | None:
    """The count of the one reading at n = 3, m = 5; nothing where something is reported."""
    try:
        reading = read_text(text).only()
    except SymbolicError:
        return None
    assert set(reading.count.letters) <= {"n", "m"}, text
    return Fraction(*reading.count.evaluate({"n": 3, "m": 5}.__getitem__))


@pytest.mark.parametrize("start", range(0, CASES, BATCH))
def test_a_random_cell_is_read_back_with_its_count(start):
    for seed in range(start, start + BATCH):
        cell = RandomCell(seed)
        assert number(cell.latex) == cell.count(3, 5), cell.latex


@pytest.mark.parametrize("slip", REPORTED, ids=lambda slip: slip.__name__)
def test_a_slip_that_contradicts_is_reported(slip):
    changed = 0
    for seed in range(SLIPS):
        cell = RandomCell(seed)
        text = slip(cell, Random(seed))
        if text is not None and text != cell.latex:
            changed += 1
            assert number(text) is None, text
    assert changed > SLIPS / 3


@pytest.mark.parametrize("slip", COUNTED, ids=lambda slip: slip.__name__)
def test_a_slip_that_is_a_cell_changes_the_count(slip):
    changed = 0
    for seed in range(SLIPS):
        cell = RandomCell(seed)
        text = slip(cell, Random(seed))
        if text is not None and text != cell.latex:
            changed += 1
            assert number(text) in (None, cell.count(3, 5) - 5), text
    assert changed > SLIPS / 3
