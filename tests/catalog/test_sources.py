"""The bibliography: every entry is whole, every key resolves, no TeX is left in what people read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symbolic.catalog import entries
from symbolic.catalog import sources as module
from symbolic.catalog.sources import BIBLIOGRAPHY_FILE, bibtex, cited, plain, reference, sources

TEXT = Path(BIBLIOGRAPHY_FILE).read_text(encoding="utf-8")
every_source = pytest.mark.parametrize("key", sources())
PLACES = {"article": "journal", "inproceedings": "booktitle", "techreport": "institution"}


def test_nothing_of_the_file_is_overlooked():
    """Every line of the file belongs to an entry that was read, or is blank."""
    read = "".join(bibtex(key) for key in sources())
    assert sorted("".join(TEXT.split())) == sorted("".join(read.split()))
    assert TEXT.count("\n@") + TEXT.startswith("@") == len(sources())


@every_source
def test_an_entry_is_whole(key):
    fields = sources()[key]
    assert {"author", "title", "year"} <= set(fields)
    assert re.fullmatch(r"(19|20)\d\d", fields["year"])
    assert all(value.strip() == value != "" for value in fields.values())
    assert all(value.count("{") == value.count("}") for value in fields.values())
    assert len(fields) == bibtex(key).count("\n") - 1


@every_source
def test_a_key_is_that_of_its_first_author_and_year(key):
    fields = sources()[key]
    author = plain(fields["author"]).partition(",")[0].split()[0].lower()
    assert key.isascii()
    assert fields["year"] in key
    assert key[: min(3, len(author))] == "".join(c for c in author if c.isascii())[:3]


@every_source
def test_the_place_of_an_entry_is_named(key):
    kind = re.match(r"@(\w+)", bibtex(key))[1]
    assert kind in {*PLACES, "misc"}
    if kind in PLACES:
        assert sources()[key][PLACES[kind]]
    else:
        assert {"eprint", "note", "url", "doi"} & set(sources()[key])


@every_source
def test_an_entry_reads_back(key, monkeypatch):
    text, fields = bibtex(key), sources()[key]
    monkeypatch.setattr(module, "_text", lambda: text)
    assert sources.__wrapped__() == {key: fields}
    assert bibtex.__wrapped__(key) == text


@every_source
def test_no_tex_is_left(key):
    for value in sources()[key].values():
        assert not set("\\{}`") & set(plain(value))
    row = reference(key)
    assert not any("\\" in value or "{" in value or " and and " in value for value in row.values())
    assert row["where"].endswith((sources()[key]["year"], plain(sources()[key].get("note", "-"))))
    assert all(row[part] for part in ("key", "authors", "title", "where"))


@pytest.mark.parametrize("name", entries())
def test_every_key_of_a_cell_resolves(name):
    assert entries()[name].keys
    assert set(entries()[name].keys) <= set(sources())
    assert entries()[name].source == cited(entries()[name].keys[0])


def test_every_source_is_cited():
    assert set(sources()) == {key for entry in entries().values() for key in entry.keys}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"J{\"u}rgen", "Jürgen"),
        (r"J\"urgen", "Jürgen"),
        (r"Jan Koutn{\'\i}k", "Jan Koutník"),
        (r"Ko{\v{c}}isk{\'y}", "Kočiský"),
        (r"Kaji{\'c}", "Kajić"),
        (r"{\c{c}}elebi", "çelebi"),
        (r"\~n \^o \`a", "ñ ô à"),
        (r"{\l}ukasz", "łukasz"),
        (r"{LSTM\_6} \& {GRU}", "LSTM_6 & GRU"),
        ("1--10", "1–10"),
        ("``Goose'' with", "“Goose” with"),
        ("plain", "plain"),
    ],
)
def test_a_value_as_text(text, read):
    assert plain(text) == read


@pytest.mark.parametrize(
    ("author", "words"),
    [
        ("Elman, Jeffrey L.", "Elman 1990"),
        ('Gers, F. A. and Schmidhuber, J{\\"u}rgen', "Gers and Schmidhuber 1990"),
        ("A, a and B, b and C, c", "A, B and C 1990"),
        ("A, a and B, b and C, c and D, d", "A et al. 1990"),
        ("van der Westhuizen, Jos and Lasenby, Joan", "van der Westhuizen and Lasenby 1990"),
        ("Koutn{\\'\\i}k, Jan", "Koutník 1990"),
    ],
)
def test_authors_and_year_in_running_text(author, words, monkeypatch):
    monkeypatch.setattr(module, "sources", lambda: {"one": {"author": author, "title": "T", "year": "1990"}})
    assert cited.__wrapped__("one") == words


def test_authors_of_a_reference(monkeypatch):
    many = " and ".join(f"Name{k}, First" for k in range(12))
    monkeypatch.setattr(module, "sources", lambda: {"one": {"author": many, "title": "T", "year": "1990"}})
    shown = reference("one")["authors"]
    assert shown.startswith("First Name0, First Name1, ")
    assert shown.endswith("First Name5 and others")


def test_a_key_that_is_not_there():
    with pytest.raises(KeyError):
        cited("nobody2000")
