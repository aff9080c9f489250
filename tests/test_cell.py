"""A cell as its users meet it: made from text, taken from the catalogue, asked for numbers."""

from __future__ import annotations

import pytest
from sympy import Symbol, expand, lambdify, symbols

import symbolic
from symbolic import Cell, cell, cells
from symbolic.errors import DefinitionError, EquationError, ModifierError, ShapeError, SizeError, UnknownName

TEXT = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
SIZES = {"x": "n", "h": "m"}


def test_the_number_that_people_ask_for():
    assert cell("lstm").count_at(n=4096, m=256) == 4457472
    assert cell("lstm").count_at(input=4096, hidden=256) == 4457472
    assert cell("lstm").count_at(input=4096, units=256) == 4457472


def test_an_own_cell_is_asked_like_one_of_the_catalogue():
    own = Cell(TEXT, SIZES)
    assert expand(own.count - cell("rnn").count) == 0
    assert own.count_at(n=3, m=5) == 45


def test_parameters_say_what_they_are():
    n, m = symbols("n m")
    kernel, recurrent, bias = Cell(TEXT, SIZES).parameters
    assert (kernel.name, kernel.shape, kernel.size) == ("W", (m, n), m * n)
    assert (recurrent.name, recurrent.shape) == ("U", (m, m))
    assert (bias.name, bias.shape, bias.size) == ("b", (m,), m)
    assert [p.gate for p in (kernel, recurrent, bias)] == ["h"] * 3
    assert [p.role for p in (kernel, recurrent, bias)] == ["input kernel", "recurrent kernel", "bias"]
    assert all(p.trainable for p in (kernel, recurrent, bias))


def test_the_count_is_over_plain_symbols():
    count = cell("lstm").count
    n, m = symbols("n m")
    assert count.free_symbols == {n, m}
    assert count.subs({"n": 4096, "m": 256}) == 4457472
    assert count.subs(symbols("n"), 4096).subs(m, 256) == 4457472
    assert lambdify((n, m), count)(4096, 256) == 4457472


@pytest.mark.parametrize("name", ["input", "hidden", "units"])
def test_aliases_are_not_letters_of_the_formula(name):
    assert Symbol(name) not in cell("lstm").count.free_symbols
    assert name in cell("lstm").aliases


def test_the_catalogue_is_a_list_of_names():
    assert {"rnn", "lstm", "peephole_lstm", "lstmp", "gru", "gru_reset_after"} <= set(cells())
    assert len(set(cells())) == len(cells())
    assert all(cell(name).name == name for name in cells())


def test_a_dash_serves_for_an_underscore():
    assert cell("gru-reset-after").count == cell("gru_reset_after").count


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UnknownName, match="no cell 'lsmt'; did you mean lstm"):
        cell("lsmt")
    with pytest.raises(UnknownName, match="symbolic list"):
        cell("zzzzzzzz")
    with pytest.raises(UnknownName):
        cell(5)  # type: ignore[arg-type]


def test_modifiers_make_a_new_cell_and_leave_the_old():
    plain = cell("lstm")
    before = plain.text
    double = plain.modified(bias="double")
    assert double is not plain
    assert plain.text == before
    assert expand(double.count - plain.count) == 4 * Symbol("m")
    assert double.text == cell("lstm", bias="double").text


def test_no_modifier_is_the_cell_itself():
    plain = cell("lstm")
    assert plain.modified() is plain
    assert plain.modified(bias=None) is plain


def test_a_modified_cell_carries_its_words():
    both = cell("lstm", bias="double").modified(project="r")
    assert both.label == "lstm bias=double project=r"
    assert (both.title, both.source) == (cell("lstm").title, cell("lstm").source)


def test_a_modified_cell_reads_back_from_its_text():
    double = cell("lstm", bias="double")
    again = Cell(double.text, SIZES)
    assert again.count == double.count
    assert again.text == double.text


def test_sizes_may_be_expressions_numbers_and_matrices():
    own = Cell("h[t] = W @ x[t] + b", {"x": "2*n", "h": 3})
    assert own.count_at(n=5) == 3 * 10 + 3
    own = Cell("h[t] = V @ (W @ x[t])", {"x": "n", "h": "m", "W": ("q", "n")})
    assert own.count_at(n=2, m=3, q=5) == 2 * 5 + 5 * 3


def test_fixed_parameters_are_listed_and_not_counted():
    own = Cell(TEXT, SIZES, fixed=("U",))
    assert own.count == Cell(TEXT.replace("U @ h[t-1]", "h[t-1]"), SIZES).count
    assert {p.name: p.trainable for p in own.parameters} == {"W": True, "U": False, "b": True}
    assert own.trainable == ("W", "b")
    assert own.count_at(n=3, m=5) == 20


def test_a_cell_with_nothing_to_train_counts_nothing():
    for own in (Cell(TEXT, SIZES, fixed=("W", "U", "b")), Cell("h[t] = tanh(x[t] + h[t-1])", {"x": "n"})):
        assert own.count == 0
        assert own.count_at() == 0
        assert own.derivation().result == 0


