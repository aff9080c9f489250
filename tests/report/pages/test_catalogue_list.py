"""Finding cells by word and family, and all that is known of them as data."""

from __future__ import annotations

import json
import re

import pytest
from sympy import Symbol, expand, parse_expr

from symbolic import cell, cells
from symbolic.catalog import entries, family_entries, family_names, family_of
from symbolic.catalog.plugins import FOLDERS_VARIABLE
from symbolic.errors import FileError, UnknownName, UsageError
from symbolic.report.pages.catalogue_list import list_as_data, list_as_text, own_cells, select


@pytest.fixture(autouse=True)
def no_folder(monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, "")


def matches(*words: str, family: str | None = None) -> list[str]:
    return list(select(words, family))


def test_without_words_it_is_the_catalogue():
    assert matches() == cells()
    assert [name for family in family_names() for name in matches(family=family)] == cells()


@pytest.mark.parametrize("name", cells())
def test_a_cell_is_found_by_all_that_is_said_of_it(name):
    from symbolic.catalog.sources import plain, sources

    entry = entries()[name]
    for key in entry.keys:
        row = sources()[key]
        surname = plain(row["author"]).partition(",")[0]
        for words in ([name], entry.title.split(), [surname, row["year"]], plain(row["title"]).split()):
            assert name in matches(*words)
            assert name in matches(*(word.upper() for word in words))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["hochreiter", "1997"], {"lstm_1997"}),
        (["PEEPHOLE_LSTM"], {"peephole_lstm", "full_peephole_lstm"}),
        (["greff", "coupled"], {"coupled_lstm"}),
        (["tai", "n-ary"], {"treelstm_nary"}),
    ],
)
def test_every_word_has_to_occur(words, names):
    assert names <= set(matches(*words))
    assert set(matches(*words)) == set.intersection(*(set(matches(word)) for word in words))


@pytest.mark.parametrize(
    "words", [("Jürgen", "jurgen", "JURGEN", "JÜRGEN", "Ju\u0308rgen"), ("Koutník", "koutnik"), ("Kajić", "kajic")]
)
def test_accents_need_not_be_typed(words):
    assert matches(words[0])
    assert all(matches(word) == matches(words[0]) for word in words)


@pytest.mark.parametrize("family", family_names())
def test_a_family(family):
    assert matches(family=family) == list(family_entries(family))
    assert all(family_of(name) == family for name in matches(family=family))


def test_a_family_and_a_word():
    assert matches("gers", family="lstm")
    assert set(matches("gers", family="lstm")) == set(matches("gers")) & set(matches(family="lstm"))


@pytest.mark.parametrize("family", ["gur", "GRU", "", "zzz"])
def test_a_family_that_is_not_there(family):
    with pytest.raises(UnknownName, match="there is no family '"):
        matches(family=family)


@pytest.mark.parametrize(
    ("words", "family", "sentence"),
    [
        (["zzz"], None, "no cell has 'zzz' in its name, title or source"),
        (["lstm", "zzz"], None, "no cell has 'lstm' and 'zzz' in its name, title or source"),
        (["hochreiter"], "gru", "no cell in the family gru has 'hochreiter' in its name, title or source"),
        (["x" * 900], None, f"no cell has '{'x' * 40}' in its name, title or source"),
    ],
)
def test_nothing_found(words, family, sentence):
    with pytest.raises(UsageError) as caught:
        matches(*words, family=family)
    assert str(caught.value) == f"{sentence}; --layers lists those of frameworks"


def test_the_list_for_people(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = list_as_text(select(("peephole",)))
    assert "LSTM cells (lstm)\n  peephole_lstm " in text
    assert "Gers, Schraudolph and Schmidhuber 2002\n" in text
    assert "Your own" not in text
    whole = list_as_text(select())
    assert re.findall(r"\((\w+)\)$", whole, re.M) == [family for family in family_names() if family_entries(family)]
    assert re.findall(r"^  (\w+)", whole, re.M) == cells()


def test_cells_of_ones_own_stand_below_the_whole_list(monkeypatch, tmp_path):
    (tmp_path / "mine.toml").write_text("")
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    assert list_as_text(select(), own_cells()).endswith(f"Your own\n  mine  {tmp_path / 'mine.toml'}\n")
    assert "Your own" not in list_as_text(select(("gru",)), own_cells(("gru",)))
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(FileError, match="missing: this is not a folder of cells"):
        own_cells()


def read(formula: str):
    words = re.findall(r"[A-Za-z_]\w*", formula)
    return parse_expr(formula, local_dict={word: Symbol(word) for word in words})


@pytest.mark.parametrize("name", cells())
def test_the_list_for_programs_says_what_the_cell_derives(name):
    (row,) = list_as_data({name: entries()[name]})
    own, entry = cell(name), entries()[name]
    assert row == json.loads(json.dumps(row))
    assert (row["name"], row["family"]) == (name, family_of(name))
    assert (row["title"], row["source"], row["summary"], row["note"]) == (
        *(entry.title, own.source, own.summary),
        own.note,
    )
    assert row["keys"] == own.key.split()
    assert "\n".join(row["equations"]) == own.text
    assert row["letters"] == own.letters
    assert expand(read(row["count"]) - own.count) == 0
    assert set(row["fixed"]) == {p.name for p in own.parameters if not p.trainable}
    for parameter in own.parameters:
        known = row["parameters"][parameter.name]
        size = read("*".join(f"({part})" for part in [known["members"], *known["shape"]]))
        assert expand(size - parameter.size) == 0
        assert known["role"] == parameter.role
    assert len(row["parameters"]) == len(own.parameters)
    assert set(row["inputs"]).isdisjoint(row["states"])
