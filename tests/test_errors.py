"""The sentences of the errors: the place, what was found, what would be right."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import errors

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=300)


@given(TEXT, st.integers(0, 300), st.integers(0, 300))
def test_the_caret_stands_under_what_is_meant(text, column, length):
    column = min(column, len(text))
    end = min(column + length, len(text))
    error = errors.EquationError("wrong", text, 3, column, end)
    first, shown, carets = str(error).split("\n")
    assert first == "line 3: wrong"
    assert len(shown) <= 102
    start, stop = carets.index("^"), len(carets)
    meant = text[column:end] or text[column : column + 1]
    assert shown[start:stop] == meant[: stop - start]
    assert stop > start


def test_a_file_is_named_where_there_is_one():
    assert str(errors.EquationError("wrong", "h", 2, 0, 1, "my.toml")).startswith("my.toml, line 2: wrong\n")
    assert str(errors.EquationError("wrong", "", 2, 0, 1)) == "line 2: wrong"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("lsmt", "there is no cell 'lsmt'; did you mean lstm or lstmp?"),
        ("zzz", "there is no cell 'zzz'; known: gru, lstm, lstmp"),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_known(name, sentence):
    assert str(errors.UnknownName("cell", name, ["lstmp", "lstm", "gru"])) == sentence


def test_an_unknown_name_of_any_length_gives_one_short_sentence():
    known = [f"cell{place}" for place in range(100)]
    assert len(str(errors.UnknownName("cell", "?" * 10_000, known))) < 300
    assert str(errors.UnknownName("cell", "x", [], "see the list")) == "there is no cell 'x'; see the list"
    assert str(errors.UnknownName("signal", 3, ["h"])) == "there is no signal '3'; known: h"


EXAMPLES = [
    errors.SymbolicError("wrong"),
    errors.EquationError("wrong", "h[t] = 1", 1, 0, 4),
    errors.ShapeError("wrong: (n,) and (m,)", "(n,)", "(m,)", "h[t] = x[t]", 1, 0, 4),
    errors.DefinitionError("wrong"),
    errors.UnknownName("cell", "x", ["y"]),
    errors.SizeError("wrong", "m", 0),
    errors.ModifierError("wrong"),
    errors.UsageError("wrong"),
    errors.FileError("a.toml", "cannot be read"),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_every_error_is_one_family_with_a_sentence_and_an_exit_code(error):
    assert isinstance(error, errors.SymbolicError)
    assert str(error)
    assert error.exit_code in (1, 2)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_to_another_process(error):
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_nearest_names_come_first():
    assert errors.nearest("sigmiod", ["tanh", "sigmoid", "softmax"]) == ["sigmoid"]
    assert errors.nearest("?", ["tanh"]) == []
