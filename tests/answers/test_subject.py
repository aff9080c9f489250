"""What an answer is about."""

from typing import Any

import pytest

from symbolic import SymbolicError, cell, check, compare, lint, read_latex, solve
from symbolic.answers.subject import find_subject, plain
from symbolic.derive.quantity import letter_of, read_some_sizes, shared_sizes
from symbolic.frameworks import layer
from symbolic.language.sizes.size import Size


def test_a_letter_by_its_plain_name():
    assert letter_of(cell("lstm"), "units") == "m"
    assert letter_of(layer("keras.layers.LSTM"), "units") == "m"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("q", "lstm has no size 'q'; it has n, m, input, hidden, units"),
        ("projection", "lstm has no size 'projection'"),
    ],
)
def test_a_letter_that_is_none(name, problem):
    with pytest.raises(SymbolicError, match=problem):
        letter_of(cell("lstm"), name)


def test_a_letter_on_which_the_count_does_not_depend():
    with pytest.raises(SymbolicError, match="the parameters of convlstm do not depend on Hh"):
        letter_of(cell("convlstm"), "Hh")


def test_a_layer_gives_its_own_sizes():
    made = layer("torch.nn.LSTM", input_size=7)
    assert read_some_sizes(made, {"hidden_size": 3}) == {"n": 7, "m": 3}


def test_a_size_that_is_given_twice():
    assert read_some_sizes(cell("lstm"), {"n": 3, "input": 3}) == {"n": 3}
    with pytest.raises(SymbolicError, match="n of lstm is given twice, as 3 and as 4"):
        read_some_sizes(cell("lstm"), {"n": 3, "input": 4})
    with pytest.raises(SymbolicError, match="is given twice, as 7 and as 5"):
        read_some_sizes(layer("torch.nn.LSTM", input_size=7), {"n": 5})


def test_what_is_no_cell():
    wrong: Any = 3
    with pytest.raises(SymbolicError, match="a cell, a layer or a network is needed, such as lstm, not '3'"):
        find_subject(wrong)


def test_what_a_shape_divides():
    assert [str(size) for size in cell("qlstm").divided] == ["m/4", "n/4"]
    assert cell("lstm").divided == layer("torch.nn.LSTM").divided == ()


def test_sizes_for_several_go_to_those_that_have_them():
    both = cell("lstm"), cell("lstmp")
    assert shared_sizes(both[0], both, {"n": 3, "r": 2}) == {"n": 3}
    with pytest.raises(SymbolicError, match="has no size 'q'"):
        shared_sizes(both[0], both, {"q": 2})


def test_plain_letters_keep_sizes_apart():
    n, h = Size.letter("n"), Size.letter("h")
    assert plain(n * h, {"input": "h"}) == Size.letter("n_") * n
    assert plain(n * h, {}) == n * h


def test_a_layer_by_its_name():
    assert compare("keras.layers.LSTM", "torch.nn.LSTM", n=3, m=4).counts == (128, 144)
    assert solve("torch.nn.GRU", "m", 1000, n=3).count == layer("torch.nn.GRU").count_at(n=3, m=15)


def test_a_formula_and_a_cell_that_change_places():
    with pytest.raises(SymbolicError, match=r"the formula comes first: check\('4\*n\*m', 'lstm'\)"):
        check("lstm", "4*n*m")


@pytest.mark.parametrize("function", [lint, read_latex])
def test_the_name_of_a_file_in_place_of_its_text(function):
    with pytest.raises(SymbolicError, match=r"takes a text, not the name of a file: .*Path\('paper.tex'\)"):
        function("paper.tex#eq:lstm")
