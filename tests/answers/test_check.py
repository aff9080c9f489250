"""Is this formula right, and if not, what would it be right for?"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell, SymbolicError, cell, cells, check
from symbolic.frameworks import layer
from symbolic.language.sizes import Size
from symbolic.report.algebra import latex_of, text_of


def printed(made):
    """Every form of a count in every spelling that is printed anywhere."""
    for form in made.forms.values():
        yield str(form.expression)
        yield text_of(form.expression)
        yield latex_of(form.expression, made.definition.latex)


@pytest.mark.parametrize("name", cells())
def test_every_printed_form_is_equal(name):
    made = cell(name)
    for text in printed(made):
        assert check(text, made).equal, text


@pytest.mark.parametrize("name", cells())
def test_one_coefficient_changed_is_noticed(name):
    made = cell(name)
    for monomial, coefficient in made.size.terms.items():
        changed = Size({**made.size.terms, monomial: coefficient + 1}, made.size.denominator)
        if changed.terms:
            assert not check(str(changed), made).equal


def reasons(found):
    return {one.role: one.times for one in found.reasons}


def labels(found):
    return [fit.candidate.label for fit in found.fits if not fit.names]


def test_the_published_formula_is_keras_s_lstm():
    found = check("4*((size_of_input + 1)*size_of_output + size_of_output**2)", "lstm")
    assert found.equal
    assert "keras.layers.LSTM" in labels(found)


def test_biases_that_are_missing():
    found = check("4*(n*m + m**2)", "lstm")
    assert reasons(found) == {"bias": 0}
    assert found.renamed == {}
    assert labels(found)[0] == "lstm bias=none"


def test_biases_that_are_double():
    found = check("4*(n*m + m**2 + 2*m)", "lstm")
    assert reasons(found) == {"bias": 2}
    assert {"lstm bias=double", "torch.nn.LSTM"} <= {*labels(found)}


def test_sizes_renamed():
    found = check("4*(n*m + n**2)", "lstm")
    assert found.renamed == {"n": "m", "m": "n"}
    assert reasons(found) == {"bias": 0}


def test_sizes_renamed_and_nothing_else():
    found = check("4*(n*m + n**2 + n)", "lstm")
    assert not found.equal
    assert found.fits[0].candidate.label == "lstm"
    assert found.fits[0].names == {"n": "m", "m": "n"}


def test_another_cell():
    assert labels(check("3*(n*m + m**2 + m)", "lstm"))[:3] == ["lstm_1997", "coupled_lstm", "gru"]


def test_time_steps_do_not_enter():
    found = check("4*(n*m + m**2 + m)*timesteps", "lstm")
    assert not found.equal
    assert found.reading.steps == ("timesteps",)
    assert found.difference == Size.of(0)


def test_a_size_too_many():
    found = check("4*(n*m + n**2)*units", "lstm", n=4096, m=16)
    assert found.reading.spare == ("units",)
    assert "time steps do not enter" in str(found)


def test_numbers_of_both():
    found = check("4*(n*m + m**2)", "lstm", n=4096, m=256)
    assert found.numbers == (4456448, 4457472)


def test_a_formula_that_is_no_whole_number():
    assert check("n*m/2", "lstm", n=3, m=3).numbers == (Fraction(9, 2), 84)
    assert "4.5" in str(check("n*m/2", "lstm", n=3, m=3))


def test_a_layer():
    assert check("4*(n*m + m^2 + 2m)", layer("torch.nn.LSTM")).equal
    assert check("4*(n*m + m^2 + 2m)", "lstm", n=1, m=1).numbers == (16, 12)


def test_a_cell_of_ones_own():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b) + V @ x[t]", {"x": "d", "h": "k"}, name="mine")
    assert check("k(2d + k + 1)", own).equal
    assert reasons(check("k(2d + k)", own)) == {"bias": 0}


def test_a_projection_that_is_missing():
    assert reasons(check("m*(4n + 4r + 7)", "lstmp")) == {"projection": 0}


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_difference_is_the_formula_less_the_count(a, b, c):
    found = check(f"{a}*n*m + {b}*m^2 + {c}*m", "gru", n=7, m=5)
    formula, count = found.numbers
    assert formula == a * 35 + b * 25 + c * 5
    assert count == cell("gru").count_at(n=7, m=5)
    assert Fraction(*found.difference.at({"n": 7, "m": 5}.__getitem__)) == formula - count
    assert found.equal == ((a, b, c) == (3, 3, 3))


@pytest.mark.parametrize(
    ("formula", "sizes", "problem"),
    [
        ("4*(n*m", {}, "this bracket is not closed"),
        ("4*n*m", {"n": 4}, "a size is missing"),
        ("4*n*m", {"q": 4}, "lstm has no size 'q'"),
        ("4*n*m", {"n": 0, "m": 1}, "n is a whole number from 1 to 10\\^12, not 0"),
    ],
)
def test_refusals(formula, sizes, problem):
    with pytest.raises(SymbolicError, match=problem):
        check(formula, "lstm", **sizes)
