"""Backward passes in a book: nothing is lost where one is told by what it changes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from symbolic import cell
from symbolic.report.documents.book_passes import MOST_LINES, book_passes
from symbolic.report.documents.documents import report
from symbolic.report.pages.backward import backward_context

PASSES = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), max_size=8), max_size=6)


def _data(name, lines):
    rows = [{"latex": f"{sign} &= {value}", "range_latex": "", "rules": ""} for sign, value in lines.items()]
    backward = {"groups": [rows] if rows else [], "arriving": [name]}
    return {"file": name, "title": name, "backward": backward}


@given(PASSES)
def test_a_variant_with_the_pass_that_it_is_told_of_is_the_pass_itself(passes):
    placed = book_passes([_data(str(place), lines) for place, lines in enumerate(passes)])
    for place, lines in enumerate(passes):
        told = placed[str(place)]
        assert (told["place"] == "none") == (not lines)
        if told["place"] == "variant":
            base = told["of"]["file"]
            assert placed[base]["place"] == "full"
            gone = {sign["latex"] for sign in told["gone"]}
            kept = {sign: value for sign, value in passes[int(base)].items() if sign not in gone}
            changed = dict(row["latex"].split(" &= ") for group in told["groups"] for row in group)
            assert kept | changed == lines
            assert len(changed) <= len(lines) / 2
            assert told["arriving"] == [str(place)]


def test_cells_that_have_a_pass_in_common_have_it_once():
    names = ["lstm", "lstm_1997", "peephole_lstm", "coupled_lstm", "gru"]
    placed = book_passes([{"file": name, "title": name, "backward": backward_context(cell(name))} for name in names])
    assert [placed[name]["place"] for name in names] == ["full", "variant", "variant", "variant", "full"]
    assert {placed[name]["of"]["file"] for name in ("lstm_1997", "peephole_lstm", "coupled_lstm")} == {"lstm"}
    assert placed["lstm_1997"]["gone"][-1] == {"latex": r"\delta b_{f}"}
    assert all(told.get("arriving", []) == [] for told in placed.values())


def test_each_pass_of_a_book_stands_in_its_section_or_in_the_appendix():
    book = report({"Some cells": ["lstm", "peephole_lstm", "nested_lstm"]})["handbook.tex"]
    assert r"It is that of \hyperref[back:lstm]{Section~\ref*{cell:lstm}, LSTM with forget gate}" in book
    assert re.search(r"It has (\d+) equations, which are on page~\\pageref\{long:nested_lstm\}", book)[1] == "50"
    appendix = book[book.index("Long backward passes}\n") :]
    assert appendix.count("\n\\begin{align*}") == 1
    assert f"more than {MOST_LINES} equations" in appendix
    pass_of = backward_context(cell("nested_lstm"))
    signs = re.findall(r"\\in \\\{([^{}]*)\\\}", appendix)
    gates = {gate for group in signs for gate in group.split(", ")}
    written = {row.partition(" &= ")[0] for row in appendix.splitlines() if " &= " in row}
    # What is alike for several gates is written once, with a star.
    targets = written | {row.replace(r"\star", gate) for row in written for gate in gates}
    assert {row["latex"].partition(" &= ")[0] for group in pass_of["groups"] for row in group} <= targets


def test_a_book_without_variants_does_not_speak_of_them():
    book = report({"Some cells": ["lstm", "gru"]})["handbook.tex"]
    assert "of a variant" not in book
    assert "Long backward passes" not in book


def test_a_range_that_most_lines_have_is_said_once():
    passes = backward_context(cell("mamba2"))
    placed = book_passes([{"file": "mamba2", "title": "", "backward": passes}])["mamba2"]
    common = placed["range_latex"]
    ranges = [row["range_latex"] for group in passes["groups"] for row in group]
    assert ranges.count(common) == max(ranges.count(other) for other in ranges if other) >= 5
    said = [row["latex"] for group in placed["groups"] for row in group]
    assert rf"&\quad {common}" not in said
    assert f"is for ${common}$." in report({"Cells": ["mamba2"]})["handbook.tex"]
