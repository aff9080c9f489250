"""What a layer takes: the framework's names, values and refusals."""

import pytest

from symbolic.errors import SizeError, SymbolicError, UnknownName, UsageError
from symbolic.frameworks import is_layer, layer, layer_specs, layers
from symbolic.frameworks.arguments import Refused, SizeOf


@pytest.mark.parametrize(
    ("name", "words", "error"),
    [
        ("torch.nn.LSTM", {"bias": "maybe"}, "bias is true or false, not 'maybe'"),
        ("torch.nn.RNN", {"nonlinearity": "sigmoid"}, "nonlinearity is tanh or relu, not 'sigmoid'"),
        ("torch.nn.LSTM", {"num_layers": 5000}, "num_layers must be a whole number from 1 to 1000, not 5000"),
        ("torch.nn.LSTM", {"units": 5, "hidden_size": 5}, "hidden_size is given twice, as units and as hidden_size"),
        ("torch.nn.LSTM", {"dropuot": 0.5}, "torch.nn.LSTM has no argument 'dropuot'; did you mean dropout"),
        ("torch.nn.LSTM", {"batch_size": 5}, "the parameter count does not depend on the batch size"),
        ("keras.layers.LSTM", {"hidden_size": 5}, "keras.layers.LSTM has no argument 'hidden_size'"),
        ("keras.layers.LSTM", {"activation": "exotic"}, "activation is tanh, sigmoid, relu, .* or None, not 'exotic'"),
        (
            "keras.layers.ConvLSTM2D",
            {"kernel_size": "3,3,3"},
            "kernel_size is one number or 2 with commas, not '3,3,3'",
        ),
        ("tf.compat.v1.nn.rnn_cell.LSTMCell", {"forget_bias": "x"}, "forget_bias is a number, not 'x'"),
        ("tf.compat.v1.nn.rnn_cell.LSTMCell", {"forget_bias": "nan"}, "forget_bias is a number, not 'nan'"),
        ("onnx.LSTM", {"direction": "both"}, "direction is forward, reverse or bidirectional, not 'both'"),
        ("torch.nn.LSTM", {"hidden_size": 5, "proj_size": 5}, "proj_size has to be smaller than hidden_size"),
        ("torch.nn.RNN", {"proj_size": 3}, "proj_size argument is only supported for LSTM, not RNN or GRU"),
        ("torch.nn.GRU", {"proj_size": 0}, "proj_size argument is only supported for LSTM, not RNN or GRU"),
        ("torch.nn.GRU", {"num_layers": 0}, "num_layers must be a whole number from 1 to 1000, not 0"),
        ("torch.nn.GRU", {"dropout": 1.5}, "dropout is a number from 0 to 1, not '1.5'"),
        ("torch.nn.GRU", {"dropout": "nan"}, "dropout is a number from 0 to 1, not 'nan'"),
        ("torch.nn.GRU", {"batch_first": "x"}, "batch_first is true or false, not 'x'"),
        ("keras.layers.ConvLSTM2D", {"padding": "causal"}, "padding is valid or same, not 'causal'"),
        ("keras.layers.ConvLSTM2D", {"data_format": "x"}, "data_format is channels_last or channels_first, not 'x'"),
        ("onnx.GRU", {"layout": 2}, "layout is 0 or 1, not '2'"),
        (
            "keras.layers.LSTM",
            {"steps": 7},
            "does not depend on the number of time steps; keras.layers.LSTM takes input, units, ",
        ),
        ("keras.layers.Bidirectional", {}, "write the layer inside, as in keras.layers.LSTM bidirectional=true"),
        (
            "haiku.DeepRNN",
            {},
            "it holds cells and has no arrays of its own; count each",
        ),
    ],
)
def test_what_is_refused_is_said(name, words, error):
    with pytest.raises((UsageError, SizeError), match=error):
        layer(name, **words)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", 10**13, True])
def test_a_size_is_a_whole_number_in_bounds(value):
    with pytest.raises(SizeError, match="hidden_size must be a whole number from 1 to"):
        layer("torch.nn.LSTM", hidden_size=value)


def test_a_refusal_waits_for_numbers():
    made = layer("torch.nn.LSTM", proj_size=5)
    with pytest.raises(UsageError, match="proj_size has to be smaller than hidden_size"):
        made.count_at(input_size=3, hidden_size=5)
    assert made.count_at(input_size=3, hidden_size=6) > 0


