"""Is this formula right, and if not, what would it be right for?"""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell, SymbolicError, cell, cells, check
from symbolic.frameworks import layer
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size
from symbolic.report.writing.polynomials import latex_of, text_of


def printed(made):
    """Every form of a count in every spelling that is printed anywhere."""
    for form in made.forms.values():
        yield str(form.expression)
        yield text_of(form.formula)
        yield latex_of(form.formula, made.definition.latex)


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
    found = check("3*(n**2 + n*m + n)", "gru")
    assert found.equal
    assert str(found).splitlines()[0] == "equal, with n as the hidden size and m as the input size"


def test_sizes_renamed_are_not_right_at_the_numbers_of_the_cell():
    found = check("4*(n*m + n**2 + n)", "lstm", n=100, m=50)
    assert (found.equal, found.numbers) == (False, (60400, 30200))
    assert found.fits[0].candidate.label == "lstm"
    assert found.fits[0].names == {"n": "m", "m": "n"}


def test_words_that_say_which_size_they_are_keep_it():
    found = check("4*ninp*(nhid + ninp + 1)", "lstm")
    assert not found.equal
    text = " ".join(str(found).split())
    assert "With nhid as the input size and ninp as the hidden size, it is right for lstm." in text


def test_another_cell():
    assert labels(check("3*(n*m + m**2 + m)", "lstm"))[0] == "gru"


def test_the_count_does_not_depend_on_time_steps():
    found = check("4*(n*m + m**2 + m)*timesteps", "lstm")
    assert not found.equal
    assert found.reading.steps == ("timesteps",)
    assert found.difference == Size.of(0)


def test_a_size_too_many():
    found = check("4*(n*m + n**2)*units", "lstm", n=4096, m=16)
    assert found.reading.spare == ("units",)
    assert "the count does not depend on it" in str(found)


def test_the_first_question_as_it_was_asked():
    found = check("4*(n*m + n^2)*units", "lstm", n=4096, m=16, units=256)
    assert (found.equal, found.numbers, found.left) == (False, (17_246_978_048, 4_457_472), {"m": 16})
    text = " ".join(str(found).split())
    assert text.startswith(
        "not equal The sizes are swapped: with m as the input size and n as the hidden size, the biases, 4·n, are "
        "missing."
    )
    assert "m = 16 is not a size of lstm at the sizes given. If it is the number of time steps" in text


def test_numbers_of_both():
    found = check("4*(n*m + m**2)", "lstm", n=4096, m=256)
    assert found.numbers == (4456448, 4457472)


def test_a_formula_that_is_no_whole_number():
    assert check("n*m/2", "lstm", n=3, m=3).numbers == (Fraction(9, 2), 84)
    assert "9/2" in str(check("n*m/2", "lstm", n=3, m=3))


def test_the_formula_comes_first():
    swapped: Any = (cell("lstm"), "4*n*m")
    with pytest.raises(SymbolicError, match="check takes the formula as text, then the cell"):
        check(*swapped)


def test_a_layer():
    assert check("4*(n*m + m^2 + 2m)", layer("torch.nn.LSTM")).equal
    assert check("4*(n*m + m^2 + 2m)", "lstm", n=1, m=1).numbers == (16, 12)


def test_a_cell_of_ones_own():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b) + V @ x[t]", {"x": "d", "h": "k"}, name="mine")
    assert check("k(2d + k + 1)", own).equal
    assert reasons(check("k(2d + k)", own)) == {"bias": 0}


def test_a_projection_that_is_missing():
    assert reasons(check("m*(4n + 4r + 7)", "lstmp")) == {"projection": 0}


def test_the_number_of_gates_as_a_letter():
    found = check("g*(h*(h + i) + h)", "lstm")
    assert found.equal
    assert found.reading.gates == {"g": 4}
    assert check("g*(h*(h + i) + h)", "gru").reading.gates == {"g": 3}
    assert reasons(check("g*(h*(h + i) + h)", layer("keras.layers.GRU"))) == {"bias": 0.5}


def test_terms_of_another_layer_are_left_aside():
    found = check("W = 4IH + 4H^2 + 3H + HK", "lstm")
    assert not found.equal
    assert str(found.reading.aside) == "H*K"
    assert labels(found)[0] == "lstm peepholes=diagonal bias=none"
    other = check("4IH + 4H^2 + 4H + K^2", "lstm")
    assert (other.equal, other.difference) == (False, Size.of(0))
    assert "Without it the formula is right." in " ".join(str(other).split())


@pytest.mark.parametrize(
    ("formula", "aside", "extra"),
    [
        ("4IH + 4H^2 + 4H + HK", "H*K", "an output layer"),
        ("4*h*(h+d_in+1)+d_out*(h+1)", "d_out*h + d_out", "an output layer"),
        ("V*e + 4*h*(h+e+1)", "V*e", "an embedding"),
        ("V*e + 4*h*(h+e+1) + V*h + V", "V*e + V*h + V", "an embedding and an output layer"),
        ("4*(n*m + m^2 + m) + 10*(m+1)", "10*m + 10", "an output layer"),
        (
            "4*hidden_size*(hidden_size+input_size+1) + output_size*(hidden_size+1)",
            "hidden_size*output_size + output_size",
            "an output layer",
        ),
    ],
)
def test_layers_around_the_cell_are_named_and_left_aside(formula, aside, extra):
    found = check(formula, "lstm")
    assert found.equal
    assert parse_formula(str(found.reading.aside)) == parse_formula(aside)
    assert found.extra == extra
    assert str(found).splitlines()[0].startswith("equal, with ")
    assert f", {extra}, left aside" in " ".join(str(found).split())


