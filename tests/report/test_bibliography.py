"""What a report cites: each source once, as it stands in the bibliography, and none besides."""

from __future__ import annotations

import re

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import entries
from symbolic.catalog.sources import bibtex, reference, sources
from symbolic.report.documents.documents import report

EQUATION, SIZES = "h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}


def keys_of(text: str) -> list[str]:
    return re.findall(r"^@\w+\{([^,]+),", text, re.M)


def cited(handbook: str) -> set[str]:
    return {key for group in re.findall(r"\\cite\{([^}]*)\}", handbook) for key in group.split(",")}


@pytest.fixture(scope="module")
def whole() -> dict[str, str]:
    """A report of one cell a source, which is quicker than of all cells."""
    chosen: dict[str, str] = {}
    for name in cells():
        for key in entries()[name].keys:
            chosen.setdefault(key, name)
    return report({"All": [cell(name) for name in sorted(set(chosen.values()))]})


@pytest.mark.parametrize("names", [["lstm"], ["lstm", "gru"], ["peephole_lstm", "full_peephole_lstm", "lstmp"]])
def test_just_the_sources_that_the_cells_have(names):
    files = report({"Some": [cell(name) for name in names]})
    keys = sorted({key for name in names for key in entries()[name].keys})
    assert keys_of(files["sources.bib"]) == keys
    assert all(bibtex(key) in files["sources.bib"] for key in keys)
    assert files["sources.bib"].endswith("}\n")


def test_every_source_of_the_catalogue_can_be_cited(whole):
    assert set(keys_of(whole["sources.bib"])) == set(sources())


def test_every_citation_of_the_handbook_resolves(whole):
    handbook = whole["handbook.tex"]
    items = re.findall(r"\\bibitem\{([^}]*)\}", handbook)
    assert sorted(items) == sorted(set(items)) == sorted(sources())
    assert cited(handbook) == set(items)


def test_every_source_is_named_for_people(whole):
    written = re.sub(r"\W", "", whole["handbook.md"])
    for key in sources():
        assert re.sub(r"\W", "", reference(key)["title"]) in written
    assert "None" not in whole["sources.bib"]


def test_modifiers_keep_the_keys():
    own = cell("lstmp", bias="double", layer_norm="true", low_rank="s")
    assert own.key == cell("lstmp").key
    files = report({"": [own]})
    assert keys_of(files["sources.bib"]) == sorted(entries()["lstmp"].keys)
    assert cited(files["handbook.tex"]) == set(entries()["lstmp"].keys)


def test_a_source_that_two_cells_share_is_there_once():
    files = report({"A": [cell("lstm")], "B": [cell("lstm", bias="double")]})
    assert keys_of(files["sources.bib"]) == ["gers2000forget"]
    assert files["handbook.tex"].count(r"\bibitem{") == 1


def test_a_cell_without_a_source():
    files = report({"": [Cell(EQUATION, SIZES, name="own")]})
    assert keys_of(files["sources.bib"]) == []
    assert r"\cite" not in files["handbook.tex"]
    assert "thebibliography" not in files["handbook.tex"]
    assert "## Sources" not in files["handbook.md"]


def test_a_cell_of_ones_own_can_cite_the_bibliography():
    files = report({"": [Cell(EQUATION, SIZES, name="own", source="Gers 2000", key="gers2000forget")]})
    assert keys_of(files["sources.bib"]) == ["gers2000forget"]
    assert cited(files["handbook.tex"]) == {"gers2000forget"}