def test_no_projection_is_none_or_zero():
    assert layer("torch.nn.LSTM", proj_size=0).size == layer("torch.nn.LSTM").size
    assert layer("torch.nn.LSTM", proj_size=None).size == layer("torch.nn.LSTM").size


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("nn.LSTM", "torch.nn.LSTM"),
        ("torch.nn.lstm", "torch.nn.LSTM"),
        ("tf.keras.layers.GRU", "keras.layers.GRU"),
        ("tf.nn.rnn_cell.GRUCell", "tf.compat.v1.nn.rnn_cell.GRUCell"),
        ("hk.LSTM", "haiku.LSTM"),
    ],
)
def test_a_layer_is_found_as_it_is_imported(spelled, name):
    assert is_layer(spelled)
    assert layer(spelled).name == name


@pytest.mark.parametrize("name", ["torch.nn.Linear", "keras.layers.Dense", "nope.LSTM", "lstm"])
def test_a_layer_that_there_is_not_is_unknown(name):
    with pytest.raises(UnknownName, match="there is no layer"):
        layer(name)


@pytest.mark.parametrize("name", layers())
def test_what_changes_no_array_is_taken(name):
    kind = next(kind for kind in layer_specs() if kind.name == name)
    for argument in (*kind.ignored, *kind.uncomputed):
        words = (
            {argument: "anything"} if isinstance(argument, str) else {argument.name: getattr(argument, "default", 0)}
        )
        if not isinstance(argument, Refused):
            assert layer(name, **words).size == layer(name).size


@pytest.mark.parametrize("name", layers())
def test_sizes_go_by_the_frameworks_names_and_by_the_plain_ones(name):
    made = layer(name)
    sizes = [a for a in made.spec.arguments if isinstance(a, SizeOf) and not a.optional]
    by_name = made.count_at(**{size.name: 6 + place for place, size in enumerate(sizes)})
    assert by_name == made.count_at(**{size.letter: 6 + place for place, size in enumerate(sizes)})
    with pytest.raises(SymbolicError, match="a size is missing"):
        made.count_at()


def test_a_size_that_the_layer_has_not_is_refused_by_its_name():
    with pytest.raises(SizeError, match=r"^torch.nn.LSTM num_layers=2 has no size 'q'; it has n, m"):
        layer("torch.nn.LSTM", num_layers=2).count_at(q=3)


@pytest.mark.parametrize("spec", layer_specs(), ids=lambda spec: spec.name)
def test_an_argument_by_position_is_one_that_the_layer_knows(spec):
    names = spec.positional.split()
    assert set(names) <= {argument.name for argument in spec.arguments} | set(spec.others)
    assert len(set(names)) == len(names)


def test_arguments_by_position_are_those_by_name():
    assert layer("torch.nn.LSTM", 3, 5, 2, False).label == (
        "torch.nn.LSTM input_size=3 hidden_size=5 num_layers=2 bias=false"
    )
    assert layer("torch.nn.RNN", 3, 5, 2, "relu").size == layer("torch.nn.RNN", num_layers=2, nonlinearity="relu").size
    assert layer("keras.layers.GRU", 5, input=3).count_at() == layer("keras.layers.GRU", units=5, input=3).count_at()


@pytest.mark.parametrize(
    ("name", "positional", "words", "error"),
    [
        ("torch.nn.GRUCell", range(1, 7), {}, "takes at most 5 arguments by position: input_size, hidden_size, bias, "),
        ("torch.nn.LSTM", (3,), {"input_size": 4}, "input_size is given twice, by position and as input_size"),
        (
            "flax.nnx.GRUCell",
            (3, 5, 7),
            {},
            "at most 2 arguments by position: in_features, hidden_features; 3",
        ),
        ("onnx.LSTM", (3,), {}, "onnx.LSTM takes arguments by name only; 1 are given"),
    ],
)
def test_arguments_by_position_are_refused_with_the_order(name, positional, words, error):
    with pytest.raises(UsageError, match=error):
        layer(name, *positional, **words)


@pytest.mark.parametrize(
    "words",
    [
        {"units": 5, "input_shape": (7, 3)},
        {"units": 5, "input_shape": "(None, 3)"},
        {"units": 5, "input_shape": [None, 3]},
        {"units": 5, "batch_input_shape": "2,7,3"},
        {"output_dim": 5, "input_dim": 3, "input_length": 7},
    ],
)
def test_arguments_of_earlier_versions_of_keras_are_taken(words):
    assert layer("keras.layers.LSTM", **words).count_at() == 180


def test_an_input_shape_with_an_open_last_axis_leaves_the_size_open():
    assert layer("keras.layers.LSTM", 5, input_shape=(7, None)).counted_letters == ("n", "m")


def test_a_layer_without_its_framework_is_named_with_those_that_have_it():
    with pytest.raises(UnknownName, match=r"did you mean torch\.nn\.LSTM or keras\.layers\.LSTM or haiku\.LSTM\?"):
        layer("LSTM")
    with pytest.raises(UnknownName, match="there is no layer 'lst'; known: "):
        layer("lst")