def test_numbers_in_place_of_sizes():
    assert check("4*(4096*256 + 256*256 + 256)", "lstm", n=4096, m=256).equal
    found = check("4*(4096*h + h^2 + h)", "lstm", n=4096)
    assert (found.equal, found.fixed) == (True, {"n": 4096})
    found = check("4,457,473", "lstm", n=4096, m=256)
    assert (found.equal, found.numbers) == (False, (4457473, 4457472))
    assert "The formula is a number" in str(check("4457472", "lstm"))


def test_a_size_that_is_left_out_is_no_number_in_its_place():
    assert reasons(check("4m^2 + 4m", "lstm", n=3, m=4)) == {"input kernel": 0}


def test_reasons_are_in_the_letters_of_the_formula():
    text = " ".join(str(check("4*(n*m + n**2)", "lstm")).split())
    assert text.startswith(
        "not equal With m as the input size and n as the hidden size, the biases, 4·n, are missing. formula"
    )


@pytest.mark.parametrize("name", cells())
def test_defects_of_roles_are_told(name):
    """A role left out, counted twice or half, and two at once: what is told makes up the difference."""
    made = cell(name)
    roles = made.held
    # What is left of another defect may be the same polynomial, so that any of them is a reason.
    for first, size in roles.items():
        for times, formula in ((0, made.size - size), (2, made.size + size), (0.5, made.size - size / 2)):
            if formula.terms:
                found = check(str(formula), made)
                assert made_up(found, roles) == found.difference, (first, times)
                assert found.reasons
        for second, other in roles.items():
            formula = made.size - size + other
            if first != second and formula.terms:
                found = check(str(formula), made)
                assert found.equal or made_up(found, roles) == found.difference


def made_up(found, roles):
    """The difference that the reasons make, in the order of letters that they are told for."""
    parts = [roles[one.role] * int(2 * one.times - 2) / 2 for one in found.reasons]
    total = sum(parts, Size.of(0))
    return total - found.reading.size.rename(found.renamed) + found.reading.size


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_difference_is_the_formula_less_the_count(a, b, c):
    found = check(f"{a}*n*m + {b}*m^2 + {c}*m", "gru", n=7, m=5)
    formula, count = found.numbers
    assert formula == a * 35 + b * 25 + c * 5
    assert count == cell("gru").count_at(n=7, m=5)
    assert Fraction(*found.difference.evaluate({"n": 7, "m": 5}.__getitem__)) == formula - count
    assert found.equal == ((a, b, c) == (3, 3, 3))


def test_operations_of_a_step():
    assert check("4*m*(m + n)", "lstm", of="macs").equal
    found = check("8*m*(m+n)", "lstm", of="flops", n=4096, m=256)
    assert reasons(found) == {"addition": 0, "multiplication": 0, "activation": 0}
    assert found.numbers == (8912896, 8915200)
    assert check("m*(8m + 8n + 9)", "lstm", of="flops").equal
    assert "multiply-accumulates of lstm, not of FLOPs" in str(check("4*m*(m + n)", "lstm", of="flops"))
    assert "It is the number of FLOPs of lstm" in str(check("m*(8m + 8n + 9)", "lstm"))


def test_numbers_in_place_of_sizes_and_what_is_missing():
    found = check("3 x (4 x 5 + 5 x 5)", "gru", n=4, m=5)
    assert (reasons(found), found.numbers) == ({"bias": 0}, (135, 150))
    assert reasons(check("4*(4096*h + h^2)", "lstm", n=4096)) == {"bias": 0}


def test_two_sizes_that_are_one():
    found = check("8*h*(h + 1)", layer("torch.nn.LSTM"))
    assert (found.equal, found.same) == (False, {"m": "n"})
    assert "It is right only where the hidden_size and the input_size are one, m = n." in str(found)


@pytest.mark.parametrize("word", ["foo", "sqrt(m)", "größer", "隠れ層"])
def test_an_unknown_word_is_named(word):
    name = word.partition("(")[0]
    with pytest.raises(SymbolicError, match=f"^'{name}' is not a size; lstm has n"):
        check(f"4*{word}", "lstm")
    with pytest.raises(SymbolicError, match=f"^'{name}' is not a size; lstm has n"):
        check(f"4*units*features*{word} + units", "lstm")


@pytest.mark.parametrize(
    ("formula", "sizes", "problem"),
    [
        ("4*(n*m", {}, "this bracket is not closed"),
        ("4*n*m", {"n": 4}, "a size is missing"),
        ("4*n*m", {"q": 4}, "lstm has no size 'q'"),
        ("4*n*m", {"n": 0, "m": 1}, "n must be a whole number from 1 to 10\\^12, not 0"),
    ],
)
def test_refusals(formula, sizes, problem):
    with pytest.raises(SymbolicError, match=problem):
        check(formula, "lstm", **sizes)


def test_of_a_long_formula_the_likeliest_readings_are_tried():
    found = check("(a+b+c+d+e)^8*gates", layer("keras.layers.ConvLSTM3D"))
    assert found.readings_left
    assert "more ways to read its names than were tried" in str(found)
    assert not check("(a+b)^2*gates", "lstm").readings_left
