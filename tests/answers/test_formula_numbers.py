"""Formulas with numbers in place of sizes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import cell, check

CELLS = ("lstm", "gru", "rnn", "mgu")


@given(st.sampled_from(CELLS), st.integers(3, 5000), st.integers(3, 5000))
def test_a_count_with_numbers_put_in_is_equal(name, n, m):
    subject = cell(name)
    letters = dict(zip(subject.counted_letters, (n, m), strict=True))
    text = re.sub(r"[a-z]\w*", lambda name: f"({letters[name[0]]})", str(subject.size))
    answer = check(text, subject)
    assert answer.equal
    assert subject.count_at(**answer.fixed) == subject.count_at(**letters)


WRITTEN = {
    "[(256 + 4096 + 1) * 256] * 4": {"n": 4096, "m": 256},
    "4 × (4,096 × 256 + 256² + 256) = 4,457,472": {"n": 4096, "m": 256},
    "4*(5*(5+5)+5)": {"n": 5, "m": 5},
    "4*(5*(5+4)+5)": {"n": 4, "m": 5},
}


@pytest.mark.parametrize(("text", "sizes"), WRITTEN.items(), ids=range(len(WRITTEN)))
def test_the_sizes_are_found(text, sizes):
    answer = check(text, "lstm")
    assert answer.equal
    assert answer.fixed == sizes


def test_what_is_missing_is_named_with_the_numbers_as_sizes():
    answer = check("4 * (4096*256 + 256^2)", "lstm")
    assert not answer.equal
    assert [(reason.role, reason.times) for reason in answer.reasons] == [("bias", 0)]
    assert answer.numbers == (4_456_448, 4_457_472)
    assert "Read with 4,096 as the input size n and 256 as the hidden size m." in str(answer)


def test_a_number_beside_it_is_held_against_it():
    (side,) = check("4*128*(64 + 128 + 1) = 98815", "lstm").stated
    assert side.right is False


def test_a_number_alone_and_one_with_other_sizes_stay_numbers():
    for text in ("17246978048", "4*256*(16*4096 + 256)", "12"):
        answer = check(text, "lstm")
        assert not answer.equal
        assert not answer.fixed


def test_words_behind_a_formula_that_say_what_its_letters_are():
    assert check("4*((x + h)*h + h) where x is the input size and h the hidden size", "lstm").equal
    assert check("4(nm+n²+n) wobei n die Anzahl der Neuronen und m die Eingabe ist.", "lstm").equal
    assert not check("$4(nm + n^2)$, where $n$ is the number of units", "lstm").equal
