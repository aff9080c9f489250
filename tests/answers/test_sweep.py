"""Counts over ranges of sizes."""

from itertools import product

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Cell, SymbolicError, cell, cells, sweep
from symbolic.answers.sweep import read_values
from symbolic.frameworks import layer
from symbolic.language.sizes.size import Size

HUGE = 10**12


@settings(max_examples=60)
@given(st.sampled_from(cells()), st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 2, 8]))
def test_a_sweep_is_counting_one_by_one(name, start, length, step):
    made = cell(name)
    x = made.aliases.get("hidden")
    if x not in made.counted_letters:
        return
    others = {letter: 2 for letter in made.counted_letters if letter != x}
    values = range(start * step, (start + length) * step, step)
    try:
        wanted = [made.count_at(**others, **{x: value}) for value in values]
    except SymbolicError:
        with pytest.raises(SymbolicError):
            list(sweep(made, **others, **{x: values}).rows())
        return
    assert [row[-1] for row in sweep(made, **others, **{x: values}).rows()] == wanted


def frame(data):
    """What pandas makes of a value that is no list and no array: its list, of mappings a column for each key."""
    rows = list(data)
    return {name: [row[name] for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}


def test_a_sweep_is_the_rows_of_a_data_frame():
    table = sweep("lstm", layer("torch.nn.LSTM", num_layers=2), n=[3, 10**12], m="1:3")
    columns = frame(table)
    assert tuple(columns) == table.names == ("n", "m", "lstm", "torch.nn.LSTM num_layers=2")
    assert [*zip(*columns.values(), strict=True)] == [*table.rows()]
    assert len(table) == len(columns["n"]) == 6


def test_in_pandas():
    pandas = pytest.importorskip("pandas")
    data_frame = pandas.DataFrame(sweep("lstm", "gru", n=3, m="1:3"))
    assert [*data_frame.columns] == ["n", "m", "lstm", "gru"]
    assert data_frame["lstm"].tolist() == [20, 48, 84]


def test_every_combination_the_range_fastest():
    table = sweep("lstm", "gru", m="64:192:64", n=[3, 5])
    assert table.names == ("m", "n", "lstm", "gru")
    rows = list(table.rows())
    assert len(rows) == len(table) == 6
    assert rows == [
        (m, n, cell("lstm").count_at(n=n, m=m), cell("gru").count_at(n=n, m=m)) for m in (64, 128, 192) for n in (3, 5)
    ]


def test_numbers_past_64_bits_are_exact():
    table = sweep("lstm", n=HUGE, m=[HUGE - 1, HUGE])
    wanted = [cell("lstm").count_at(n=HUGE, m=m) for m in (HUGE - 1, HUGE)]
    assert [row[-1] for row in table.rows()] == wanted
    assert table.numpy()["lstm"].tolist() == wanted
    assert table.numpy()["lstm"].dtype == object


def test_columns_of_numpy():
    columns = sweep("lstm", n=512, m="1:1000").numpy()
    m = numpy.arange(1, 1001)
    assert columns["lstm"].dtype == numpy.int64
    assert (columns["lstm"] == 4 * m * (m + 513)).all()


def test_a_layer_with_sizes_of_its_own():
    table = sweep(layer("torch.nn.LSTM", input_size=7), hidden_size="1:3")
    assert [row[-1] for row in table.rows()] == [layer("torch.nn.LSTM").count_at(n=7, m=m) for m in (1, 2, 3)]


def test_a_layer_keeps_the_sizes_that_it_was_given():
    made = layer("torch.nn.LSTM", input_size=3, hidden_size=4)
    assert [row[2:] for row in sweep(made, "lstm", n=300, m=[1, 2]).rows()] == [(144, 1208), (144, 2424)]
    with pytest.raises(SymbolicError, match="all sizes are given already"):
        sweep(made, n=300)
    with pytest.raises(SymbolicError, match="a size is needed to sweep over"):
        sweep(made)


@settings(max_examples=40)
@given(st.sampled_from(["rg_lru", "xlstm_slstm", "on_lstm", "cwrnn", "qlstm", "mogrifier", "g_lstm"]), st.data())
def test_sizes_that_do_not_divide_are_refused_as_in_a_count(name, data):
    made = cell(name)
    sizes = {
        letter: range(start := data.draw(st.integers(1, 12), letter), start + data.draw(st.integers(1, 6)), 2)
        for letter in made.counted_letters
    }
    every = [dict(zip(sizes, at, strict=True)) for at in product(*sizes.values())]
    try:
        wanted = [made.count_at(**combination) for combination in every]
    except SymbolicError:
        with pytest.raises(SymbolicError):
            list(sweep(made, **sizes).rows())
        return
    assert sorted(row[-1] for row in sweep(made, **sizes).rows()) == sorted(wanted)


def test_a_cell_of_ones_own():
    own = Cell("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"}, name="mine")
    assert list(sweep(own, n=2, m=[3]).rows()) == [(2, 3, 9)]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("64", (64,)),
        (64, (64,)),
        ("64,128", (64, 128)),
        ("1:3", range(1, 4)),
        ("1:8:3", range(1, 8, 3)),
        (range(1, 4), range(1, 4)),
        ([1, 2], (1, 2)),
        (numpy.arange(1, 3), (1, 2)),
        (numpy.int64(5), (5,)),
    ],
)
def test_values(value, read):
    assert read_values("m", value) == read


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("5:1", "m=5:1 is empty: 5 is more than 1"),
        ("1:", "m is START:STOP or START:STOP:STEP, such as 64:4096:64"),
        (":", "m is START:STOP or START:STOP:STEP"),
        ("1:2:3:4", "m is START:STOP or START:STOP:STEP"),
        ("1:4:0", "m must be a whole number from 1"),
        ("0:4", "m must be a whole number from 1"),
        ("a,b", "m must be a whole number from 1"),
        ([], "the list of m is empty"),
        (range(0), "the range of m is empty"),
        (range(-3, 3), "m must be a whole number from 1"),
        (1.5, "m must be a whole number from 1"),
    ],
)
def test_values_that_are_none(value, problem):
    with pytest.raises(SymbolicError, match=problem):
        read_values("m", value)


