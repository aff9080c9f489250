"""Every answer about networks: drawn ones with letters as sizes, counted anew with numbers written in their text."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from symbolic import Model, cell, check, compare, counts, export, identify, solve, sweep
from symbolic.errors import SymbolicError

SIZES = st.integers(1, 12)


@st.composite
def networks(draw):
    """A network as text, with letters among its sizes."""
    first = draw(st.sampled_from(["embedding(V, e)", "input(n)", "input(7)", "embedding(30, 2*e)"]))
    layers = []
    for place in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(["lstm", "gru", "rnn", "torch.nn.GRU", "keras.layers.LSTM", "ugrnn"]))
        units = draw(st.sampled_from(["m", "m", "5", "k"]))
        words = [units]
        if draw(st.booleans()) and not kind.startswith(("torch", "keras")):
            words.append(draw(st.sampled_from(["layers=2", "layers=L", "bias=none"])))
        layers.append(f"{kind}({', '.join(words + ['bidirectional'] * draw(st.booleans()))})")
        if place == 0 and draw(st.booleans()):
            layers.append(draw(st.sampled_from(["dropout(0.5)", "layer_norm()"])))
    layers.append(draw(st.sampled_from(["dense(10)", "dense(V)", "dense(2*m, bias=false)"])))
    return " > ".join([first, *layers])


def numbered(text, sizes):
    """The network with numbers written in its text, counted by themselves."""
    for letter, number in sizes.items():
        text = re.sub(rf"(?<![A-Za-z_=]){letter}(?![A-Za-z_=(])|(?<==){letter}(?![A-Za-z_=(])", str(number), text)
    return Model.parse(text)


@st.composite
def sized(draw):
    text = draw(networks())
    letters = Model.parse(text).letters
    assume(letters)
    return text, {letter: draw(SIZES) for letter in letters}


@given(sized(), st.data())
def test_a_size_fits_and_the_next_does_not(drawn, data):
    text, sizes = drawn
    letter = data.draw(st.sampled_from(sorted(sizes)))
    others = {name: size for name, size in sizes.items() if name != letter}
    budget = numbered(text, sizes).count_at() + data.draw(st.integers(0, 3000))
    solution = solve(text, letter, budget, **others)
    first, following = (
        numbered(text, others | {letter: size}).count_at() for size in (solution.size, solution.size + 1)
    )
    assert first == solution.count <= budget < following


@given(sized(), sized(), st.sampled_from(["parameters", "macs", "flops"]))
def test_counts_are_recounts(mine, theirs, of):
    (first, sizes), (second, others) = mine, theirs
    assume(first != second)
    sizes = others | sizes
    comparison = compare(first, second, of=of, **sizes)
    anew = [numbered(text, sizes) for text in (first, second)]
    if of == "parameters":
        numbers = [network.count_at() for network in anew]
    else:
        numbers = [getattr(network.cost(1, 1), of) for network in anew]
    assert list(comparison.counts) == numbers
    assert counts(first, second, of=of, **sizes).counts == tuple(numbers)
    ((*_, left, right),) = sweep(first, second, of=of, **sizes).rows()
    assert [left, right] == numbers


@given(sized())
def test_every_form_is_equal(drawn):
    text, sizes = drawn
    network = Model.parse(text)
    by_layer = " + ".join(f"({layer.size})" for layer in network.layers if layer.size.terms)
    for formula in (str(network.size), str(network.count), by_layer):
        assert check(formula, text).equal
    assert check(str(network.size), text, **sizes).numbers == (numbered(text, sizes).count_at(),) * 2


@given(sized())
def test_numbers_for_letters(drawn):
    text, sizes = drawn
    some = dict(list(sizes.items())[::2])
    network, anew = Model.parse(text).substitute(**some), numbered(text, some)
    assert network.size == anew.size
    assert network.work.operations == anew.work.operations
    rest = {letter: size for letter, size in sizes.items() if letter not in some}
    assert network.count_at(**rest) == numbered(text, sizes).count_at()


@given(sized())
def test_an_exported_function_counts(drawn):
    text, sizes = drawn
    code = export(text, "python")
    space = {}
    exec(code, space)  # Written here a line ago.
    (function,) = (value for name, value in space.items() if name.endswith("_count"))
    counted = {letter: size for letter, size in sizes.items() if letter in Model.parse(text).counted_letters}
    assert function(**counted) == numbered(text, sizes).count_at()


def test_a_network_in_python_and_its_text_are_one():
    text = "lstm(m, layers=2) > dense(10)"
    model = Model.parse(text)
    assert solve(model, "m", "100k", n=40).size == solve(text, "m", "100k", n=40).size
    assert solve(model, "hidden", "100k", input=40).size == solve(text, "m", "100k", n=40).size
    assert str(compare(model, "lstm").difference) == str(compare(text, cell("lstm")).difference)


def test_the_last_layer_is_missing():
    answer = check("4*m*(m + n + 1)", "lstm(m) > dense(10)")
    assert [reason.role for reason in answer.reasons] == ["parameters of dense"]
    assert "The parameters of dense, 10·(m + 1), are missing." in str(answer)
    assert [reason.role for reason in check("4*m*(m + n) + 10*m", "lstm(m) > dense(10)").reasons] == ["bias"]
    assert "The biases of lstm, 4·m, are missing." in str(check("4*m*(m + n) + 10*m + 10", "lstm(m) > dense(10)"))


@pytest.mark.parametrize(
    ("ask", "problem"),
    [
        (lambda: solve("lstm(5) > dense(10)", "m", 5), "lstm(5) > dense(10) has no size 'm'; it has n, input"),
        (lambda: solve("input(3) > lstm(5)", "m", 500), "all sizes of input(3) > lstm(5) are numbers; write one as a "),
        (lambda: solve("lstm(m)", "m", 7, n=3), "no m fits a budget of 7 parameters; the smallest, m = 1, has 20"),
        (lambda: solve("lstm(m)", "m", 700), "a size is missing: n; only m is the unknown"),
        (lambda: solve("lstm(m)", "q", 700), "lstm(m) has no size 'q'; it has m, n, input, hidden, units"),
        (lambda: sweep("lstm(m) > dense(m - 4)", n=3, m="3:9"), "needs m - 4 to be at least 1, which it is not at m"),
        (lambda: sweep("lstm(m/4)", n=3, m="4:9"), "needs m/4 to be a whole number, which it is not at m = 5"),
        (lambda: compare("lstm(m)", "gru(m)", q=3), "lstm(m) has no size 'q'"),
        (lambda: check("4*m", "lstm(m > dense(3)"), "this bracket is not closed"),
    ],
)
def test_refusals(ask, problem):
    with pytest.raises(SymbolicError) as refusal:
        ask()
    assert problem in str(refusal.value)


@given(sized(), st.data())
def test_a_network_is_found_from_its_own_count(drawn, data):
    text, sizes = drawn
    counted = {letter: sizes[letter] for letter in Model.parse(text).counted_letters}
    assume(counted)
    left = data.draw(st.lists(st.sampled_from(sorted(counted)), max_size=2, unique=True))
    bounds = dict.fromkeys(left, (1, 12))
    count = Model.parse(text).count_at(**sizes)
    answer = identify(count, text, **{**counted, **bounds})
    assert {letter: counted[letter] for letter in left} in [dict(match.sizes) for match in answer.matches]
    for match in answer.matches:
        assert numbered(text, {**sizes, **match.sizes}).count_at() == count


def test_bounds_that_nobody_gave_are_printed():
    text = "lstm(m, layers=L, bidirectional) > dense(10)"
    answer = identify(Model.parse(text).count_at(n=40, m=50, L=2), text, n=40)
    assert [dict(match.sizes) for match in answer.matches] == [{"m": 50, "L": 2}]
    assert f"{text}: searched with m from 1 to 97,810 and L from 1 to 12." in " ".join(str(answer).split())
    several = identify(97810, "lstm(m, layers=L) > dense(d)")
    ((_, bounds),) = several.searched.items()
    assert [*bounds] == ["m", "n", "L", "d"]
    assert "nothing that was named has 97,810" in str(several) or several.matches


def test_the_nearest_sizes_of_a_network():
    answer = identify(18711, "lstm(m) > dense(10)", n=40)
    assert [(match.sizes["m"], match.off) for match in answer.nearest] == [(50, -1), (51, 577)]
    assert "lstm(m) > dense(10), at m = 50" in str(answer)


def test_round_sizes_come_first():
    answer = identify(12 * 128 + 128, "input(12) > dense(a, bias=false) > dense(b, bias=false)")
    assert answer.matches[0].sizes["b"] == min(
        (match.sizes["b"] for match in answer.matches), key=lambda b: b & (b - 1)
    )


@pytest.mark.parametrize(
    ("sizes", "problem"),
    [
        ({"q": 3}, "lstm(m) > dense(b) has no size 'q'; it has m, n, b"),
        ({"m": "1:20001", "n": "1:20001"}, "have at most 20,000 values together"),
        ({"n": 3, "num_layers": "1:8"}, "in a network the number of layers is a letter, which may have bounds"),
        ({"m": "1:19000"}, "too many sizes of lstm(m) > dense(b) are open: give numbers or bounds for some"),
    ],
)
def test_refusals_of_a_search(sizes, problem):
    with pytest.raises(SymbolicError) as refusal:
        identify(1000, "lstm(m) > dense(b)", **sizes)
    assert problem in str(refusal.value)
