"""Names of somebody's formula, taken as sizes."""

import pytest

from symbolic import cell
from symbolic.answers.formula_reading import readings
from symbolic.errors import FormulaError
from symbolic.frameworks import layer
from symbolic.language.sizes.size import Size


def first(text, subject=None):
    return next(readings(text, subject or cell("lstm")))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("4*(n*m + m**2)", {"n": "n", "m": "m"}),
        ("4*((size_of_input + 1)*size_of_output + size_of_output**2)", {"size_of_input": "n", "size_of_output": "m"}),
        ("4(dh + h² + h)", {"d": "n", "h": "m"}),
        ("4*(input_dim*units + units^2)", {"input_dim": "n", "units": "m"}),
        ("4*(x*h + h^2)", {"x": "n", "h": "m"}),
        ("4*(D*H + H^2)", {"D": "n", "H": "m"}),
    ],
)
def test_the_likeliest_reading_comes_first(text, names):
    assert dict(first(text).names) == names


def test_time_steps_and_batch_are_no_sizes():
    assert first("4*(n*m + m**2)*timesteps").steps == ("timesteps",)
    assert first("4*(n*m + m**2)*batch_size").steps == ("batch_size",)


def test_two_names_of_one_size():
    all_readings = readings("4*(n*m + n**2)*units", cell("lstm"))
    assert {(reading.spare, str(reading.aside)) for reading in all_readings} == {(("units",), "0"), ((), "4*m*n*units")}


def test_letters_of_a_layer_are_its_framework_s():
    names = first("4*(input_size*hidden_size + hidden_size^2 + 2*hidden_size)", layer("torch.nn.LSTM")).names
    assert dict(names) == {"input_size": "n", "hidden_size": "m"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3*(hs*(hs+is)+hs)", {"hs": "m", "is": "n"}),
        ("nhid*(ninp+nhid+1)", {"nhid": "m", "ninp": "n"}),
        ("hid*(inp+hid)", {"hid": "m", "inp": "n"}),
        ("Nh*(Ni+Nh)", {"Nh": "m", "Ni": "n"}),
        ("4*d_model*(emb + d_model)", {"d_model": "m", "emb": "n"}),
        ("4*hiddenSize*(inputDim + hiddenSize)", {"hiddenSize": "m", "inputDim": "n"}),
        (r"n_i (n_{i-1} + n_i)", {"n_i": "m", "n_{i-1}": "n"}),
        (r"n^{[l]} (n^{[l-1]} + n^{[l]})", {"n^{[l]}": "m", "n^{[l-1]}": "n"}),
        ("4*(nm + m^2)", {"n": "n", "m": "m"}),
        ("4*(dh + h^2)", {"d": "n", "h": "m"}),
    ],
)
def test_names_of_two_and_three_letters(text, names):
    assert dict(first(text).names) == names


def test_a_bias_is_1_or_a_vector_or_all():
    lstm = cell("lstm")
    all_readings = readings("4*(n*m + m^2) + bias", lstm, Size.letter("m") * 4)
    assert [str(reading.biases["bias"]) for reading in all_readings] == ["1", "4*m", "m", "2*m"]


def test_a_name_that_multiplies_all_is_one_too_many():
    reading = first("q*(n*m + m^2)")
    assert (reading.spare, reading.aside.terms, dict(reading.names)) == (("q",), {}, {"n": "n", "m": "m"})


def test_the_likeliest_name_is_left_aside():
    reading = first("IH + H^2 + HK", cell("rnn"))
    assert (dict(reading.names), str(reading.aside)) == ({"I": "n", "H": "m"}, "H*K")


def test_a_size_too_many_is_pointed_at():
    with pytest.raises(FormulaError) as refusal:
        first("4*(n*m + q*w*z)")
    assert str(refusal.value) == (
        "'z' is one size too many; lstm has n (input size), m (hidden size (units)), also input, hidden, units\n"
        "  4*(n*m + q*w*z)\n"
        "               ^"
    )
