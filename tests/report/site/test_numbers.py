"""What the scripts calculate with, held against the counts on plain integers."""

import re
from fractions import Fraction
from random import Random

import pytest

from symbolic.answers.candidates import candidates
from symbolic.catalog import cell, cells
from symbolic.errors import SymbolicError
from symbolic.frameworks.table import framework_rows
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.site.numbers import candidate_numbers, cell_numbers, size_fields, summary_numbers

SIZES = [*range(1, 10), 12, 16, 24, 32, 48, 64, 128, 10**9 + 7, 10**12]


def value(formula, sizes):
    """The formula as Python reads it, on fractions."""
    written = re.sub(r"(?<![\w*])\d+", r"Fraction(\g<0>)", formula)
    return Fraction(eval(written, {"Fraction": Fraction}, {letter: Fraction(size) for letter, size in sizes.items()}))


def as_the_page_counts(numbers, sizes):
    """The count, or None where the page refuses the sizes."""
    extents = [(value(formula, sizes), least) for formula, least in numbers["checks"]]
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
    parts = [[value(formula, sizes) for formula in part[3:]] for part in numbers["parameters"]]
    assert sum(count[0] if count else rows * columns for rows, columns, *count in parts) == value(
        numbers["count"], sizes
    )


def test_layers_and_operations_are_those_of_the_page():
    numbers = cell_numbers(cell("lstm"))
    assert {value(formula, {"n": 3, "m": 5}) for formula in numbers["layers"]} == {180, 200}
    assert len(numbers["layers"]) == len(framework_rows(cell("lstm")))
    assert value(numbers["cost"][0], {"n": 3, "m": 5}) == 160


def test_fields_have_the_sizes_of_an_example_and_the_signs_of_the_formula():
    own = cell("mogrifier")
    field = size_fields(cell_numbers(own), cell_context(own)["letters"])[-1]
    assert field == {"name": "R", "latex": "r", "meaning": "rounds, an even number", "example": 6}


def test_a_convolution_is_drawn_with_its_channels_down_and_all_else_across():
    numbers = cell_numbers(cell("convlstm"))
    (kernel,) = [part for part in numbers["parameters"] if part[0] == "W_{xi}"]
    assert value(kernel[3], dict.fromkeys("chk", 3)) * value(kernel[4], dict.fromkeys("chk", 3)) == 81


def test_every_candidate_is_there_with_its_count():
    numbers = candidate_numbers()
    assert len(numbers["rows"]) == len(candidates())
    (row,) = [row for row in numbers["rows"] if row[0] == "lstm bias=double"]
    assert (value(row[1], {"n": 4, "m": 5}), numbers["aliases"][row[2]]["hidden"]) == (220, "m")


@pytest.mark.parametrize("name", cells())
def test_every_formula_of_a_page_has_fields_for_its_letters(name):
    numbers = cell_numbers(cell(name))
    formulas = [numbers["count"], *numbers["layers"], *numbers["cost"]]
    formulas += [formula for part in numbers["parameters"] for formula in part[3:]]
    used = {letter for formula in formulas for letter in re.findall(r"[A-Za-z_]\w*", formula)}
    assert used <= {letter for letter, _, _ in numbers["letters"]}


def test_the_pages_of_many_cells_ask_for_sizes_of_the_count_alone():
    assert [letter for letter, _, _ in summary_numbers(cell("convlstm"))["letters"]] == ["c", "h", "k"]
    assert [letter for letter, _, _ in cell_numbers(cell("convlstm"))["letters"]] == ["c", "Hh", "Ww", "h", "k"]


@pytest.mark.parametrize(("name", "letter"), [("lstm", "m"), ("convlstm", "h"), ("mamba2", "m")])
def test_curves_are_over_the_hidden_size(name, letter):
    assert summary_numbers(cell(name))["over"] == letter
