"""Blocks in the styles of real authors: the count, the readings, or the place of what is wrong."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from symbolic import SymbolicError, read_latex
from symbolic.latex.reading import ReadText, read_text

BLOCKS = json.loads((Path(__file__).parent / "blocks.json").read_text(encoding="utf-8"))


class Sizes(dict[str, int]):
    """A size for each letter, another one for letters with a script."""

    def __missing__(self, name: str) -> int:
        return self.setdefault(name, len(self) + 2)


SIZES = (
    Sizes(zip("abcdefghijklmnopqrstuvwxyzKNLHWV", range(3, 40), strict=False), D=21, d_h=41, d_x=43),
    Sizes(zip("abcdefghijklmnopqrstuvwxyzKNLHWV", range(50, 10, -1), strict=False), D=12, d_h=8, d_x=9),
)


def of_kind(kind: str) -> list:
    return [pytest.param(block, id=block["id"]) for block in BLOCKS if block["kind"] == kind]


def read(block: dict) -> ReadText:
    return read_text(block["latex"], block.get("sizes"), block.get("fixed", ()))


def numbers(formula: str) -> list[Fraction]:
    """The value of a formula of the corpus at two sets of sizes."""
    return [Fraction(eval(formula, {"__builtins__": {}}, sizes)) for sizes in SIZES]


def counted(reading) -> list[Fraction]:
    return [Fraction(*reading.count.evaluate(sizes.__getitem__)) for sizes in SIZES]


@pytest.mark.parametrize("block", of_kind("exact"))
def test_a_block_that_says_all_has_one_reading_with_the_right_count(block):
    answer = read(block)
    answer.only()
    assert len(answer.readings) == 1
    assert counted(answer.readings[0]) == numbers(block["expected"])


@pytest.mark.parametrize("block", of_kind("exact"))
def test_the_cell_of_a_block_has_the_count_of_its_reading(block):
    reading = read_latex(block["latex"], block.get("sizes"), block.get("fixed", ()))
    assert str(reading.cell.size) == str(reading.read.only().count)
    assert reading.cell.text == reading.text


@pytest.mark.parametrize("block", of_kind("ambiguous"))
def test_a_block_that_leaves_something_open_shows_its_readings_and_chooses_none(block):
    answer = read(block)
    counts = [counted(reading) for reading in answer.readings]
    assert len(counts) > 1
    assert all(numbers(reading["count"]) in counts for reading in block["readings"])
    with pytest.raises(SymbolicError, match="more than one reading"):
        answer.only()


@pytest.mark.parametrize("block", of_kind("ambiguous"))
def test_each_reading_can_be_chosen_by_the_words_that_it_shows(block):
    for reading in read(block).readings:
        chosen = read_text(block["latex"], block.get("sizes"), block.get("fixed", ()), reading.chosen)
        assert chosen.only().count == reading.count


@pytest.mark.parametrize("block", of_kind("contradiction"))
def test_a_contradiction_is_reported_at_its_place(block):
    with pytest.raises(SymbolicError) as caught:
        read(block).only()
    start = block["latex"].index(block["at"])
    line = block["latex"].count("\n", 0, start) + 1
    first = start - block["latex"].rfind("\n", 0, start)
    places = [(part.line, part.column, part.end) for part in caught.value.findings if part.error]
    assert any(at == line and column < first + len(block["at"]) and end > first for at, column, end in places), places


@pytest.mark.parametrize("block", of_kind("not a cell"))
def test_what_is_no_cell_is_said_in_one_sentence(block):
    with pytest.raises(SymbolicError) as caught:
        read(block).only()
    assert str(caught.value).strip()
