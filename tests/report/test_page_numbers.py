"""Each number and formula that a document prints is counted again from what it prints, and a wrong digit is found."""

import re

import pytest
from answer_numbers import check_answers, check_book, check_network
from page_numbers import NotSo, check_caption, check_page

from symbolic import Model, cell, cells
from symbolic.report.answers.formats import answer_text
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.exercises.sheet import sheet_files
from symbolic.report.pictures.weights import weight_map
from symbolic.report.writing.notation import OWN_NOTATION, find_notation
from symbolic.report.writing.options import Options

BOOK = ("lstm", "gru", "lstmp", "qrnn", "treelstm_childsum", "mamba2", "convlstm")
NETWORK = "embedding(V, 4) > lstm(m, layers=2, bidirectional) > gru(7) > dense(3)"


def page(name, **sizes):
    return fragment(cell(name), "markdown", sizes)


def drawn(text, column=0):
    """The text with another digit at each place of a table, one after the other, from a column on.

    A digit in a time, t - 1, is no number that is counted.
    """
    for match in re.finditer(r"(?<!t-)\d", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : text.find("\n", match.start())]
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if line.startswith("|") and before.count(" | ") >= column:
            yield f"{text[: match.start()]}{(int(match[0]) + 1) % 10}{text[match.end() :]}"


@pytest.mark.parametrize("name", cells())
def test_every_number_of_a_page_comes_out_again(name):
    assert check_page(page(name)) > 10


@pytest.mark.parametrize("name", cells())
@pytest.mark.parametrize("notation", [OWN_NOTATION, find_notation("goodfellow")])
def test_the_letters_of_a_caption_are_those_of_its_page(name, notation):
    markdown = fragment(cell(name), "markdown", options=Options(notation=notation))
    (note,) = weight_map(cell(name), notation=notation).notes
    assert check_caption(markdown, note) == len(cell(name).definition.letters)


def test_a_letter_that_the_page_does_not_have_is_found():
    for wrong in ("Its scale is that of $n = 5$, $m = 3$.", "Its scale is that of $n = 5$, $d_{r} = d_{m}$."):
        with pytest.raises(NotSo):
            check_caption(page("lstmp"), wrong)


@pytest.mark.parametrize("sizes", [{"n": 100, "m": 50}, {"m": 64}])
def test_the_pages_of_a_small_book(sizes):
    files = report({"Some": [cell(name) for name in BOOK[:4]], "Others": [cell(name) for name in BOOK[4:]]}, sizes)
    assert [check_page(files[f"cells/{name}.md"]) > 10 for name in BOOK] == [True] * len(BOOK)
    assert check_book(files["handbook.md"]) == len(BOOK)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_solutions(level):
    subjects = [cell("lstm"), cell("gru"), cell("mgu"), cell("lstmp"), cell("mamba2")]
    for seed in range(3):
        assert check_answers(sheet_files(subjects, level, seed)["solutions.md"]) > 10


def test_a_network():
    sizes = {"V": 1000, "m": 16}
    markdown = answer_text(Model.parse(NETWORK).summary(**sizes), "markdown")
    assert check_network(markdown, sizes) == 6
    layers, totals = markdown.split("\n\n")[:2]
    for wrong in [
        *(markdown.replace(layers, wrong) for wrong in drawn(layers, 3)),
        *(markdown.replace(totals, wrong) for wrong in drawn(totals)),
    ]:
        with pytest.raises(NotSo):
            check_network(wrong, sizes)


@pytest.mark.parametrize("name", ["lstm", "gru", "lstmp", "qrnn"])
def test_a_wrong_digit_is_found(name):
    markdown = page(name)
    parts = re.split(r"(?=\n## )", markdown)
    counted = [part for part in parts if re.match(r"\n## (Parameters|Derivation|Other forms|Cost)\n", part)]
    assert len(counted) == 4
    for part in counted:
        for wrong in drawn(part):
            with pytest.raises(NotSo):
                check_page(markdown.replace(part, wrong))
