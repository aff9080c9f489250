"""Maps of the weights: each matrix is there, to scale."""

from itertools import combinations

import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import SizeError
from symbolic.frameworks import layer
from symbolic.report.pictures.areas import LEAST_SLIVER
from symbolic.report.pictures.picture import Label, Rect
from symbolic.report.pictures.svg import svg
from symbolic.report.pictures.weights import layer_map, weight_map


def rectangles(picture):
    return [item for item in picture.items if isinstance(item, Rect)]


def texts(picture):
    return [item.text for item in picture.items if isinstance(item, Label)]


@pytest.mark.parametrize("name", cells())
def test_every_parameter_is_drawn_once_in_its_role(name):
    subject = cell(name)
    drawn = weight_map(subject)
    wanted = [parameter.role for parameter in subject.parameters if parameter.trainable]
    assert sorted(item.role for item in rectangles(drawn)) == sorted(wanted)
    for item in rectangles(drawn):
        assert item.x >= 0
        assert item.x + item.width <= drawn.width
        assert item.y + item.height <= drawn.height
    for first, second in combinations(rectangles(drawn), 2):
        across = min(first.x + first.width, second.x + second.width) - max(first.x, second.x)
        assert across <= 0 or min(first.y + first.height, second.y + second.height) <= max(first.y, second.y)
    assert svg(drawn)


def test_tall_matrices_of_a_family_stand_side_by_side():
    drawn = rectangles(weight_map(cell("mogrifier"), {"n": 4096, "m": 256}))
    largest = sorted(drawn, key=lambda item: item.width * item.height)[-2:]
    # Three of n x m and three of m x n: neither is a bar 48 times as long as wide.
    assert all(max(item.width, item.height) < 6 * min(item.width, item.height) for item in largest)
    assert abs(largest[0].width - largest[1].height) <= 1


def test_the_gates_of_a_large_block_stand_side_by_side_at_one_scale():
    drawn = rectangles(weight_map(cell("rwkv7_timemix"), {"m": 600, "H": 6, "D": 60, "G": 200}))
    squares = [item for item in drawn if abs(item.width - item.height) <= 1]
    assert len(squares) == 4
    assert len({item.width for item in squares}) == 1
    # Of 600 x 200 and 200 x 600.
    side = squares[0].width
    assert sum(abs(item.width * item.height - side * side / 3) < side for item in drawn) == 2
    # Its ten scales of m, the six of the mixture among them, are slivers as tall as a square.
    assert all(item.height == side for item in drawn if item.role == "scale")
    # A grid would leave most of this blank.
    assert 4 * side * side > 0.15 * 420 * 320


@pytest.mark.parametrize(("n", "m"), [(64, 32), (32, 64), (100, 100), (300, 100)])
def test_areas_are_to_scale(n, m):
    drawn = rectangles(weight_map(cell("lstm"), {"n": n, "m": m}))
    kernels = [item for item in drawn if item.role == "input kernel"]
    states = [item for item in drawn if item.role == "recurrent kernel"]
    biases = [item for item in drawn if item.role == "bias"]
    assert (len(kernels), len(states), len(biases)) == (4, 4, 4)
    for kernel, state, bias in zip(kernels, states, biases, strict=True):
        assert abs(kernel.width / state.width - n / m) < 0.1
        assert abs(kernel.width / kernel.height - n / m) < 0.1
        assert kernel.height == state.height == bias.height
        assert bias.width == LEAST_SLIVER


def test_columns_say_their_terms_and_all_their_sum():
    labels = texts(weight_map(cell("lstm"), {"n": 4096, "m": 256}))
    assert {"4 m n", "4 m^{2}", "4 m"} <= {*labels}
    assert "4 m (m + n + 1) = 4{,}457{,}472" in labels


def test_a_layer_shows_its_arrays_as_they_lie():
    drawn = layer_map(layer("torch.nn.LSTM", input_size=40, hidden_size=20, num_layers=2))
    assert [text for text in texts(drawn) if "_l" in text][:2] == ["weight_ih_l0", "weight_hh_l0"]
    first, second, *_ = rectangles(drawn)
    assert (first.role, second.role) == ("input kernel", "recurrent kernel")
    # 80 x 40 and 80 x 20.
    assert abs(first.width / first.height - 0.5) < 0.1
    assert abs(second.width / second.height - 0.25) < 0.1


def test_a_cell_without_parameters_and_one_with_a_scalar():
    assert rectangles(weight_map(Cell("h[t] = tanh(x[t])", {"x": "n"}))) == []
    assert len(rectangles(weight_map(Cell("h[t] = a * x[t]", {"x": "n", "a": 1})))) == 1


def test_sizes_are_checked():
    with pytest.raises(SizeError):
        cell("lstm").weight_map(n=0, m=3)
    with pytest.raises(SizeError):
        cell("lstm").weight_map(n=3)
