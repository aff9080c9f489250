"""At how many steps the layers of a network as text are computed."""

import pytest

from symbolic import Model
from symbolic.errors import UsageError


def notes(text, T=None):
    layers = Model.parse(text).cost(1, T).answer.layers
    return [(layer.note, str(layer.cost.macs.substitute({"B": 1}))) for layer in layers]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("input(100, 1) > conv(8, 5, stride=2) > lstm(4)", [48, 48]),
        ("input(100, 1) > conv(8, 5) > lstm(4)", [96, 96]),
        ("input(100, 8) > pool(2) > lstm(4)", [100, 50]),
        ("input(100, 1) > conv(8, 5, padding=same) > lstm(4)", [100, 100]),
        ("input(100, 1) > conv(8, 5, padding=causal, dilation=3) > lstm(4)", [100, 100]),
        ("input(100, 1) > conv(8, 5, dilation=3) > lstm(4)", [88, 88]),
        ("input(100, 2) > nn.ConvTranspose1d(2, 3, 4, stride=2, padding=1) > lstm(4)", [100, 200]),
        ("input(100, 2) > nn.ConvTranspose1d(2, 3, 4, stride=2, dilation=2) > lstm(4)", [100, 205]),
        ("input(100, 2) > nn.MaxPool1d(3, 2, 1) > lstm(4)", [100, 50]),
        ("input(100, 2) > nn.AdaptiveAvgPool1d(7) > lstm(4)", [100, 7]),
        ("input(9, 4) > lstm(3, last) > repeat(5) > lstm(4) > dense(3)", [9, 1, 5, 5]),
        ("input(100, 1) > conv(8, 5) > flatten > dense(3)", [96, 96, 1]),
        ("input(100, 1) > conv(8, 5, map=[96]) > lstm(3)", [1, 96]),
    ],
)
def test_steps_are_followed(text, steps):
    network = Model.parse(text)
    assert [str(share.steps) for share in network.shares(network.said_steps[0], "none")] == [*map(str, steps)]
    whole = network.cost(2).macs
    assert whole == network.cost(2, int(str(network.said_steps[0]))).macs


def test_a_window_of_step_one_is_followed_in_letters_and_a_stride_at_a_number():
    assert notes("input(1) > conv(8, 5) > lstm(4)")[1] == ("at T - 4 steps", "192*T - 768")
    text = "input(1) > nn.Conv1d(1, 8, 5, 2) > lstm(4)"
    page = str(Model.parse(text).cost())
    assert "How many steps conv, lstm has behind a stride is known where T is a number" in " ".join(page.split())
    assert notes(text, 20) == [("at 8 steps", "320"), ("at 8 steps", "1536")]
    assert "behind a stride" not in str(Model.parse(text).cost(1, 20))


def test_another_number_of_steps_than_the_input_says_is_refused():
    network = Model.parse("input(20, 4) > lstm(8) > dense(3)")
    assert network.cost(2).macs == network.cost(2, 20).macs == 2 * 20 * (4 * 8 * 12 + 24)
    with pytest.raises(UsageError, match="has 20 steps, as it says itself; T is 7"):
        network.cost(2, 7)
    letter = Model.parse("input(L, 4) > conv(8, 3) > dense(3)")
    assert letter.cost(2, L=20).macs == letter.cost(2, 20, L=20).macs == 2 * 18 * (3 * 4 * 8 + 24)
    with pytest.raises(UsageError, match="has L steps, as it says itself; give L in place of T"):
        letter.cost(2, 20)


def test_a_sequence_that_is_too_short_is_refused():
    with pytest.raises(UsageError, match="too short"):
        Model.parse("input(1) > conv(8, 5) > lstm(4)").cost(1, 4)
    with pytest.raises(UsageError, match="larger than the map"):
        Model.parse("input(1) > nn.Conv1d(1, 8, 5, 2) > lstm(4)").cost(1, 4)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("input(1) > nn.Conv1d(1, 8, 5, padding=2) > nn.Upsample(scale_factor=2) > lstm(4)", "upsample"),
        ("input(4) > nn.MaxPool1d(2, ceil_mode=True) > lstm(4)", "maxpool1d"),
        ("input(30, 4) > reshape(8) > lstm(4)", "reshape"),
    ],
)
def test_steps_that_nobody_says_are_told(text, name):
    page = " ".join(str(Model.parse(text).cost(1)).split())
    assert f"How many steps go on behind {name} is not known; what follows is counted at T of them." in page


@pytest.mark.parametrize(
    "text",
    [
        "embedding(V, e) > lstm(m, layers=2) > dropout(0.2) > layer_norm() > dense(V)",
        "input(4) > nn.Linear(4, 5) > nn.ReLU() > nn.Softmax(dim=-1) > nn.Identity() > nn.Dropout(0.1) > gru(3)",
        "input(28, 28, 1) > conv(8, 3, 3) > pool(2) > flatten > dense(10)",
        "input(9) > reshape(3) > lstm(4)",
        "input(4) > keras.layers.LSTM(8) > dense(3)",
    ],
)
def test_where_the_steps_stay_nothing_is_told(text):
    page = " ".join(str(Model.parse(text).cost(1)).split())
    assert "How many steps" not in page
    assert "at T" not in page


def test_a_layer_on_a_map_is_computed_at_each_of_its_places():
    network = Model.parse("input(28, 28, 1) > conv(8, 3, 3) > dense(4) > relu > global_pool > dense(3)")
    conv, dense, relu, _, head = network.cost(1, 1).answer.layers
    macs = [layer.cost.macs.substitute({"B": 1, "T": 1}).constant for layer in (conv, dense, head)]
    assert macs == [676 * 72, 676 * 32, 12]
    assert relu.cost.activations.substitute({"B": 1, "T": 1}).constant == 676 * 4


def test_each_row_has_steps_of_its_own():
    network = Model.parse("encoder: input(12, 4) > lstm(3); decoder: input(5, 4) > lstm(3)")
    assert [layer.note for layer in network.cost(1).answer.layers] == ["at 12 steps", "at 5 steps"]
    joined = Model.parse("a: input(12, 4) > conv(3, 2, stride=2); b(input=a): lstm(3)")
    assert [layer.note for layer in joined.cost(1).answer.layers] == ["at 6 steps", "at 6 steps"]
