"""Layers of frameworks in a text by their classes: the frameworks' own arguments, held against their signatures."""

import inspect
import os

import pytest

from symbolic import Model
from symbolic.errors import FitError, NetworkError
from symbolic.model.classes import keras_arguments, pytorch, pytorch_rows

SAME = {
    "nn.Embedding(100, 8, padding_idx=0) > nn.LSTM(8, 20) > torch.nn.Linear(20, 5, bias=False)": (
        "embedding(100, 8) > torch.nn.LSTM(20) > dense(5, bias=false)"
    ),
    "nn.Linear(n, 2*n) > nn.LayerNorm(2*n, 1e-6, False) > nn.ReLU() > nn.Dropout(p=0.1)": "dense(2*n) > dropout()",
    "nn.Conv2d(3, 8, 5, stride=2, padding='same')": "input(3) > conv(8, 5, 5)",
    "nn.LayerNorm([3, 8])": "input(8) > layer_norm(3, 8)",
    "nn.Conv1d(3, 8, 5) > nn.Flatten() > nn.Linear(800, 10)": "input(3) > conv(8, 5) > reshape(800) > dense(10)",
    "nn.LazyConvTranspose1d(2, 3)": "conv_transpose(2, 3)",
    "nn.LazyLinear(8) > nn.GLU() > nn.LazyLinear(3)": "dense(8) > reshape(4) > dense(3)",
    "nn.Conv2d(3, 8, 3) > nn.ZeroPad2d(1) > nn.PixelShuffle(2) > nn.LazyConv2d(5, 3, groups=2)": (
        "input(3) > conv(8, 3, 3) > reshape(2) > conv(5, 3, 3, groups=2)"
    ),
    "nn.Conv1d(3, 8, 3) > nn.LazyBatchNorm1d() > nn.LazyInstanceNorm1d(track_running_stats=False)": (
        "input(3) > conv(8, 3) > batch_norm() > group_norm(8)"
    ),
    "nn.Sequential(nn.Linear(4, 5), nn.Sequential(nn.ReLU(), nn.GRU(5, 6)))": "input(4) > dense(5) > torch.nn.GRU(6)",
    "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2, norm=nn.LayerNorm(8)) > nn.Linear(8, 3)": (
        "nn.TransformerEncoderLayer(8, 2, 16) > nn.TransformerEncoderLayer(8, 2, 16) > layer_norm() > dense(3)"
    ),
    "nn.TransformerDecoder(decoder_layer=nn.TransformerDecoderLayer(8, 2, f), num_layers=1)": (
        "nn.TransformerDecoderLayer(8, 2, f)"
    ),
    "nn.Transformer(8, 2, 1, 1, 16, bias=False)": (
        "nn.TransformerEncoderLayer(8, 2, 16, bias=False) > layer_norm(bias=false) > "
        "nn.TransformerDecoderLayer(8, 2, 16, bias=False) > layer_norm(bias=false)"
    ),
    "nn.Embedding(9, 4, _freeze=True) > nn.Linear(4, 2, frozen)": "embedding(9, 4, frozen) > dense(2, frozen)",
    "keras.layers.Dense(5, activation='relu', kernel_initializer=keras.initializers.HeNormal(seed=3))": "dense(5)",
    "layers.Embedding(100, 8) > layers.Bidirectional(layers.LSTM(64)) > layers.TimeDistributed(layers.Dense(5))": (
        "embedding(100, 8) > bidirectional(keras.layers.LSTM(64)) > dense(5)"
    ),
    "tf.keras.layers.Conv2D(8, 3, input_shape=(32, 32, 3))": "input(3) > conv(8, 3, 3)",
    "layers.LSTM(5) > layers.RepeatVector(4) > layers.LSTM(6, return_sequences=True)": (
        "keras.layers.LSTM(5) > repeat(4) > keras.layers.LSTM(6)"
    ),
    "layers.Bidirectional(layers.LSTM(4), 'sum') > layers.Dense(2)": (
        "bidirectional(keras.layers.LSTM(4), merge_mode=sum) > dense(2)"
    ),
    "layers.Dense(5, trainable=False) > layers.GlobalAveragePooling1D()": "dense(5, frozen)",
}


@pytest.mark.parametrize(("text", "other"), SAME.items(), ids=SAME.keys())
def test_a_class_is_the_layer(text, other):
    model, same = Model.parse(text), Model.parse(other)
    assert (model.size, model.fixed) == (same.size, same.fixed)


