"""What people call sizes."""

import pytest

from symbolic import cell
from symbolic.language.sizes.words import GATE_COUNT_NAMES, SIZE_WORD_ROLES, STEP_NAMES, letter_named

LSTM = cell("lstm")


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("n", "n"),
        ("units", "m"),
        ("input_size", "n"),
        ("Features", "n"),
        ("num_hidden", "m"),
        ("proj_size", None),
        ("q", None),
    ],
)
def test_a_letter_by_name(name, letter):
    assert letter_named(name, LSTM.counted_letters, LSTM.aliases) == letter


def test_a_letter_that_the_count_does_not_have():
    made = cell("convlstm")
    assert letter_named("Hh", made.definition.letters, made.aliases) == "Hh"
    assert letter_named("Hh", made.counted_letters, made.aliases) is None


def test_no_word_means_two_things():
    assert not {*SIZE_WORD_ROLES} & STEP_NAMES
    assert not ({*SIZE_WORD_ROLES} | STEP_NAMES) & GATE_COUNT_NAMES
