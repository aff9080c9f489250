"""The numbers that a user gives for sizes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.errors import SizeError
from symbolic.language.sizes.numbers import read_size_number, read_sizes, whole_number

ALIASES = {"input": "n", "hidden": "m", "units": "m"}


def read(**given_sizes):
    return read_sizes(["n", "m", "L"], ["n", "m"], lambda: ALIASES, given_sizes, "the cell")


def test_numbers_come_by_letter_or_by_word():
    assert read(n=3, m=5) == read(input=3, units=5) == read(n="3", hidden=" +5 ", m=5) == {"n": 3, "m": 5}


@given(st.integers(1, 10**12))
def test_a_whole_number_in_bounds_is_read_from_an_integer_and_from_digits(number):
    assert read_size_number("m", number) == read_size_number("m", str(number)) == number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "not 0"),
        (-3, "not -3"),
        ("-3", "not -3"),
        (2.5, "not 2.5"),
        (256.0, "not 256.0"),
        ("2.5", "not '2.5'"),
        ("many", "not 'many'"),
        ("", "not ''"),
        ("٣", "not '٣'"),
        ("4_09", "not '4_09'"),
        ("40,96", "not '40,96'"),
        ("1.5", "not '1.5'"),
        ("1e-3", "not '1e-3'"),
        ("10m", "not '10m'"),
        ("1e400", "not '1e400'"),
        (1e400, "not inf"),
        (float("nan"), "not nan"),
        (10**12 + 1, "not 1000000000001"),
        (str(10**12 + 1), "not 1000000000001"),
        ("9" * 50, "not 999"),
        ("9" * 5000, "not '999"),
        pytest.param(10**5000, "not one so far off", id="huge"),
        pytest.param(-(10**5000), "not one so far off", id="minus huge"),
        (True, "not True"),
        (None, "not None"),
        ([256], r"not \[256\]"),
    ],
)
def test_what_is_no_size_is_refused_with_what_would_be_one(value, shown):
    with pytest.raises(SizeError, match=rf"m must be a whole number from 1 to 10\^12, {shown}") as refused:
        read(n=3, m=value)
    assert refused.value.letter == "m"
    assert refused.value.exit_code == 2
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10_000", 10_000),
        ("10,000", 10_000),
        ("1e3", 1000),
        ("1.25e+2", 125),
        ("10k", 10_000),
        ("1.5K", 1500),
        ("2M", 2_000_000),
        ("1.000", 1),
        ("0.5k", 500),
        ("1B", 10**9),
    ],
)
def test_a_size_is_written_as_numbers_are(text, number):
    assert whole_number(text) == number
    assert read(n=1, m=text) == {"n": 1, "m": number}


@given(st.integers(1, 10**12))
def test_every_way_to_write_a_number_is_read(number):
    for text in (str(number), f"{number:,}", f"{number:_}", f"{number}.0", f"{number}e0"):
        assert whole_number(text) == number
    assert whole_number(f"{number}k") == 1000 * number


def test_a_size_that_is_missing_names_its_meaning():
    with pytest.raises(
        SizeError, match=re.escape("a size is missing: n and R (rounds); write for example n=256 R=256")
    ):
        read_sizes(["n", "R"], ["n", "R"], dict, {}, "own", lambda: {"R": "rounds"})


def test_the_bounds_belong_to_the_sizes():
    assert read(n=1, m=10**12) == {"n": 1, "m": 10**12}


def test_a_missing_size_is_named_with_an_example():
    with pytest.raises(SizeError, match=r"a size is missing: m \(hidden size\); write for example n=3 m=256"):
        read(n=3)
    with pytest.raises(SizeError, match=r"n \(input size\) and m \(hidden size\)"):
        read()


def test_a_size_that_is_given_twice():
    assert read(n=3, m=5, units=5) == {"n": 3, "m": 5}
    with pytest.raises(SizeError, match="m is given twice, as 5 and as 6"):
        read(n=3, m=5, units=6)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(SizeError, match=r"the cell has no size 'unit'; .*; did you mean units"):
        read(unit=5)
    with pytest.raises(SizeError, match=r"the cell has no size 'zzz'; it has n, m, L, input, hidden, units$"):
        read(zzz=5)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("T", "the number of time steps"),
        ("timesteps", "the number of time steps"),
        ("seq_len", "the number of time steps"),
        ("B", "the batch size"),
        ("batch_size", "the batch size"),
    ],
)
def test_time_and_batch_are_no_sizes_of_a_cell(name, words):
    with pytest.raises(SizeError, match=f"the parameter count does not depend on {words}; the sizes are n, m, L"):
        read(**{name: 32})
