"""The kept counts are those that are derived."""

import json

import pytest

from symbolic import Cell, cell, cells
from symbolic.answers.candidates import FILE, candidates, catalogued, variants, write_counts
from symbolic.frameworks import layer, layers


def test_the_file_is_what_is_derived():
    assert FILE.read_text("utf-8") == write_counts()


def test_every_cell_and_every_layer_is_there_as_it_is():
    plain = {one.name for one in candidates() if not one.words}
    assert plain >= {*cells(), *layers()}


@pytest.mark.parametrize("name", ["lstm", "gru_reset_after", "stacked_lstm"])
def test_a_variant_is_the_modified_cell(name):
    for one in variants(cell(name)):
        words = dict(word.split("=", 1) for word in one.words)
        assert cell(name, **words).size == one.size


def test_every_kept_layer_counts_as_its_words_say():
    kept = [one for one in candidates() if one.is_layer]
    assert len(kept) > len(layers())
    for one in kept:
        assert layer(one.name, **dict(word.split("=", 1) for word in one.words)).size == one.size


def test_cells_of_ones_own_come_first():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name="mine")
    assert candidates([own])[0].label == "mine"


def test_the_plainest_come_first():
    lengths = [len(one.words) for one in candidates()]
    assert lengths == sorted(lengths)
    plain = [one.name for one in candidates() if not one.words and not one.is_layer]
    assert plain.index("gru") < plain.index("lstm_1997")


def test_a_cell_that_is_not_kept_is_derived(monkeypatch, tmp_path):
    kept = json.loads(FILE.read_text("utf-8"))
    kept["cells"]["lstm"] = {"digest": "of other equations", "rows": []}
    del kept["cells"]["gru"]
    (tmp_path / "counts.json").write_text(json.dumps(kept), encoding="utf-8")
    monkeypatch.setattr("symbolic.answers.candidates.FILE", tmp_path / "counts.json")
    assert catalogued.__wrapped__() == catalogued()
