"""Which cells and layers have this number of parameters?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Cell, SymbolicError, cell, cells, identify
from symbolic.answers.identify import grows, largest, root
from symbolic.frameworks import layer, layers
from symbolic.language.sizes import Size

M = Size.letter("m")


def labels(found):
    return [match.candidate.label for match in found.matches]


@settings(max_examples=60)
@given(st.data())
def test_each_cell_is_found_from_its_own_count(data):
    made = cell(data.draw(st.sampled_from(cells())))
    sizes = {letter: data.draw(st.sampled_from([2, 4, 6, 12, 24, 60]), letter) for letter in made.counted_letters}
    try:
        count = made.count_at(**sizes)
    except SymbolicError:  # Heads that do not divide.
        return
    if sizes and count:
        assert made.name in labels(identify(count, **sizes))


@pytest.mark.parametrize("name", layers())
def test_each_layer_is_found_from_its_own_count(name):
    made = layer(name)
    sizes = dict.fromkeys(made.counted_letters, 12)
    same = [one for one in identify(made.count_at(**sizes), **sizes).matches if one.candidate.size == made.size]
    assert same


def test_the_plainest_comes_first():
    found = identify(4457472, n=4096, m=256)
    assert labels(found)[0] == "lstm"
    assert {"keras.layers.LSTM", "equinox.nn.LSTMCell"} <= {*labels(found)}
    assert "torch.nn.LSTM" not in labels(found)


def test_gru_of_the_public_question():
    assert {"torch.nn.GRU", "keras.layers.GRU", "gru bias=double"} <= {*labels(identify(165, n=4, m=5))}
    assert {"gru", "keras.layers.GRU reset_after=false"} <= {*labels(identify(150, n=4, m=5))}


def test_an_unknown_size_within_bounds():
    found = identify(4457472, n=4096, m=(1, 4096))
    assert dict(found.matches[0].sizes) == {"m": 256}
    assert identify(4457472, n=4096, m="1:100").matches == ()


def test_two_unknown_sizes():
    for match in identify(4457472, n="4000:4100", m="200:300").matches:
        if match.candidate.label == "lstm":
            assert cell("lstm").count_at(**match.sizes) == 4457472
            break
    else:
        pytest.fail("lstm is not found")


def test_the_nearest_where_nothing_matches():
    found = identify(4457473, n=4096, m=256)
    assert found.matches == ()
    assert found.nearest[0].candidate.label == "lstm"
    assert found.nearest[0].off == -1
    offs = [abs(match.off) for match in found.nearest]
    assert offs == sorted(offs)


def test_cells_of_ones_own_are_asked_too():
    own = Cell("h[t] = tanh(W @ x[t] + V @ x[t] + b)", {"x": "n", "h": "m"}, name="mine")
    assert labels(identify(own.count_at(n=17, m=13), own, n=17, m=13))[0] == "mine"


@pytest.mark.parametrize(
    ("number", "sizes", "problem"),
    [
        (0, {"n": 1}, "a number of parameters is a whole number from 1 to 10\\^40, not '0'"),
        ("many", {"n": 1}, "a number of parameters is a whole number"),
        (5, {}, "sizes are needed: write for example n=4096 m=256"),
        (5, {"n": 1, "m": "9:3"}, "m=9:3 is empty: 9 is more than 3"),
        (5, {"n": 1, "m": "1:"}, "m is a number or two with a colon"),
        (5, {"n": 1, "m": "1:2:3"}, "m is a number or two with a colon"),
        (5, {"T": 16, "m": 1}, "the number of time steps does not enter a parameter count"),
        (5, {"q_": 16, "m": 1}, "no cell and no layer has a size 'q_'; most have n and m, or input and hidden"),
        (5, {"n": "1:100000", "m": "1:100000"}, "the unknown sizes but one have at most 20,000 values"),
    ],
)
def test_refusals(number, sizes, problem):
    with pytest.raises(SymbolicError, match=problem):
        identify(number, **sizes)


@given(st.integers(1, 50), st.integers(0, 50), st.integers(1, 10_000))
def test_the_root_of_a_growing_count(square, linear, place):
    size = M * M * square + M * linear
    assert grows(size)
    number = square * place * place + linear * place
    assert root(size, "m", 1, 10_000, number) == place
    assert root(size, "m", 1, 10_000, number + 1) in (None, *range(1, 3))
    assert largest(size, "m", 1, 10_000, number) == place


def test_a_count_that_does_not_grow_is_looked_through():
    size = M * 12 - M * M
    assert not grows(size)
    assert root(size, "m", 1, 11, 35) == 5