def test_own_activations_names_and_meanings():
    own = Cell(
        "h[t] = squash(W @ x[t])",
        SIZES,
        name="own",
        title="Own cell",
        source="nobody",
        activations={"squash": "max(0, x)"},
        latex={"W": r"\mathbf{W}"},
        letters={"n": "number of pixels"},
    )
    assert (own.name, own.title, own.source) == ("own", "Own cell", "nobody")
    assert own.letters == {"n": "number of pixels", "m": "hidden size (units)"}
    assert own.count_at(n=2, m=3) == 6


def test_a_size_that_cancels_out_need_not_be_given():
    # The heads are counted, the state that they divide is not: its matrix is fixed.
    text = "a[t] = tanh(W @ x[t])\nh[t] = blockdiag(R[j] for j in H) @ h[t-1]"
    own = Cell(text, {"x": "n", "a": "H", "h": "m"}, fixed=("R",))
    assert own.counted_letters == ("n", "H")
    assert own.count_at(n=3, H=4) == 12
    assert own.count_at(n=3, H=4, m=8) == 12


def test_a_size_that_does_not_divide_is_refused():
    own = Cell("h[t] = blockdiag(R[j] for j in H) @ h[t-1] + W @ x[t]", SIZES)
    assert own.count_at(n=3, m=12, H=4) == 36 + 36
    with pytest.raises(EquationError, match="13 is not divisible by 4"):
        own.count_at(n=3, m=13, H=4)


@pytest.mark.parametrize(
    ("sizes", "problem"),
    [
        ({"n": 3}, "m .hidden size."),
        ({"n": 3, "m": 0}, "m must be a whole number from 1"),
        ({"n": 3, "m": 2.5}, "not 2.5"),
        ({"n": 3, "m": 10**12 + 1}, "10.12"),
        ({"n": 3, "m": True}, "not True"),
        ({"n": 3, "m": 5, "q": 1}, "no size 'q'"),
        ({"n": 3, "m": 5, "units": 6}, "given twice"),
        ({"n": 3, "m": 5, "T": 7}, "does not depend on the number of time steps"),
    ],
)
def test_sizes_that_do_not_serve(sizes, problem):
    with pytest.raises(SizeError, match=problem):
        cell("lstm").count_at(**sizes)
    with pytest.raises(SizeError, match=problem):
        cell("lstm").derivation(**sizes)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"equations": 5}, "equations must be one string"),
        ({"sizes": ["n"]}, "sizes must be a mapping"),
        ({"sizes": {"x": 1.5, "h": "m"}}, "size of x"),
        ({"sizes": {"x": "n", "h": 0}}, "at least 1"),
        ({"sizes": {"x": "n", "h": "m", "zz": "k"}}, "'zz' does not occur in the equations"),
        ({"fixed": "W"}, "fixed must be a list"),
        ({"fixed": 5}, "fixed must be a list"),
        ({"identity": "W"}, "identity must be a list"),
        ({"identity": ["W"]}, "identity: 'W' is not a fixed parameter; name it in fixed too"),
        ({"identity": ["b"], "fixed": ["b"], "sizes": {"x": "n", "h": "m", "b": "m"}}, "'b' is not a matrix"),
        ({"fixed": ["q"]}, "'q' is not a parameter"),
        ({"name": 5}, "name is a text"),
        ({"title": "x" * 2001}, "title is a text of at most 2000"),
        ({"latex": {"W": 5}}, "latex must map names to strings"),
        ({"letters": 5}, "letters must map"),
        ({"letters": {"n": 5}}, "letters must map"),
        ({"letters": {"q": "queries"}}, "'q' is not a size of the cell, which has n, m"),
        ({"activations": {"tanh": "x"}}, "tanh is already an operation of the language"),
        ({"activations": {"f": "x*y"}}, "formula in one variable"),
    ],
)
def test_a_definition_that_does_not_fit_together(fields, problem):
    with pytest.raises(DefinitionError, match=problem):
        Cell(**{"equations": TEXT, "sizes": SIZES, **fields})


def test_an_error_in_an_equation_points_at_its_place():
    with pytest.raises(EquationError, match="did you mean tanh") as caught:
        Cell("h[t] = tahn(W @ x[t])", SIZES)
    message = str(caught.value).splitlines()
    assert message[1].index("tahn") == message[2].index("^")
    with pytest.raises(ShapeError, match="columns on its left"):
        Cell("h[t] = W @ x[t]\ny[t] = W @ h[t]", SIZES)


def test_unknown_modifiers_and_values():
    with pytest.raises(UnknownName, match="no modifier 'biass'; did you mean bias"):
        cell("lstm", biass="none")
    with pytest.raises(ModifierError, match="one of none, single, double, not 'triple'"):
        cell("lstm", bias="triple")


def test_only_names_that_exist():
    with pytest.raises(AttributeError, match="nosuch"):
        cell("lstm").nosuch  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="nosuch"):
        symbolic.nosuch  # noqa: B018
    assert {"Cell", "cell", "cells"} <= set(dir(symbolic))


def test_a_cell_shows_its_name_and_signals():
    assert repr(cell("rnn", bias="none")) == "<Cell rnn bias=none: h>"
