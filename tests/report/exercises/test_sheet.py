"""Sheets of exercises: solutions are counted again by another route, and no sheet holds its solutions."""

from __future__ import annotations

import re
import shutil
import subprocess
from random import Random

import pytest

from symbolic import Cell, cell, cells, layer
from symbolic.answers import check
from symbolic.errors import SizeError, SymbolicError, UsageError
from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.report.exercises.mistakes import mistakes
from symbolic.report.exercises.question import Asked
from symbolic.report.exercises.sheet import LEVELS, exercises, sheet_files
from symbolic.report.writing.blocks import REALS, Grid, Line, written
from symbolic.report.writing.notation import OWN_NOTATION
from symbolic.report.writing.options import find_options
from symbolic.report.writing.polynomials import Maths

TRAINED = [name for name in cells() if cell(name).size.terms]
SUBJECTS = [*TRAINED, "torch.nn.LSTM", "keras.layers.GRU", "onnx.LSTM"]


def entry(name: str):
    return cell(name) if name in cells() else layer(name)


def counted(subject, **sizes: int) -> int:
    """The count from the shapes on plain integers, without a polynomial."""
    if not isinstance(subject, Cell):
        total = 0
        for shape in subject.shapes_at(**sizes).values():
            numbers = 1
            for extent in shape:
                numbers *= extent
            total += numbers
        return total
    # A letter that the count does not depend on may be any number.
    shapes = infer(subject.definition, Integers(dict.fromkeys(subject.definition.letters, 1) | sizes))
    return sum(shapes.size(name) for name in subject.trainable)


def sizes_in(block: Line) -> dict[str, int]:
    matches = [re.fullmatch(r"(\w+) = (\d+)", piece.text) for piece in block.pieces if isinstance(piece, Maths)]
    return {match[1]: int(match[2]) for match in matches if match}


def integers(block) -> list[int]:
    return [piece for piece in block.pieces if isinstance(piece, int)]


@pytest.mark.parametrize("name", SUBJECTS)
def test_shapes_are_those_of_the_inference(name):
    subject = entry(name)
    (made,) = exercises([subject], 1)
    sizes = made.asked.sizes()
    grids = [block for question in made.questions for block in question.answer if isinstance(block, Grid)]
    (table,) = [block for block in grids if block.header[0] in ("parameter", "array")]
    if not isinstance(subject, Cell):
        assert [row[0] for row in table.rows] == list(subject.shapes_at(**sizes))
        return
    shapes = infer(subject.definition, Integers(dict.fromkeys(subject.definition.letters, 1) | sizes))
    for name_of, _, numbers in table.rows:
        plain = name_of.text.partition("[")[0]
        formula = next(p.polynomial for p in subject.parameters if p.name == plain)
        assert Integers(sizes).size(formula) == shapes.size(plain)
        assert numbers == made.asked.count(formula)


@pytest.mark.parametrize("name", SUBJECTS)
def test_numbers_are_counted_again(name):
    subject = entry(name)
    for seed in range(3):
        first, *rest = exercises([subject], 2, seed)[0].questions
        sizes = sizes_in(first.asked[0])
        *_, last = first.answer[0].rows
        number = int(last[2].text.rpartition("= ")[2].replace(",", ""))
        assert number == counted(subject, **sizes)
        for question in rest:
            sizes, (asked,) = sizes_in(question.asked[0]), integers(question.asked[0])
            *_, table = [block for block in question.answer if isinstance(block, Grid)]
            right = [row[0] for row in table.rows if row[1] == asked]
            assert right
            assert all(label in written(question.answer[:1]).replace("\n", " ") for label in right)
            assert any(row[1] != asked for row in table.rows)


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_budget_is_met_and_the_next_size_is_too_large(name):
    subject = entry(name)
    for question in exercises([subject], 3, 1)[0].questions:
        (budget,) = integers(question.asked[0]) or (None,)
        if budget is None:
            continue
        others, largest = sizes_in(question.asked[0]), sizes_in(question.answer[0])
        count = counted(subject, **others, **largest)
        assert integers(question.answer[0]) == [count]
        assert count <= budget
        for following in question.answer[1:]:
            assert counted(subject, **others, **sizes_in(following)) > budget
        # Nothing larger fits, by trying.
        ((letter, size),) = largest.items()
        for tried in range(size + 1, size + 6):
            try:
                assert counted(subject, **others, **{letter: tried}) > budget
            except SymbolicError:
                continue


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_mistake_is_wrong_by_what_is_said(name):
    subject = entry(name)
    for question in exercises([subject], 3)[0].questions:
        if integers(question.asked[0]):
            continue
        (formula,) = [piece for piece in question.asked[0].pieces if isinstance(piece, Maths)]
        right = question.answer[1].pieces[1]
        assert formula.text != right.text
        assert right == Asked(subject, {}, Random(0), OWN_NOTATION).count(subject.size)


