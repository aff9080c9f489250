"""The usual words for layers in a network as text, and the extents of a map that widths behind it follow from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Model
from symbolic.errors import FitError, NetworkError, SymbolicError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.layers.windows import transposed, window

SMALL = st.integers(1, 12)
SAME = {
    "linear(V)": "dense(V)",
    "lstm(m) > linear(V)": "lstm(m) > dense(V)",
    "conv1d(8, 3)": "conv(8, 3)",
    "conv2d(8, 3) > conv3d(2, 3, 2, 1)": "conv(8, 3, 3) > conv(2, 3, 2, 1)",
    "lstm(m) > last > relu > linear(3) > softmax": "lstm(m, last) > dense(3)",
    "layer_norm > batch_norm > rms_norm > group_norm": "layer_norm() > batch_norm() > rms_norm() > group_norm()",
    "input(8) > multihead_attention(2) > dropout > activation(tanh)": "input(8) > multi_head_attention(2)",
    "gru(m, last) > repeat(9) > gru(m) > nn.ReLU": "gru(m) > gru(m)",
    "input(8) > transformer_encoder(2, 9, layers=3)": " > ".join(
        ["input(8)", *["transformer_encoder_layer(2, 9)"] * 3],
    ),
    "input(8) > transformer_encoder(2, 9, layers=L)": "input(8) > transformer_encoder(2, inner=9, layers=L)",
    "lstm(m) > global_pool > fc(2)": "lstm(m) > dense(2)",
}


@pytest.mark.parametrize(("text", "other"), SAME.items())
def test_a_word_is_the_layer_that_it_names(text, other):
    network, wanted = Model.parse(text), Model.parse(other)
    assert (network.size, network.fixed) == (wanted.size, wanted.fixed)


WIDTHS = {
    "input(161, 50, 1) > conv(32, 41, 11, stride=2) > flatten": 32 * 61 * 20,
    "input(32, 32, 3) > conv2d(6, 5) > pool(2) > conv2d(16, 5) > relu > max_pool > flatten": 16 * 5 * 5,
    "input(28, 28, 1) > conv2d(8, 3, padding=same, stride=2) > batch_norm > flatten": 8 * 14 * 14,
    "input(28, 30, 1) > conv2d(8, 3, 5, padding=1, dilation=2) > flatten": 8 * 26 * 24,
    "input(7, 7, 4) > conv_transpose(3, 2, 2, stride=2) > avg_pool(3, stride=2) > flatten": 3 * 6 * 6,
    "input(7, 7, 4) > depthwise_conv(3, 3, multiplier=2) > separable_conv(5, 3, 3) > flatten": 5 * 3 * 3,
    "input(20, 4) > lstm(6) > flatten": 20 * 6,
    "input(20, 4) > lstm(6, last) > repeat(7) > gru(3) > flatten": 7 * 3,
    "input(20, 4) > conv1d(6, 5, padding=causal) > pool(4) > flatten": 6 * 5,
    "input(9, 9, 2) > conv(3, 3, 3, map=[5, 6]) > flatten": 3 * 5 * 6,
    "input(9, 9, 1) > nn.Conv2d(1, 2, 3, stride=2) > nn.Dropout2d(0.1) > nn.Flatten()": 2 * 4 * 4,
    "input(9, 8, 1) > nn.Conv2d(1, 2, 3, (2, 1), padding=(1, 1)) > nn.MaxPool2d(2) > nn.Flatten()": 2 * 2 * 4,
    "input(9, 8, 1) > nn.ConvTranspose2d(1, 2, 3, stride=2) > nn.AvgPool2d(3, 1) > flatten": 2 * 17 * 15,
    "input(9, 8, 4) > nn.AdaptiveAvgPool2d((2, 3)) > nn.Flatten()": 4 * 2 * 3,
    "input(9, 8, 1) > layers.Conv2D(2, 3, padding='same', strides=2) > layers.MaxPooling2D() > layers.Flatten()": 2
    * 2
    * 2,
    "input(9, 4) > layers.Conv1D(6, 3, padding='causal', dilation_rate=2) > layers.Dropout(0.1) > layers.Flatten()": 54,
    "input(9, 8, 1) > layers.Conv2D(2, 3) > layers.GlobalAveragePooling2D() > layers.Flatten()": 2,
    "input(9, 9, 2) > global_pool": 2,
}


@pytest.mark.parametrize(("text", "width"), WIDTHS.items())
def test_the_width_behind_a_map_follows_from_its_extents(text, width):
    assert Model.parse(text).layers[-1].gives == Size.of(width)
    assert Model.parse(f"{text} > dense(3)").layers[-1].size == Size.of(3 * width + 3)


def test_extents_may_have_letters():
    model = Model.parse("input(h, w, 3) > conv2d(8, 3) > flatten > linear(2)")
    assert model.count_at(h=10, w=9) == 8 * (27 + 1) + 2 * (8 * 8 * 7 + 1)


@given(SMALL, SMALL, SMALL, st.integers(0, 4), SMALL)
def test_a_window_is_laid_wherever_it_fits(size, width, step, padding, spread):
    whole = size + 2 * padding
    places = sum(start + (width - 1) * spread < whole for start in range(0, whole, step))
    sizes = [Size.of(number) for number in (size, width, step)]
    if not places:
        with pytest.raises(UsageError, match="the window is larger than the map"):
            window(*sizes, Size.of(padding), Size.of(spread))
    else:
        assert window(*sizes, Size.of(padding), Size.of(spread)) == Size.of(places)
    assert window(*sizes, "same") == Size.of(len(range(0, size, step)))


@given(SMALL, SMALL, SMALL)
def test_a_transposed_window_reaches_as_far_as_its_last_place(size, width, step):
    length = transposed(Size.of(size), Size.of(width), Size.of(step), Size.of(0))
    assert length == Size.of((size - 1) * step + width)


REFUSED = {
    "conv(32, 41, 11, stride=2) > flatten > dense(3)": (FitError, "how many numbers flatten gives is not known"),
    "input(9, 9, 1) > nn.Conv2d(1, 2, 3, padding=(1, 2)) > flatten > dense(3)": (
        FitError,
        "flatten gives is not known",
    ),
    "input(9, 9, 1) > nn.MaxPool2d(2, ceil_mode=True) > flatten > dense(3)": (FitError, "flatten gives is not known"),
    "input(9, 9, 1) > nn.Conv2d(1, 2, 3) > nn.Flatten() > nn.Linear(9, 3)": (FitError, "flatten gives 98"),
    "input(9, 9, 1) > nn.Conv2d(1, 2, 30)": (UsageError, "the window is larger than the map"),
    "input(h, w, 1) > conv2d(2, 3, stride=2) > flatten > dense(3)": (FitError, "flatten gives is not known"),
    "input(3, 3, 1) > conv2d(2, 9)": (UsageError, "the window is larger than the map"),
    "conv2d(2, 3, 3, 3)": (NetworkError, "conv2d takes filters and 1 or 2 extents"),
    "conv2d(2, 3, padding=1.5)": (NetworkError, "padding is valid, same, causal or a number"),
    "pool(2, kind=median)": (NetworkError, "a pool is of kind max or average"),
    "lstm": (NetworkError, "a layer is a name with sizes in brackets"),
    "input(8) > transformer_encoder(3)": (FitError, "3 heads do not share evenly"),
}


@pytest.mark.parametrize(("text", "error", "words"), [(text, *rest) for text, rest in REFUSED.items()])
def test_what_does_not_fit_is_a_sentence(text, error, words):
    with pytest.raises(SymbolicError, match=words) as caught:
        Model.parse(text)
    assert isinstance(caught.value, error)
