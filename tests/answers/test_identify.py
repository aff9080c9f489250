"""Which cells and layers have this number of parameters?"""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Cell, SymbolicError, cell, cells, identify
from symbolic.answers.candidates import candidates
from symbolic.frameworks import layer, layers


def labels(answer):
    return [match.candidate.label for match in answer.matches]


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
    same = [match for match in identify(made.count_at(**sizes), **sizes).matches if match.candidate.size == made.size]
    assert same


def test_the_plainest_comes_first():
    answer = identify(4457472, n=4096, m=256)
    assert labels(answer)[0] == "lstm"
    assert {"keras.layers.LSTM", "equinox.nn.LSTMCell"} <= {*labels(answer)}
    assert "torch.nn.LSTM" not in labels(answer)


def test_gru_of_the_public_question():
    assert {"torch.nn.GRU", "keras.layers.GRU", "gru bias=double"} <= {*labels(identify(165, n=4, m=5))}
    assert {"gru", "keras.layers.GRU reset_after=false"} <= {*labels(identify(150, n=4, m=5))}


def test_an_unknown_size_within_bounds():
    answer = identify(4457472, n=4096, m=(1, 4096))
    assert dict(answer.matches[0].sizes) == {"m": 256}
    assert identify(4457472, n=4096, m="1:100").matches == ()


def test_two_unknown_sizes():
    for match in identify(4457472, n="4000:4100", m="200:300").matches:
        if match.candidate.label == "lstm":
            assert cell("lstm").count_at(**match.sizes) == 4457472
            break
    else:
        pytest.fail("lstm is not found")


def test_the_nearest_where_nothing_matches():
    answer = identify(4457473, n=4096, m=256)
    assert answer.matches == ()
    assert answer.nearest[0].candidate.label == "lstm"
    assert answer.nearest[0].off == -1
    offs = [abs(match.off) for match in answer.nearest]
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
        (5, {"T": 16, "m": 1}, "T is left out: a parameter count does not depend on time steps or batch"),
        (5, {"n": 1, "input": 1, "m": 1}, "n and input name the same size; give one of them"),
        (5, {"features": 1, "input": 1}, "features and input name the same size; give one of them"),
        (5, {"q_": 16, "m": 1}, "no cell and no layer has a size 'q_'; most have n and m, or input and hidden"),
        (5, {"n": "1:100000", "m": "1:100000"}, "all unknown sizes but the widest have at most 20,000 values"),
    ],
)
def test_refusals(number, sizes, problem):
    with pytest.raises(SymbolicError, match=problem):
        identify(number, **sizes)


def made_of(candidate):
    words = dict(word.split("=", 1) for word in candidate.words)
    return layer(candidate.name, **words) if candidate.is_layer else cell(candidate.name, **words)


def counted(made, sizes):
    try:
        return made.count_at(**sizes)
    except SymbolicError:  # Heads that do not divide, or what the framework refuses.
        return None


@settings(max_examples=40)
@given(st.sampled_from(candidates()), st.sampled_from([60, 96, 144, 165, 240, 396, 480, 720]), st.data())
def test_every_choice_of_sizes_is_found_and_no_other(candidate, number, data):
    letters = candidate.size.letters
    if not 1 <= len(letters) <= 4:
        return
    low = {letter: data.draw(st.integers(1, 9), letter) for letter in letters}
    bounds = {letter: (at, at + data.draw(st.integers(0, 5))) for letter, at in low.items()}
    made = made_of(candidate)
    every = product(*(range(at, to + 1) for at, to in bounds.values()))
    wanted = [sizes for at in every if counted(made, sizes := dict(zip(bounds, at, strict=True))) == number]
    choices = [match.sizes for match in identify(number, **bounds).matches if match.candidate == candidate]
    assert sorted(sorted(sizes.items()) for sizes in choices) == sorted(sorted(sizes.items()) for sizes in wanted)


def test_sizes_that_do_not_divide_are_no_match():
    size = cell("rg_lru").size
    top, bottom = size.evaluate({"m": 6, "H": 4}.__getitem__)
    assert top % bottom == 0
    assert "rg_lru" not in labels(identify(top // bottom, m=6, H=4))


def test_what_a_framework_refuses_is_no_match():
    label = "torch.nn.LSTM proj_size=r"
    count = layer("torch.nn.LSTM", proj_size="r").count_at(n=3, m=5, r=4)
    assert label in labels(identify(count, n=3, m=5, r=4))
    top, _ = layer("torch.nn.LSTM", proj_size="r").size.evaluate({"n": 3, "m": 5, "r": 6}.__getitem__)
    assert label not in labels(identify(top, n=3, m=5, r=6))


@pytest.mark.parametrize("names", [("input_size", "hidden_size"), ("n_in", "units"), ("input", "num_units")])
def test_sizes_by_the_words_of_any_framework(names):
    answer = identify(4457472, **dict(zip(names, (4096, 256), strict=True)))
    assert labels(answer) == labels(identify(4457472, n=4096, m=256))


def test_bounds_up_to_the_largest_size_take_no_time():
    answer = identify(4457472, n="1:20000", m=f"1:{10**12}")
    assert {"n": 4096, "m": 256} in [match.sizes for match in answer.matches if match.candidate.label == "lstm"]