@pytest.mark.parametrize(
    ("subjects", "sizes", "problem"),
    [
        ((), {"n": 1}, "a cell, a layer or a network is needed, such as lstm"),
        (("lstm",), {"m": "1:5"}, "a size of lstm is missing: n"),
        (("lstm",), {}, "a size of lstm is missing: n and m"),
        (("lstm",), {"m": "1:5", "n": 3, "input": 3}, "n and input name the same size of lstm; give one of them"),
        (("lstm", "lstm"), {"m": "1:5", "n": 3}, "two columns would be called 'lstm'"),
        (("rg_lru",), {"m": 30, "H": "1:6"}, "rg_lru needs m/H to be a whole number, which it is not at H = 4"),
        (("qlstm",), {"m": 4, "n": [4] * 1001 + [6]}, "qlstm needs n/4 to be a whole number"),
        (("lstm",), {"m": "1:5", "n": 3, "q": 1}, "nothing here depends on a size 'q'; the sizes are n, m"),
        (("lstm",), {"m": "1:1000000", "n": "1:1000000"}, "a sweep has at most 100,000,000 rows"),
        (("indrnn", "nope"), {"n": 1}, "there is no cell 'nope'"),
    ],
)
def test_refusals(subjects, sizes, problem):
    with pytest.raises(SymbolicError, match=problem):
        sweep(*subjects, **sizes)


@settings(max_examples=60)
@given(
    st.permutations(["n", "m", "r"]),
    st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_every_order_of_lists_and_ranges_has_its_rows_in_that_order(order, several, first, second):
    sizes = dict(zip(order, (tuple(several), range(2, 2 + first), range(5, 5 + 3 * second, 3)), strict=True))
    table = sweep("lstmp", "lstm", **sizes)
    ordered = [values for name, values in table.sizes.items()]
    at = [dict(zip(table.sizes, chosen, strict=True)) for chosen in product(*ordered)]
    wanted = [
        (*point.values(), cell("lstmp").count_at(**point), cell("lstm").count_at(n=point["n"], m=point["m"]))
        for point in at
    ]
    assert list(table.rows()) == wanted
    assert all(max(column) <= most for column, most in zip(zip(*wanted, strict=True), table.most, strict=True))


def test_a_column_is_made_for_each_of_the_few_not_of_the_many(monkeypatch):
    """Half a million times two: two columns are added up, in whichever order the sizes come."""
    made = []
    original = Size.substitute
    monkeypatch.setattr(Size, "substitute", lambda size, values: made.append(1) or original(size, values))
    for sizes in ({"n": "1:500000", "m": "5,7"}, {"m": "5,7", "n": "1:500000"}):
        made.clear()
        assert sum(1 for _ in sweep("lstm", **sizes).blocks()) <= 2
        assert len(made) <= 2