CARETS = {
    "nn.TransformerEncoder(8, 2)": ("encoder_layer is a layer, such as", "nn.TransformerEncoder(8, 2)"),
    "nn.Transformer(dmodel=8)": ("did you mean d_model", "nn.Transformer(dmodel=8)"),
    "nn.Transformer(8, 2, L)": ("num_encoder_layers is a number up to 1000", "nn.Transformer(8, 2, L)"),
    "nn.Transformer(8, 2, custom_encoder=body)": ("write them one by one", "nn.Transformer(8, 2, custom_encoder=body)"),
    "nn.Sequential(nn.Linear(2, 3), nn.Linaer(3, 4))": ("did you mean nn.Linear", "nn.Linaer"),
    "nn.Linaer(10, 20)": ("did you mean nn.Linear", "nn.Linaer"),
    "nn.Linear(10)": ("out_features is missing; it takes in_features, out_features", "nn.Linear(10)"),
    "nn.Linear(10, 5, biass=True)": ("did you mean bias", "nn.Linear(10, 5, biass=True)"),
    "nn.Linear(10, 5, bias=3)": ("bias is True or False, not 3", "nn.Linear(10, 5, bias=3)"),
    "layers.Dense(True)": ("units is a size, not True", "layers.Dense(True)"),
    "layers.Dense(activation='relu', 5)": ("come before arguments with a name", "5"),
    "layers.Dense(5, units=5)": ("units is given twice", "layers.Dense(5, units=5)"),
    "layers.Dense(5, lora_rank=4)": ("holds other arrays", "layers.Dense(5, lora_rank=4)"),
    "layers.LayerNormalization(axis=[1, 2])": ("how long axis [1, 2] is", "layers.LayerNormalization(axis=[1, 2])"),
    "nn.Conv2d(3, 4, (1, 2, 3))": ("kernel_size is one number or 2, not 3", "nn.Conv2d(3, 4, (1, 2, 3))"),
    "nn.Linear(3, 4, map=[3, 3])": ("Linear has no map", "nn.Linear(3, 4, map=[3, 3])"),
    "nn.Conv2d(3, 4, 3, map=[3])": ("the map of conv has 1 sizes", "nn.Conv2d(3, 4, 3, map=[3])"),
    "bidirectional(nn.Linear(3, 4))": ("has one direction", "nn.Linear(3, 4)"),
    "nn.Linear(3, 4, 5, 6, 7, 8)": ("takes 5 arguments without a name", "nn.Linear(3, 4, 5, 6, 7, 8)"),
}


@pytest.mark.parametrize(("text", "expected"), CARETS.items(), ids=CARETS.keys())
def test_what_cannot_be_read_is_pointed_at(text, expected):
    problem, under = expected
    with pytest.raises(NetworkError) as caught:
        Model.parse(text)
    lines = str(caught.value).splitlines()
    start = lines[-1].index("^")
    assert problem in lines[0]
    assert lines[-2][start:].startswith(under)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nn.Linear(10, 20) > nn.Linear(10, 20)", "dense_2 reads 10 numbers per step, and dense gives 20"),
        ("layers.Dense(5) > layers.Flatten() > layers.Dense(3)", "how many numbers flatten gives is not known"),
        ("dense(4) > nn.MultiheadAttention(8, 2)", "reads 8 numbers per step"),
        ("nn.Linear(3, 5) > nn.GLU()", "reads 5 numbers, which cannot be shared into 2 equal parts"),
        ("nn.MultiheadAttention(9, 2)", "do not share evenly"),
    ],
)
def test_layers_that_do_not_fit(text, problem):
    with pytest.raises(FitError, match=problem):
        Model.parse(text)


@pytest.mark.frameworks
@pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
@pytest.mark.parametrize("made", pytorch.TORCH_CLASSES.values(), ids=pytorch.TORCH_CLASSES)
def test_the_arguments_are_those_of_pytorch(made):
    from torch import nn

    check(made, getattr(nn, made.name))


@pytest.mark.frameworks
@pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
@pytest.mark.parametrize("made", keras_arguments.KERAS_CLASSES.values(), ids=keras_arguments.KERAS_CLASSES)
def test_the_arguments_are_those_of_keras(made):
    import keras

    check(made, getattr(keras.layers, made.name))


def test_layers_of_a_module_have_their_names_in_it():
    network = Model.parse("nn.Transformer(8, 2, 1, 1, 16) > nn.Linear(8, 3)")
    names = [layer.name for layer in network.layers]
    assert names == ["encoder.layers.0", "encoder.norm", "decoder.layers.0", "decoder.norm", "dense"]


@pytest.mark.frameworks
@pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
@pytest.mark.parametrize("made", pytorch_rows.TORCH_ROWS.values(), ids=pytorch_rows.TORCH_ROWS)
def test_the_arguments_of_modules_that_hold_layers_are_those_of_pytorch(made):
    from torch import nn

    check(made, getattr(nn, made.name))


def check(made, kind):
    takes = [
        parameter
        for parameter in inspect.signature(kind).parameters.values()
        if parameter.kind not in (parameter.VAR_KEYWORD, 2)
    ]
    ordered = [parameter.name for parameter in takes if parameter.kind == parameter.POSITIONAL_OR_KEYWORD]
    if {*made.required, *made.defaults} - {"input_shape", "batch_input_shape"}:  # the order matters to a count
        assert list(made.positional) == ordered
    assert {parameter.name for parameter in takes} <= {*made.names, "name"}
    required = [parameter.name for parameter in takes if parameter.default is parameter.empty]
    assert {*made.required} <= {*required}
    assert not {*made.defaults} & {*required}
    defaults = {parameter.name: parameter.default for parameter in takes if parameter.name in made.defaults}
    assert {name: made.defaults[name] for name in defaults} == defaults