def test_each_mistake_is_that_of_its_words():
    lstm = cell("lstm")
    asked = Asked(lstm, {}, Random(3), OWN_NOTATION)
    made = {written([Line(words)]).replace("\n", " "): formula for formula, words in mistakes(asked)}
    bare = next(size for words, size in made.items() if "leaves out the biases, 4·m" in words)
    assert bare == lstm.modified(bias="none").size
    assert next(size for words, size in made.items() if "twice" in words) == lstm.modified(bias="double").size
    swapped = next(size for words, size in made.items() if "takes n for the hidden size" in words)
    assert Integers({"n": 5, "m": 3}).size(swapped) == counted(lstm, n=3, m=5)
    gate = next(size for words, size in made.items() if "the parameters of" in words)
    assert Integers({"n": 3, "m": 5}).size(gate) * 4 == counted(lstm, n=3, m=5) * 3
    steps = next(size for words, size in made.items() if "time steps" in words)
    assert Integers({"n": 3, "m": 5, "T": 7}).size(steps) == counted(lstm, n=3, m=5) * 7


def test_check_says_of_a_mistake_what_the_solution_says():
    for question in exercises([cell("lstm"), cell("gru")], 3)[0].questions[:-1]:
        (formula,) = [piece for piece in question.asked[0].pieces if isinstance(piece, Maths)]
        assert not check.check(formula.text, cell("lstm")).equal


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", SUBJECTS)
def test_a_sheet_holds_no_solution(name, level):
    files = sheet_files([entry(name)], level)
    (made,) = exercises([entry(name)], level)
    for format, ending in (("latex", "tex"), ("markdown", "md")):
        sheet, solutions = files[f"exercises.{ending}"], files[f"solutions.{ending}"]
        for question in made.questions:
            for block in question.answer:
                text = written([block], format).removeprefix(REALS).strip()
                assert text not in sheet
                assert text in solutions
    assert "Solution" not in files["exercises.md"]
    if level == 2:
        first = made.questions[0]
        number = first.answer[0].rows[-1][2].latex.rpartition("= ")[2]
        assert number not in re.sub(r"Question 2.*", "", files["exercises.md"], flags=re.S)


def test_the_same_seed_gives_the_same_bytes_and_another_others():
    subjects = [cell("lstm"), cell("gru")]
    for level in LEVELS:
        assert sheet_files(subjects, level, 7) == sheet_files(subjects, level, 7)
    assert sheet_files(subjects, 2, 7) != sheet_files(subjects, 2, 8)


def test_the_questions_about_a_cell_do_not_depend_on_those_beside_it():
    alone, beside = exercises([cell("gru")], 2)[0], exercises([cell("lstm"), cell("gru")], 2)[1]
    assert alone.questions == beside.questions


def test_sizes_that_are_given_are_those_of_the_questions():
    for made in exercises([cell("lstm"), cell("lstmp")], 2, sizes={"n": "100", "r": 20}):
        assert all(sizes_in(question.asked[0])["n"] == 100 for question in made.questions)
    assert sizes_in(made.questions[0].asked[0])["r"] == 20


def test_a_notation_writes_the_questions():
    text = sheet_files([cell("lstm")], 1, options=find_options("pytorch"))["exercises.md"]
    assert "W_{ii}" in text
    own = Cell("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"}, name="mine")
    assert r"\tanh(W x_{t} + b)" in sheet_files([own], 1)["exercises.tex"]


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(UsageError, match="x has no trainable parameters, so that there is nothing to count"):
        exercises([Cell("h[t] = tanh(x[t])", {"x": "n"}, name="x")], 1)
    with pytest.raises(UsageError, match="the levels are 1, 2, 3, not 4"):
        exercises([cell("lstm")], 4)
    with pytest.raises(UsageError, match="lstm is named twice; one sheet asks about it once"):
        exercises([cell("lstm"), cell("lstm")], 1)
    with pytest.raises(SizeError, match="no size 'q'"):
        exercises([cell("lstm")], 2, sizes={"q": 3})
    with pytest.raises(SymbolicError, match="not divisible by 2"):
        exercises([cell("xlstm_slstm")], 2, sizes={"m": 7, "H": 2})


@pytest.mark.latex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_sheets_compile_and_nothing_is_too_wide(tmp_path):
    for level in LEVELS:
        files = sheet_files([entry(name) for name in ("lstm", "hyperlstm", "convlstm", "torch.nn.LSTM")], level)
        for name in ("exercises.tex", "solutions.tex"):
            (tmp_path / name).write_text(files[name], encoding="utf-8")
            words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
            done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, errors="replace")
            assert done.returncode == 0, done.stdout[-2000:]
            assert "Overfull" not in done.stdout


def test_a_layer_that_is_one_cell_is_counted_gate_by_gate():
    solutions = sheet_files([layer("keras.layers.GRU")], 2)["solutions.md"]
    assert "gate by gate" in solutions
    assert "three equal gates" in solutions
    both = sheet_files([layer("keras.layers.GRU", bidirectional=True)], 2)["solutions.md"]
    assert "layer by layer" in both


def test_a_gate_that_is_missing_may_be_any_of_one_size():
    words = ["".join(map(str, words[:1])) for _, words in mistakes(Asked(cell("gru"), {}, Random(0), OWN_NOTATION))]
    assert "It leaves out the parameters of " in words
    pieces = [
        words for _, words in mistakes(Asked(cell("gru"), {}, Random(0), OWN_NOTATION)) if "parameters" in str(words[0])
    ]
    assert "one gate, such as " in pieces[-1]


def test_several_layers_that_can_be_it_are_a_list_in_words():
    solutions = "".join(sheet_files([cell("lstm")], 2, seed)["solutions.md"] for seed in range(4))
    assert "torch.nn.LSTM, onnx.LSTM or cudnn.LSTM" in solutions
