"""What is kept of the cells of the catalogue is what is derived of them."""

import json

import pytest

from symbolic import cell, cells
from symbolic.answers import fingerprints
from symbolic.answers.digests import entry_digest
from symbolic.answers.fingerprints import catalogued_prints, kept_rows, prints


def clear() -> None:
    catalogued_prints.cache_clear()
    kept_rows.cache_clear()


@pytest.mark.parametrize("name", cells())
def test_what_is_kept_is_what_is_derived(name):
    row = json.loads(fingerprints.FINGERPRINTS_FILE.read_text("utf-8"))[name]
    assert row[0] == entry_digest(name)
    assert catalogued_prints(name) == prints(cell(name))


def test_an_entry_that_was_changed_is_derived(tmp_path, monkeypatch):
    kept = json.loads(fingerprints.FINGERPRINTS_FILE.read_text("utf-8"))
    kept["lstm"] = ["another digest", 1, 2, 3]
    (tmp_path / "fingerprints.json").write_text(json.dumps(kept), encoding="utf-8")
    monkeypatch.setattr(fingerprints, "FINGERPRINTS_FILE", tmp_path / "fingerprints.json")
    clear()
    assert catalogued_prints("lstm") == prints(cell("lstm"))
    clear()
