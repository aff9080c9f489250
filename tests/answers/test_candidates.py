"""The kept counts are those that are derived."""

import json

import pytest

from symbolic import Cell, cell, cells
from symbolic.answers.candidates import COUNTS_FILE, candidates, catalogued, variants, write_counts
from symbolic.frameworks import layer, layers


def test_the_file_is_what_is_derived():
    assert COUNTS_FILE.read_text("utf-8") == write_counts()


def test_every_cell_and_every_layer_is_there_as_it_is():
    plain = {candidate.name for candidate in candidates() if not candidate.words}
    assert plain >= {*cells(), *layers()}


@pytest.mark.parametrize("name", ["lstm", "gru_reset_after", "stacked_lstm"])
def test_a_variant_is_the_modified_cell(name):
    for candidate in variants(cell(name)):
        words = dict(word.split("=", 1) for word in candidate.words)
        assert cell(name, **words).size == candidate.size


def test_every_kept_layer_counts_as_its_words_say():
    kept = [candidate for candidate in candidates() if candidate.is_layer]
    assert len(kept) > len(layers())
    for candidate in kept:
        assert layer(candidate.name, **dict(word.split("=", 1) for word in candidate.words)).size == candidate.size


def test_cells_of_ones_own_come_first():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="mine")
    assert candidates([own])[0].label == "mine"


def test_the_plainest_come_first():
    lengths = [len(candidate.words) for candidate in candidates()]
    assert lengths == sorted(lengths)
    plain = [candidate.name for candidate in candidates() if not candidate.words and not candidate.is_layer]
    assert plain.index("gru") < plain.index("lstm_1997")


def test_a_cell_that_is_not_kept_is_derived(monkeypatch, tmp_path):
    kept = json.loads(COUNTS_FILE.read_text("utf-8"))
    kept["cells"]["lstm"] = {"digest": "of other equations", "rows": []}
    del kept["cells"]["gru"]
    (tmp_path / "counts.json").write_text(json.dumps(kept), encoding="utf-8")
    monkeypatch.setattr("symbolic.answers.candidates.COUNTS_FILE", tmp_path / "counts.json")
    assert catalogued.__wrapped__() == catalogued()
