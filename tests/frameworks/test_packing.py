"""How arrays are packed: blocks, order of axes, and the way back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic.errors import ArrayError, UsageError
from symbolic.frameworks import layer, layer_specs, layers
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import Size


def total(made):
    whole = Size.of(0)
    for array in made.arrays:
        size = Size.of(1)
        for extent in array.shape(made.sublayers):
            size = size * extent
        whole = whole + size
    return whole


def variants():
    for kind in layer_specs():
        yield Layer(kind, {})
        for shown in kind.rows:
            yield Layer(kind, shown.words)


VARIANTS = list(variants())


@pytest.mark.parametrize("made", VARIANTS, ids=lambda made: made.label)
def test_the_arrays_hold_as_many_numbers_as_the_equations_need(made):
    assert total(made) == made.size
    assert made.size - made.unused == sum((part.size for part in made.sublayers), Size.of(0))


@pytest.mark.parametrize("made", VARIANTS, ids=lambda made: made.label)
def test_every_parameter_of_the_equations_stands_in_one_place(made):
    for place, part in enumerate(made.sublayers):
        held = [
            name for array in made.arrays if place in array.owners for name in array.names if not name.startswith("(")
        ]
        assert sorted(held) == sorted(part.cell.trainable)


@settings(max_examples=20, deadline=None)
@given(st.data())
@pytest.mark.parametrize("made", VARIANTS, ids=lambda made: made.label)
def test_packing_and_unpacking_are_each_others_way_back(made, data):
    numbers = {letter: data.draw(st.integers(2, 5), letter) for letter in made.counted_letters}
    if "r" in numbers:
        numbers["m"] = numbers["r"] + 1
    random = np.random.default_rng(0)
    stored = {name: random.standard_normal(shape) for name, shape in made.shapes_at(**numbers).items()}
    packed = made.pack(made.unpack(stored))
    assert packed.keys() == stored.keys()
    for array in made.arrays:
        same = np.isclose(packed[array.name], stored[array.name], rtol=0, atol=1e-15)
        # What no equation reads is zero again; everything else is what it was.
        assert same.all() or ((packed[array.name][~same] == 0).all() and made.unused != Size.of(0))


def test_blocks_lie_one_below_the_other_and_transposed():
    made = layer("keras.layers.GRU", input=2, units=1, reset_after=False)
    arrays = {"kernel": [[0, 1, 2], [3, 4, 5]], "recurrent_kernel": [[6, 7, 8]], "bias": [9, 10, 11]}
    (cell_arrays,) = made.unpack({name: np.array(value, float) for name, value in arrays.items()})
    assert {name: value.tolist() for name, value in cell_arrays.items()} == {
        "W_z": [[0, 3]],
        "W_r": [[1, 4]],
        "W": [[2, 5]],
        "U_z": [[6]],
        "U_r": [[7]],
        "U": [[8]],
        "b_z": [9],
        "b_r": [10],
        "b": [11],
    }


def test_a_constant_of_the_framework_is_added_and_taken_off_again():
    made = layer("haiku.LSTM", input=1, hidden_size=1)
    stored = {name: np.zeros(shape) for name, shape in made.shapes_at().items()}
    (cell_arrays,) = made.unpack(stored)
    assert cell_arrays["b_f"].tolist() == [1]
    assert made.pack([cell_arrays])["linear/b"].tolist() == [0, 0, 0, 0]


WORDS = {"input_size": 3, "hidden_size": 5}
GOOD = {"weight_ih_l0": (15, 3), "weight_hh_l0": (15, 5), "bias_ih_l0": (15,), "bias_hh_l0": (15,)}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"weight_ih_l0": None}, r"weight_ih_l0 is missing; torch\.nn\.GRU has weight_ih_l0, "),
        ({"kernel": np.zeros(3)}, r"kernel is not an array of torch\.nn\.GRU, which has weight_ih_l0, "),
        (
            {"bias_hh_l0": np.zeros(14)},
            r"bias_hh_l0 (has the shape \(14,\); \(15,\)|has an axis of 14; 3\*m) is expected",
        ),
        ({"bias_hh_l0": np.zeros((3, 5))}, r"bias_hh_l0 has the shape \(3, 5\); \(3\*m\) is expected"),
        ({"bias_hh_l0": np.zeros(15, int)}, "bias_hh_l0 is int64; float32 or float64 is expected"),
        ({"bias_hh_l0": np.zeros(15, "float32")}, "bias_hh_l0 is float32; float64 is expected, as weight_ih_l0 is"),
        ({"weight_hh_l0": np.zeros((15, 4))}, r"weight_hh_l0 has the shape \(15, 4\); \(15, 5\) is expected"),
    ],
)
def test_arrays_that_are_not_the_layers_name_themselves(changed, error):
    arrays = {name: np.zeros(shape) for name, shape in GOOD.items()} | changed
    stored = {name: value for name, value in arrays.items() if value is not None}
    with pytest.raises(ArrayError, match=error):
        layer("torch.nn.GRU", **WORDS).unpack(stored)


def test_arrays_of_other_sizes_than_the_layers_are_refused():
    arrays = {name: np.zeros(shape) for name, shape in GOOD.items()}
    with pytest.raises(ArrayError, match=r"weight_ih_l0 has the shape \(15, 3\); \(18, 3\) is expected"):
        layer("torch.nn.GRU", input_size=3, hidden_size=6).unpack(arrays)


def test_parameters_of_another_number_of_sublayers_are_refused():
    with pytest.raises(ArrayError, match="the parameters are a list of 1 mapping here, one per sublayer of "):
        layer("torch.nn.GRU").pack([])


def test_a_parameter_that_is_missing_is_named():
    with pytest.raises(ArrayError, match="W_z is missing; the sublayer has W_z, "):
        layer("torch.nn.GRU").pack([{}])


def test_a_layer_that_is_not_computed_as_it_is_called_is_not_run():
    made = layer("keras.layers.LSTM", units=2, input=1, go_backwards=True)
    stored = {name: np.zeros(shape) for name, shape in made.shapes_at().items()}
    with pytest.raises(UsageError, match="can be counted with go_backwards, but computed only without it"):
        made.run(stored, np.zeros((3, 1)))


def test_every_layer_has_a_name_of_its_own():
    assert len(set(layers())) == len(layers())
