"""What the scripts calculate with, held against the counts on plain integers."""

import json
from fractions import Fraction
from random import Random

import pytest

from symbolic import Cell
from symbolic.answers.candidates import candidates
from symbolic.catalog import cell, cells
from symbolic.errors import SymbolicError
from symbolic.report.site.numbers import candidate_numbers, cell_numbers, size_fields, summary_numbers, terms

SIZES = [*range(1, 10), 12, 16, 24, 32, 48, 64, 128, 10**9 + 7, 10**12]


def value(polynomial, sizes):
    total = Fraction(0)
    for times, over, *powers in polynomial:
        product = Fraction(times, over)
        for letter, power in zip(powers[::2], powers[1::2], strict=True):
            product *= Fraction(sizes[letter]) ** power
        total += product
    return total


def as_the_page_counts(numbers, sizes):
    """The count, or None where the page refuses the sizes."""
    extents = [(value(polynomial, sizes), least) for _, polynomial, least in numbers["checks"]]
    count = value(numbers["count"], sizes)
    fits = all(extent.denominator == 1 and extent >= least for extent, least in extents) and count.denominator == 1
    return int(count) if fits else None


def counted(made, sizes):
    try:
        return made.count_at(**sizes)
    except SymbolicError:
        return None


@pytest.mark.parametrize("name", cells())
def test_the_page_counts_and_refuses_as_python_does(name):
    made, numbers, random = cell(name), summary_numbers(cell(name)), Random(name)
    for _ in range(30):
        sizes = {letter: random.choice(SIZES) for letter, _, _ in numbers["letters"]}
        assert as_the_page_counts(numbers, sizes) == counted(made, sizes)


@pytest.mark.parametrize("name", cells())
def test_the_parameters_of_the_map_add_up_to_the_count(name):
    numbers = cell_numbers(cell(name))
    sizes = {letter: 48 for letter, _, _ in numbers["letters"]}
    assert sum(value(part[-1], sizes) for part in numbers["parameters"]) == value(numbers["count"], sizes)


def test_layers_and_operations_are_those_of_the_page():
    numbers = cell_numbers(cell("lstm"))
    layers = {label: value(polynomial, {"n": 3, "m": 5}) for label, polynomial in numbers["layers"]}
    assert layers["keras.layers.LSTM"] == 180
    assert layers["torch.nn.LSTM"] == 200
    assert value(dict(numbers["cost"])["multiply-accumulates"], {"n": 3, "m": 5}) == 160


def test_fields_have_the_sizes_of_an_example():
    assert size_fields(cell_numbers(cell("gru")))[1] == {"name": "m", "meaning": "hidden size (units)", "example": 256}


def test_a_convolution_is_drawn_with_its_channels_down_and_all_else_across():
    numbers = cell_numbers(cell("convlstm"))
    (kernel,) = [part for part in numbers["parameters"] if part[0] == "W_xi"]
    assert value(kernel[3], dict.fromkeys("chk", 3)) * value(kernel[4], dict.fromkeys("chk", 3)) == 81


def test_every_candidate_is_there_with_its_count():
    numbers = candidate_numbers()
    assert len(numbers["rows"]) == len(candidates())
    (row,) = [row for row in numbers["rows"] if row[0] == "lstm bias=double"]
    assert (value(row[1], {"n": 4, "m": 5}), numbers["aliases"][row[2]]["hidden"]) == (220, "m")


def test_terms_are_json_whatever_the_coefficient():
    large = Cell("h[t] = W @ x[t] + U @ h[t-1]", {"x": "999999999999*n", "h": "999999999999*m"})
    assert json.loads(json.dumps(terms(large.size))) == terms(large.size)
