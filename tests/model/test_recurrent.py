"""Stacks of recurrent layers: what those past the first read, in closed form and one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell, Model, Recurrent, cell, cells
from symbolic.errors import FitError, NetworkError, SizeError, SymbolicError, UsageError
from symbolic.frameworks import layer
from symbolic.language.sizes.size import Size

OWN = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"}, name="own")
STACKED = [
    ("lstm", {}),
    ("gru_reset_after", {"bias": "double"}),
    ("lstm", {"project": "r", "r": 3}),
    ("lstmp", {"r": 4}),
    ("sru", {}),
    ("qrnn", {"k": 2}),
    ("janet", {}),
    ("torch.nn.LSTM", {}),
    ("torch.nn.LSTM", {"proj_size": 3}),
    ("keras.layers.GRU", {"reset_after": False}),
    ("flax.linen.GRUCell", {}),
    ("onnx.LSTM", {"input_forget": True}),
    (OWN, {}),
]


def one_by_one(name, words, number, reads, units, both, merge):
    """A network of single layers, each reading what the one before it gives."""
    single = [Recurrent(name, units, bidirectional=both, merge=merge, **words) for _ in range(number)]
    return Model(*single, input=reads)


@pytest.mark.sweep(18)
@pytest.mark.parametrize(("name", "words"), STACKED, ids=str)
@pytest.mark.parametrize(("both", "merge"), [(False, "concat"), (True, "concat"), (True, "sum"), (True, "ave")])
def test_the_closed_form_is_the_sum_layer_by_layer(name, words, both, merge):
    closed = Model(Recurrent(name, "m", layers="L", bidirectional=both, merge=merge, **words), input="n")
    for number in (1, 2, 3, 4, 20):
        apart = one_by_one(name, words, number, 7, 5, both, merge)
        assert closed.count_at(n=7, m=5, L=number) == apart.count_at()
        given_number = Model(Recurrent(name, "m", layers=number, bidirectional=both, merge=merge, **words), input="n")
        assert given_number.size == closed.size.substitute({"L": number})
        assert given_number.fixed == closed.fixed.substitute({"L": number})
    assert closed.count.subs({"n": 7, "m": 5, "L": 20}) == apart.count_at()


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 12), st.booleans())
def test_layers_of_the_catalogue_and_of_a_framework_are_stacked_alike(n, m, number, both):
    torch = layer("torch.nn.LSTM", num_layers=number, bidirectional=both).count_at(input_size=n, hidden_size=m)
    stacked = Model(Recurrent(cell("lstm", bias="double"), m, layers=number, bidirectional=both), input=n)
    assert stacked.count_at() == torch
    own = Model(Recurrent("torch.nn.LSTM", m, num_layers=number, bidirectional=both), input=n)
    assert own.count_at() == torch


def test_depth_costs_nothing():
    deep = Model(Recurrent("lstm", 128, layers=10**12), input=64)
    assert deep.count_at() == 4 * 128 * (64 + 128 + 1) + (10**12 - 1) * 4 * 128 * 257


@pytest.mark.parametrize("name", cells())
def test_every_cell_that_reads_a_vector_is_a_layer(name):
    made = cell(name)
    if name in ("ltc", "grid_lstm"):
        with pytest.raises(SymbolicError):
            Model(Recurrent(made))
        return
    placed = Model(Recurrent(made)).layers[0]
    assert placed.size == made.size.substitute({made.aliases["input"]: placed.reads})
    assert placed.fixed == made.fixed_size


def test_what_is_fixed_stays_apart():
    model = Model(Recurrent("cornn", "m", layers="L"), input="n")
    assert str(model.fixed) == "3*L"
    frozen = Model(Recurrent("lstm", "m", frozen=True), input="n")
    assert (frozen.size, frozen.fixed) == (Size.of(0), cell("lstm").size)


def test_a_layer_with_sizes_of_its_own():
    model = Model(Recurrent(layer("torch.nn.LSTM", input_size=300, hidden_size=512, num_layers=2)))
    assert model.count_at() == 3_768_320
    assert (str(model.layers[0].reads), str(model.layers[0].gives)) == ("300", "512")
    both = Model(Recurrent(layer("keras.layers.GRU", units=5, bidirectional=True, merge_mode="sum")), input=4)
    assert str(both.layers[0].gives) == "5"
    assert both.count_at() == 2 * 165


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Recurrent("lstm", "m", layers=0), SizeError, "layers must be a whole number from 1"),
        (lambda: Recurrent("lstm", "m", merge="max"), UsageError, "merged by concat, sum, mul, ave, not by 'max'"),
        (lambda: Recurrent("lstm", "m", k=3), SizeError, "lstm has no size 'k'; it has n, m"),
        (lambda: Recurrent("lstm", 3, hidden=4), SizeError, "m is given twice, as 3 and as 4"),
        (lambda: Recurrent("rhn", "m", layers="L"), SizeError, "rhn has a size L of its own"),
        (lambda: Recurrent(layer("torch.nn.LSTM"), 3, bias="none"), UsageError, "bias is true or false, not 'none'"),
        (lambda: Recurrent("lstm", "m*"), SizeError, "hidden: this cannot be read"),
        (
            lambda: Model(Recurrent("rg_lru", 8), input=4),
            FitError,
            "rg_lru reads 8 numbers per step, and the input gives 4",
        ),
        (lambda: Model(Recurrent("grid_lstm", 8)), FitError, "does not read a vector"),
        (
            lambda: Model(Recurrent("rg_lru", 8, layers=2, bidirectional=True), input=8),
            FitError,
            "a layer of rg_lru past the first reads 8 numbers per step, and the one below gives 16",
        ),
        (
            lambda: Model(Recurrent(layer("torch.nn.GRU", input_size=3), 4), input=5),
            FitError,
            "gru reads 3 numbers per step, and the input gives 5",
        ),
    ],
)
def test_refusals(make, error, words):
    with pytest.raises(error) as caught:
        make()
    assert words in str(caught.value)


def test_the_map_of_a_convolutional_cell():
    free = Model.parse("input(3) > keras.layers.ConvLSTM2D(8, 3)").cost(1, 5, Hh=4, Ww=6)
    for text in ("keras.layers.ConvLSTM2D(8, 3, map=[4, 6])", "keras.layers.ConvLSTM2D(8, (3, 3), map=(4, 6))"):
        assert Model.parse(f"input(3) > {text}").cost(1, 5).macs == free.macs
    with pytest.raises(NetworkError, match="lstm has no map, and map=4"):
        Model.parse("lstm(m, map=4)")
    with pytest.raises(NetworkError, match="a map of 2 axes, and map=4"):
        Model.parse("keras.layers.ConvLSTM2D(8, 3, map=4)")
