"""What a network takes at a step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Conv, Dense, Embedding, Model, Recurrent, cell
from symbolic.derive.cost import find_cost
from symbolic.errors import UsageError
from symbolic.frameworks import layer
from symbolic.language.sizes.size import Size
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray

SIZES = {"n": 3, "m": 5}


def test_a_network_of_one_cell_costs_what_the_cell_does():
    for backward in ("none", "parameters", "all"):
        own = cell("lstm").cost(7, 4, backward=backward, **SIZES)
        assert Model(Recurrent("lstm", "m"), input="n").cost(7, 4, backward=backward, **SIZES) == own


@pytest.mark.parametrize("backward", ["none", "parameters", "all"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_a_stack_costs_what_the_framework_s_layer_does(backward, bidirectional):
    made = layer("torch.nn.LSTM", num_layers=3, bidirectional=bidirectional)
    network = Model(Recurrent(cell("lstm", bias="double"), "m", layers=3, bidirectional=bidirectional), input="n")
    assert network.cost(2, 3, backward=backward, **SIZES) == made.cost(2, 3, backward=backward, **SIZES)


@given(st.integers(1, 20), st.sampled_from(["none", "parameters", "all"]))
def test_the_closed_form_in_the_number_of_layers(L, backward):
    closed = Model(Recurrent("gru", "m", layers="L"), Dense("V"), input="n")
    written = Model(*(Recurrent("gru", "m") for _ in range(L)), Dense("V"), input="n")
    sizes = {**SIZES, "V": 11}
    assert closed.cost(2, 3, L=L, backward=backward, **sizes) == written.cost(2, 3, backward=backward, **sizes)


def test_a_sum_over_the_layers():
    parts = [Model(Recurrent("lstm", 5), input=3), Model(Dense(7), input=5)]
    whole = Model(Recurrent("lstm", 5), Dense(7), input=3)
    for entry in ("macs", "additions", "multiplications", "activations", "flops", "parameter_memory"):
        assert getattr(whole.cost(2, 3), entry) == sum(getattr(part.cost(2, 3), entry) for part in parts)


def test_a_head_and_its_gradients():
    network = Model(Dense(7), input=5)
    assert network.cost(1, 1).macs == 35
    assert network.cost(1, 1, backward="parameters").macs == 2 * 35
    assert network.cost(1, 1, backward="all").macs == 3 * 35


def test_an_embedding_needs_the_gradient_of_what_reads_it():
    network = Model(Embedding(11, 3), Recurrent("lstm", 5))
    assert network.cost(1, 1, backward="parameters") == network.cost(1, 1, backward="all")


def test_frozen_layers_have_no_gradients_of_their_own():
    forward = 4 * 5 * (5 + 3)
    frozen = Recurrent("lstm", 5, frozen=True)
    # The gradient goes through to what is trained below, and nowhere where nothing is.
    assert Model(Embedding(11, 3), frozen, Dense(7)).cost(1, 1, backward="all").macs == 2 * forward + 3 * 35
    bottom = Model(Embedding(11, 3, frozen=True), frozen, Dense(7))
    assert bottom.cost(1, 1, backward="parameters").macs == forward + 2 * 35
    assert bottom.cost(1, 1, backward="all").macs == 2 * forward + 3 * 35


def test_a_network_that_is_frozen_has_no_backward_pass():
    network = Model(Recurrent("lstm", 5, layers="L", frozen=True), Dense(7, frozen=True), input=3)
    assert network.cost(backward="parameters") == network.cost()


def test_gradients_that_there_are_not_are_not_moved():
    sizes = {"V": 11, "e": 3, "m": 5}
    free, frozen = (Model(Embedding("V", "e"), Recurrent("lstm", "m", frozen=held)) for held in (False, True))
    moved = [network.cost(1, 1, backward="all", **sizes).traffic for network in (free, frozen)]
    assert moved[0] - moved[1] >= 4 * 4 * 5 * (5 + 3 + 1)


def test_a_convolution_at_one_place():
    assert Model(Conv(8, 5), input=3).cost(1, 5).macs == 5 * 3 * 8
    assert Model(Conv(8, 3, 3, groups=2, map=(1, 1)), input=4).cost(1, 1).macs == 9 * 4 * 8 // 2


def test_a_tied_kernel_is_there_once():
    network = Model(Embedding(11, 5), Recurrent("gru", 5), Dense(11, tied=True))
    assert network.cost(1, 1).parameter_memory == 4 * network.count_at()


@pytest.mark.parametrize(("merge", "kind"), [("sum", "additions"), ("mul", "multiplications")])
def test_two_directions_that_are_merged(merge, kind):
    apart, merged = (
        Model(Recurrent("lstm", 5, bidirectional=True, merge=way), input=3).cost(1, 1) for way in ("concat", merge)
    )
    assert getattr(merged, kind) == getattr(apart, kind) + 5


def test_what_is_not_known_is_named_and_the_rest_is_costed():
    network = Model.of((unknown_layer("mystery", "Mystery", [StoredArray("kernel", (3, 5))]),))
    whole = Model.of((*network.layers, *Model(Dense(7), input=5).layers))
    answer = find_cost(whole, 1, 1)
    assert answer.cost.macs == 35
    assert [(layer.name, layer.cost is None) for layer in answer.layers] == [("mystery", True), ("dense", False)]
    assert "not known: kernel (3, 5)" in str(answer)
    assert "Left out, as only the arrays are known: mystery." in str(answer)


def test_layers_after_a_last_step_are_computed_once_per_sequence():
    network = Model.parse("embedding(11, 3) > lstm(5, last) > dense(7)")
    answer = find_cost(network, 2, 10)
    assert answer.cost.macs == 2 * (10 * 4 * 5 * 8 + 35)
    assert "Computed once per sequence, after a last step: dense; all others at each step." in str(answer)
    said, short = (f"input(3) > keras.layers.LSTM(5, {word}) > dense(7)" for word in ("return_sequences=false", "last"))
    assert Model.parse(said).cost(2, 10) == Model.parse(short).cost(2, 10)


def test_each_convolution_has_a_map_of_its_own():
    network = Model.parse("input(3) > conv(8, 3, 3) > conv(4, 5, 5)")
    assert network.map_letters == ("Hh_conv", "Ww_conv", "Hh_conv_2", "Ww_conv_2")
    sizes = {"Hh_conv": 10, "Ww_conv": 11, "Hh_conv_2": 6, "Ww_conv_2": 7}
    assert network.cost(2, 1, **sizes).macs == 2 * (110 * 9 * 3 * 8 + 42 * 25 * 8 * 4)
    text = "input(3) > conv(8, 3, 3, map=[10, 11]) > conv(4, 5, 5, map=[6, 7])"
    assert Model.parse(text).cost(2, 1).macs == network.cost(2, 1, **sizes).macs


def test_a_recurrent_map():
    network = Model.parse("input(4) > keras.layers.ConvLSTM2D(8, kernel_size=3)")
    assert network.cost(1, 1, Hh=5, Ww=7).macs == 4 * 35 * 9 * (4 + 8) * 8


def test_attention_looks_at_all_steps():
    network = Model.parse("input(8) > multi_head_attention(2)")
    assert network.cost(3, 10).macs == 3 * 10 * (4 * 64 + 10 * 16)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3), st.booleans(), st.sampled_from(["none", "all"]))
def test_a_layer_of_a_framework_costs_in_a_network_what_it_costs_alone(n, m, levels, both, backward):
    made = layer("torch.nn.LSTM", n, m, levels, bidirectional=both)
    assert Model(Recurrent(made)).cost(2, 3, backward=backward) == made.cost(2, 3, backward=backward)


@pytest.mark.parametrize(
    ("text", "forward", "backward"),
    [
        # As PyTorch counts them on the meta device: 3 sequences of 7 steps, without the gradient of the input.
        ("torch.nn.MultiheadAttention(8, 2)", 7728, 19152),
        ("torch.nn.TransformerEncoderLayer(8, 2, 16)", 13104, 35280),
    ],
)
def test_what_lies_behind_the_first_products_of_a_layer_hands_its_gradient_on(text, forward, backward):
    network = Model.parse(text)
    assert network.cost(3, 7).macs == forward
    assert network.cost(3, 7, backward="parameters").macs == backward


def test_attention_without_parameters_over_the_input_has_no_backward_pass():
    network = Model.parse("attention() > dense(4)")
    cost = network.cost(1, 5, n=3, backward="parameters").macs - network.cost(1, 5, n=3).macs
    assert cost == 5 * 3 * 4


def test_a_gated_unit_is_a_function_of_one_half_and_a_product():
    (share,) = Model.parse("input(8) > nn.GLU()").shares(Size.of(1), "none")
    operations = share.work.operations
    assert (str(operations.activations), str(operations.multiplications)) == ("4", "4")


def test_a_row_of_its_own_length_does_not_set_that_of_another():
    network = Model.parse("a: input(20, 4) > lstm(5); b: embedding(9, 4) > lstm(6)")
    assert str(network.cost(1).macs) == "240*(T + 15)"
    assert network.cost(1, 50).macs == 3600 + 240 * 50
    with pytest.raises(UsageError, match="has 20 steps"):
        Model.parse("input(20, 4) > lstm(5)").cost(1, 50)


def test_what_is_computed_at_each_step_is_said_of_the_layers_without_steps_beside_them():
    said = str(Model.parse("input(4) > conv1d(8, 3) > lstm(6)").cost(1, 20)).replace("\n ", "")
    assert "Each layer without steps beside it is taken" in " ".join(said.split())
    assert "Each layer is taken" in " ".join(str(Model.parse("lstm(6) > dense(3)").cost(1, 20)).split())
