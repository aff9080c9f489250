"""Running a layer: levels, directions, states; what it refuses."""

import numpy as np
import pytest

from symbolic.errors import ArrayError, UsageError
from symbolic.frameworks import layer

WORDS = {"input_size": 3, "hidden_size": 5}


def arrays(made, dtype="float64"):
    random = np.random.default_rng(0)
    return {name: random.standard_normal(shape).astype(dtype) for name, shape in made.shapes_at().items()}


def test_one_level_is_its_cell():
    made = layer("torch.nn.GRU", **WORDS)
    stored, inputs = arrays(made), np.random.default_rng(1).standard_normal((4, 2, 3))
    (parameters,) = made.unpack(stored)
    expected = made.sublayers[0].cell.run(parameters, {"x": inputs})["h"]
    np.testing.assert_array_equal(made.run(stored, inputs).output, expected)


def test_a_second_level_reads_both_directions_of_the_first():
    made = layer("torch.nn.RNN", num_layers=2, bidirectional=True, **WORDS)
    stored, inputs = arrays(made), np.random.default_rng(1).standard_normal((4, 3))
    lower = layer("torch.nn.RNN", bidirectional=True, **WORDS)
    below = lower.run({name: value for name, value in stored.items() if "l0" in name}, inputs).output
    upper = layer("torch.nn.RNN", bidirectional=True, input_size=10, hidden_size=5)
    top = {name.replace("l1", "l0"): value for name, value in stored.items() if "l1" in name}
    np.testing.assert_allclose(made.run(stored, inputs).output, upper.run(top, below).output, rtol=1e-14)


def test_a_backward_direction_is_the_forward_one_on_the_turned_sequence():
    made = layer("torch.nn.LSTM", bidirectional=True, **WORDS)
    stored, inputs = arrays(made), np.random.default_rng(1).standard_normal((4, 2, 3))
    forward = {
        f"{name}{end}": stored[f"{name}_reverse"] for name in stored for end in ("",) if f"{name}_reverse" in stored
    }
    turned = layer("torch.nn.LSTM", **WORDS).run(forward, inputs[::-1]).output[::-1]
    np.testing.assert_array_equal(made.run(stored, inputs).output[..., 5:], turned)


def test_the_states_of_another_number_of_sublayers_are_refused():
    made = layer("torch.nn.GRU", num_layers=2, **WORDS)
    wanted = r"the states are a list of 2 mappings here, one per sublayer of torch\.nn\.GRU, not"
    for states, kind in (([{"h": np.zeros(5)}], "of 1"), (3, "int"), ({"h": np.zeros(5)}, "dict")):
        with pytest.raises(ArrayError, match=f"{wanted} {kind}"):
            made.run(arrays(made), np.zeros((4, 3)), states)
    with pytest.raises(ArrayError, match="the states are a mapping from names to arrays, not int"):
        made.run(arrays(made), np.zeros((4, 3)), [3, 4])


@pytest.mark.parametrize("value", [3, None, "abc", [1]])
def test_arrays_are_a_mapping(value):
    with pytest.raises(ArrayError, match="the arrays are a mapping from names to arrays, not"):
        layer("torch.nn.GRU").unpack(value)


def test_a_state_of_the_wrong_size_names_itself():
    made = layer("torch.nn.GRU", **WORDS)
    with pytest.raises(ArrayError, match=r"h .*\(4,\)"):
        made.run(arrays(made), np.zeros((4, 3)), [{"h": np.zeros(4)}])


def test_an_input_of_the_wrong_size_names_itself():
    made = layer("torch.nn.GRU", **WORDS)
    with pytest.raises(ArrayError, match="x "):
        made.run(arrays(made), np.zeros((4, 2)))


def test_a_convolution_that_changes_the_extent_of_the_map_is_counted_only():
    words = {"input": 2, "filters": 3, "kernel_size": 3}
    stored = arrays(layer("keras.layers.ConvLSTM1D", **words))
    for other in ({}, {"padding": "valid"}):
        with pytest.raises(UsageError, match=r"keras\.layers\.ConvLSTM1D is computed only with padding=same"):
            layer("keras.layers.ConvLSTM1D", **words, **other).run(stored, np.zeros((4, 2, 6)))
    made = layer("keras.layers.ConvLSTM1D", **words, padding="same")
    assert made.run(stored, np.zeros((4, 2, 6))).output.shape == (4, 3, 6)


def test_what_changes_the_numbers_in_another_way_is_counted_only():
    words = {"input": 3, "units": 5, "go_backwards": "true"}
    made = layer("keras.layers.GRU", **words)
    with pytest.raises(UsageError, match="can be counted with go_backwards, but computed only without it"):
        made.run(arrays(made), np.zeros((4, 3)))


@pytest.mark.parametrize(
    ("mode", "merge"),
    [
        ("concat", lambda forward, backward: np.concatenate([forward, backward], axis=-1)),
        ("sum", lambda forward, backward: forward + backward),
        ("mul", lambda forward, backward: forward * backward),
        ("ave", lambda forward, backward: (forward + backward) / 2),
    ],
)
def test_two_directions_are_merged_as_they_are_asked_to_be(mode, merge):
    words = {"units": 5, "input": 3}
    both = layer("keras.layers.SimpleRNN", bidirectional=True, merge_mode=mode, **words)
    stored, inputs = arrays(both), np.random.default_rng(1).standard_normal((4, 3))
    outputs = []
    for parameters, sublayer in zip(both.unpack(stored), both.sublayers, strict=True):
        ran = sublayer.cell.run(parameters, {"x": inputs[::-1] if sublayer.backward else inputs})["h"]
        outputs.append(ran[::-1] if sublayer.backward else ran)
    np.testing.assert_allclose(both.run(stored, inputs).output, merge(*outputs))
