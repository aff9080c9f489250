"""What the cells compute, against what reference code computed; `record_values` made the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, cell

sys.path.insert(0, str(Path(__file__).parent))
from variants import VARIANTS, arrays, as_coded, variant

VALUES = json.loads((Path(__file__).parent / "values.json").read_text(encoding="utf-8"))
CLOSE = {"rtol": 1e-10, "atol": 1e-10}


def run(name: str, own: Cell) -> dict[str, np.ndarray]:
    return own.run(*arrays(name, own), sizes=dict(variant(name).sizes))


@pytest.mark.parametrize("name", VALUES)
def test_a_cell_computes_what_the_code_does(name):
    signals = run(name, as_coded(name))
    assert VALUES[name]["signals"]
    for signal, rows in VALUES[name]["signals"].items():
        assert np.abs(rows).max() > 1e-3
        np.testing.assert_allclose(signals[signal].reshape(np.shape(rows)), rows, **CLOSE)


@pytest.mark.parametrize("name", [name for name in VALUES if VALUES[name]["trained"]])
def test_a_cell_counts_what_the_code_trains(name):
    assert as_coded(name).count_at(**variant(name).sizes) == VALUES[name]["trained"] - variant(name).more


@pytest.mark.parametrize("name", [name for name in VALUES if variant(name).changes])
def test_what_the_paper_prints_is_something_else(name):
    signals = run(name, cell(name))
    rows = VALUES[name]["signals"]
    assert not all(
        np.allclose(signals[signal].reshape(np.shape(rows[signal])), rows[signal], **CLOSE) for signal in rows
    )


def test_every_variant_is_used():
    assert set(VARIANTS) <= set(VALUES)
    assert len(VALUES) >= 40
