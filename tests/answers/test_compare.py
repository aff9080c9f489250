"""Two counts held against each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, cancel, limit, oo, simplify

from symbolic import Cell, SymbolicError, cell, cells, compare
from symbolic.derive.expressions import expression
from symbolic.frameworks import layer
from symbolic.report.answers.formats import answer_data

PAIRS = [("lstm", "gru"), ("lstmp", "lstm"), ("irnn", "mgu1"), ("peephole_lstm", "lstm"), ("stacked_lstm", "lstm")]


@settings(max_examples=60)
@given(st.sampled_from(cells()), st.sampled_from(cells()), st.integers(1, 500), st.integers(1, 500))
def test_the_difference_is_that_of_the_numbers(left, right, n, m):
    if not all({*cell(name).counted_letters} <= {"n", "m"} for name in (left, right)):
        return
    try:
        comparison = compare(left, right, n=n, m=m)
    except SymbolicError:  # Heads that do not divide, or a size that neither has.
        return
    first, second = comparison.counts
    if isinstance(first, int) and isinstance(second, int):
        assert first - second == expression(comparison.difference).subs({"n": n, "m": m})
        assert comparison.ratio.subs({"n": n, "m": m}) == Rational(first, second)
        if comparison.sign is not None:
            assert comparison.sign == (first > second) - (first < second)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_limits_are_those_of_sympy(left, right):
    comparison = compare(left, right)
    for own_limit in comparison.limits:
        symbol = next(
            s
            for s in (expression(comparison.top) + expression(comparison.bottom)).free_symbols
            if str(s) == own_limit.letter
        )
        positive = {s: type(s)(str(s), positive=True) for s in comparison.ratio.free_symbols | {symbol}}
        wanted = limit(comparison.ratio.xreplace(positive), positive[symbol], oo)
        mine = (
            oo if own_limit.unbounded else (expression(own_limit.top) / expression(own_limit.bottom)).xreplace(positive)
        )
        assert wanted == mine or simplify(wanted - mine) == 0


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_the_counts_are_equal_where_they_cross(left, right):
    comparison = compare(left, right)
    for crossing in comparison.crossings:
        assert cancel(expression(comparison.difference).subs(crossing.letter, crossing.value.doit())) == 0


def test_a_crossing_that_no_size_reaches_is_left_out():
    assert [crossing.letter for crossing in compare("stacked_lstm", "lstm").crossings] == ["L"]


def test_where_two_cross_at_given_sizes():
    comparison = compare("lstmp", "lstm", n=100, m=200, r=100)
    (place,) = [crossing.place for crossing in comparison.crossings if crossing.letter == "r"]
    assert place == pytest.approx(159.4)
    below, above = (compare("lstmp", "lstm", n=100, m=200, r=r).counts for r in (159, 160))
    assert below[0] < below[1]
    assert above[0] > above[1]


def test_equal_counts():
    comparison = compare("lstm", layer("keras.layers.LSTM"))
    assert (comparison.sign, comparison.ratio) == (0, 1)
    assert "They are equal at all sizes." in str(comparison)


def test_the_size_that_matches_comes_nearest():
    comparison = compare("lstm", "gru", n=100, m=50)
    size, count = comparison.matching
    wanted = comparison.counts[0]
    around = [cell("gru").count_at(n=100, m=other) for other in (size - 1, size, size + 1)]
    assert count == around[1]
    assert min(around, key=lambda number: abs(number - wanted)) == count


def test_symbols_where_a_size_is_missing():
    comparison = compare("lstm", "gru", n=300)
    assert [str(count) for count in comparison.counts] == ["1204*m + 4*m**2", "903*m + 3*m**2"]
    assert "m·(m + 301)" in str(comparison)


def test_letters_of_two_layers_are_the_same_size():
    assert str(compare(layer("torch.nn.LSTM"), layer("keras.layers.LSTM")).difference) == "4*m"


def test_a_size_that_neither_has():
    with pytest.raises(SymbolicError, match="lstm has no size 'q'"):
        compare("lstm", "gru", q=3)


@settings(max_examples=60)
@given(st.sampled_from(cells()), st.sampled_from(cells()), st.data())
def test_the_sign_is_that_of_all_sizes(left, right, data):
    comparison = compare(left, right)
    sizes = {letter: data.draw(st.sampled_from([1, 1, 2, 9, 500])) for letter in comparison.difference.letters}
    top, bottom = comparison.difference.evaluate(sizes.__getitem__)
    if comparison.sign is not None:
        assert comparison.sign == (top * bottom > 0) - (top * bottom < 0)


def test_a_sign_that_holds_from_1_on():
    assert compare("sru", "gru").sign == -1  # m - 3·m²
    assert compare("lstm", cell("gru", bias="double")).sign is None  # m·(m + n - 2)
    assert compare("lstm", cell("gru", bias="double")).crossings == ()


def test_roles_are_in_one_set_of_letters():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "N", "h": "n"}, name="own")
    assert [row["difference"] for row in answer_data(compare(own, "rnn"))["roles"]] == ["0", "0", "0"]


def test_sizes_that_only_one_of_them_was_given():
    made = layer("torch.nn.LSTM", input_size=3, hidden_size=4)
    comparison = compare(made, "lstm", n=300, m=1)
    assert (comparison.counts, comparison.sizes) == ((144, 1208), {})


def test_a_cell_without_parameters():
    nothing = Cell("h[t] = tanh(x[t] + h[t-1])", {"x": "n"}, name="nothing")
    for comparison in (compare("lstm", nothing, n=3, m=4), compare(nothing, nothing)):
        assert comparison.ratio is None
        assert answer_data(comparison)["ratio"] is None
        assert "zoo" not in str(comparison)


def test_heads_that_do_not_divide_are_refused():
    made = cell("hyperlstm")
    with pytest.raises(SymbolicError, match="has no size"):
        compare(made, "lstm", H=3)


def test_counts_too_long_to_factor_are_compared_all_the_same():
    """What both share is not looked for, and the answer says so."""
    left = Cell("h[t] = tanh(W @ x[t] + b)", {"x": "(a + b)**4*(c + d)**4", "h": "m"}, name="left")
    comparison = compare(left, "lstm")
    assert not comparison.reduced
    assert cancel(comparison.ratio - expression(comparison.top) / expression(comparison.bottom)) == 0
    assert "too long to look for their factors" in str(comparison)


@settings(max_examples=30)
@given(st.sampled_from(cells()), st.sampled_from(cells()))
def test_the_ratio_is_the_one_of_sympy(left, right):
    comparison = compare(left, right)
    if comparison.reduced and comparison.ratio is not None:
        assert cancel(comparison.ratio - cancel(expression(comparison.top) / expression(comparison.bottom))) == 0
