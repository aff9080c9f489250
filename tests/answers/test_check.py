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


def reasons(answer):
    return {reason.role: reason.times for reason in answer.reasons}


def labels(answer):
    return [fit.candidate.label for fit in answer.fits if not fit.names]


def test_the_published_formula_is_keras_s_lstm():
    answer = check("4*((size_of_input + 1)*size_of_output + size_of_output**2)", "lstm")
    assert answer.equal
    assert "keras.layers.LSTM" in labels(answer)


def test_biases_that_are_missing():
    answer = check("4*(n*m + m**2)", "lstm")
    assert reasons(answer) == {"bias": 0}
    assert answer.renamed == {}
    assert labels(answer)[0] == "lstm bias=none"


def test_biases_that_are_double():
    answer = check("4*(n*m + m**2 + 2*m)", "lstm")
    assert reasons(answer) == {"bias": 2}
    assert {"lstm bias=double", "torch.nn.LSTM"} <= {*labels(answer)}


def test_sizes_renamed():
    answer = check("4*(n*m + n**2)", "lstm")
    assert answer.renamed == {"n": "m", "m": "n"}
    assert reasons(answer) == {"bias": 0}


def test_sizes_renamed_and_nothing_else():
    answer = check("3*(n**2 + n*m + n)", "gru")
    assert answer.equal
    assert str(answer).splitlines()[0] == "equal, with n as the hidden size and m as the input size"


def test_sizes_renamed_are_not_right_at_the_numbers_of_the_cell():
    answer = check("4*(n*m + n**2 + n)", "lstm", n=100, m=50)
    assert (answer.equal, answer.numbers) == (False, (60400, 30200))
    assert answer.fits[0].candidate.label == "lstm"
    assert answer.fits[0].names == {"n": "m", "m": "n"}


def test_words_that_say_which_size_they_are_keep_it():
    answer = check("4*ninp*(nhid + ninp + 1)", "lstm")
    assert not answer.equal
    text = " ".join(str(answer).split())
    assert "With nhid as the input size and ninp as the hidden size, it is right for lstm." in text


def test_another_cell():
    assert labels(check("3*(n*m + m**2 + m)", "lstm"))[0] == "gru"


def test_the_count_does_not_depend_on_time_steps():
    answer = check("4*(n*m + m**2 + m)*timesteps", "lstm")
    assert not answer.equal
    assert answer.reading.steps == ("timesteps",)
    assert answer.difference == Size.of(0)


def test_a_size_too_many():
    answer = check("4*(n*m + n**2)*units", "lstm", n=4096, m=16)
    assert answer.reading.spare == ("units",)
    assert "the count does not depend on it" in str(answer)


def test_the_first_question_as_it_was_asked():
    answer = check("4*(n*m + n^2)*units", "lstm", n=4096, m=16, units=256)
    assert (answer.equal, answer.numbers, answer.left) == (False, (17_246_978_048, 4_457_472), {"m": 16})
    text = " ".join(str(answer).split())
    assert text.startswith(
        "not equal The sizes are swapped: with m as the input size and n as the hidden size, the biases, 4·n, are "
        "missing."
    )
    assert "m = 16 is not a size of lstm at the sizes given. If it is the number of time steps" in text


def test_numbers_of_both():
    answer = check("4*(n*m + m**2)", "lstm", n=4096, m=256)
    assert answer.numbers == (4456448, 4457472)


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
    answer = check("g*(h*(h + i) + h)", "lstm")
    assert answer.equal
    assert answer.reading.gates == {"g": 4}
    assert check("g*(h*(h + i) + h)", "gru").reading.gates == {"g": 3}
    assert reasons(check("g*(h*(h + i) + h)", layer("keras.layers.GRU"))) == {"bias": 0.5}


def test_terms_of_another_layer_are_left_aside():
    answer = check("W = 4IH + 4H^2 + 3H + HK", "lstm")
    assert not answer.equal
    assert str(answer.reading.aside) == "H*K"
    assert labels(answer)[0] == "lstm peepholes=diagonal bias=none"
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
    answer = check(formula, "lstm")
    assert answer.equal
    assert parse_formula(str(answer.reading.aside)) == parse_formula(aside)
    assert answer.extra == extra
    assert str(answer).splitlines()[0].startswith("equal, with ")
    assert f", {extra}, left aside" in " ".join(str(answer).split())


def test_numbers_in_place_of_sizes():
    assert check("4*(4096*256 + 256*256 + 256)", "lstm", n=4096, m=256).equal
    answer = check("4*(4096*h + h^2 + h)", "lstm", n=4096)
    assert (answer.equal, answer.fixed) == (True, {"n": 4096})
    answer = check("4,457,473", "lstm", n=4096, m=256)
    assert (answer.equal, answer.numbers) == (False, (4457473, 4457472))
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
                answer = check(str(formula), made)
                assert made_up(answer, roles) == answer.difference, (first, times)
                assert answer.reasons
        for second, other in roles.items():
            formula = made.size - size + other
            if first != second and formula.terms:
                answer = check(str(formula), made)
                assert answer.equal or made_up(answer, roles) == answer.difference


def made_up(answer, roles):
    """The difference that the reasons make, in the order of letters that they are told for."""
    parts = [roles[reason.role] * int(2 * reason.times - 2) / 2 for reason in answer.reasons]
    total = sum(parts, Size.of(0))
    return total - answer.reading.size.rename(answer.renamed) + answer.reading.size


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_difference_is_the_formula_less_the_count(a, b, c):
    answer = check(f"{a}*n*m + {b}*m^2 + {c}*m", "gru", n=7, m=5)
    formula, count = answer.numbers
    assert formula == a * 35 + b * 25 + c * 5
    assert count == cell("gru").count_at(n=7, m=5)
    assert Fraction(*answer.difference.evaluate({"n": 7, "m": 5}.__getitem__)) == formula - count
    assert answer.equal == ((a, b, c) == (3, 3, 3))


def test_operations_of_a_step():
    assert check("4*m*(m + n)", "lstm", of="macs").equal
    answer = check("8*m*(m+n)", "lstm", of="flops", n=4096, m=256)
    assert reasons(answer) == {"addition": 0, "multiplication": 0, "activation": 0}
    assert answer.numbers == (8912896, 8915200)
    assert check("m*(8m + 8n + 9)", "lstm", of="flops").equal
    assert "multiply-accumulates of lstm, not of FLOPs" in str(check("4*m*(m + n)", "lstm", of="flops"))
    assert "It is the number of FLOPs of lstm" in str(check("m*(8m + 8n + 9)", "lstm"))


def test_numbers_in_place_of_sizes_and_what_is_missing():
    answer = check("3 x (4 x 5 + 5 x 5)", "gru", n=4, m=5)
    assert (reasons(answer), answer.numbers) == ({"bias": 0}, (135, 150))
    assert reasons(check("4*(4096*h + h^2)", "lstm", n=4096)) == {"bias": 0}


def test_two_sizes_that_are_one():
    answer = check("8*h*(h + 1)", layer("torch.nn.LSTM"))
    assert (answer.equal, answer.same) == (False, {"m": "n"})
    assert "It is right only where the hidden_size and the input_size are equal, m = n." in str(answer)


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
    answer = check("(a+b+c+d+e)^8*gates", layer("keras.layers.ConvLSTM3D"))
    assert answer.readings_left
    assert "more ways to read its names than were tried" in str(answer)
    assert not check("(a+b)^2*gates", "lstm").readings_left
