"""What is plotted of an answer: the numbers are those that the answer says."""

import pytest

from symbolic import Cell, Model, cell, compare, counts, layer, sweep
from symbolic.errors import SizeError, SymbolicError, UsageError
from symbolic.report.plots.answers import chart_of, thinned

SUBJECTS = ("lstm", "gru", "keras.layers.GRU", "lstm(m, layers=2) > dense(10)")


def test_curves_are_the_rows_of_a_sweep():
    table = sweep("lstm", "gru", n=512, m="64:4096:64")
    (panel,) = chart_of(table).panels
    assert (panel.over, panel.of, panel.places) == ("m", "parameters", tuple(range(64, 4097, 64)))
    assert {curve.name: curve.values for curve in panel.curves} == {
        name: tuple(row[name] for row in table) for name in ("lstm", "gru")
    }


def test_a_list_in_any_order_is_drawn_from_left_to_right():
    (panel,) = chart_of(sweep("lstm", n=3, m=[5, 1, 2])).panels
    assert panel.places == (1, 2, 5)
    assert panel.curves[0].values == tuple(cell("lstm").count_at(n=3, m=m) for m in (1, 2, 5))


@pytest.mark.parametrize("of", ["parameters", "macs", "flops", "bytes"])
@pytest.mark.parametrize("subjects", [SUBJECTS, SUBJECTS[1:3], ("torch.nn.LSTM", "lstm"), ("mamba2", "rwkv7_timemix")])
def test_the_parts_of_a_bar_make_up_the_count(subjects, of):
    sizes = {"n": 12, "m": 8} if "mamba2" not in subjects else {"m": 8, "N": 4, "p": 2, "k": 3, "H": 2, "R": 3}
    sizes = {name: size for name, size in sizes.items() if any(name in _letters(each) for each in subjects)}
    try:
        wanted = counts(*subjects, of=of, **sizes).counts
        (bars,) = chart_of(compare(*subjects, of=of, **sizes)).panels
    except SizeError as error:
        pytest.skip(str(error))
    assert [sum(part.values[place] for part in bars.parts) for place in range(len(subjects))] == [*wanted]


def _letters(subject):
    if ">" in subject:
        return Model.parse(subject).letters
    return layer(subject).letters if "." in subject else cell(subject).letters


def test_sizes_of_one_alone_are_its_own():
    (bars,) = chart_of(compare(layer("torch.nn.LSTM", input_size=7, hidden_size=8), "lstm", n=3, m=5)).panels
    assert [sum(part.values[place] for part in bars.parts) for place in (0, 1)] == [544, 180]


def test_memory_and_cost_are_those_of_the_last_step():
    cost = cell("lstm").cost(32, 100, n=64, m=16)
    memory, work = chart_of(cost).panels
    assert {curve.name: curve.values[-1] for curve in memory.curves} == {
        "training, together": cost.training_total,
        "inference, together": cost.inference_total,
        "parameters": cost.parameter_memory,
    }
    assert [curve.values[-1] for curve in work.curves] == [cost.flops, cost.macs]
    assert work.curves[0].values[0] == cell("lstm").cost(32, 1, n=64, m=16).flops
    assert memory.places[-1] == 100


def test_half_a_byte_is_a_whole_one():
    own = Cell("h[t] = w * x[t]", {"x": 1, "h": 1}, name="own")
    memory, _ = chart_of(own.cost(1, 3, dtype="int4")).panels
    assert all(isinstance(value, int) for curve in memory.curves for value in curve.values)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda: sweep("lstm", n=1, m=1), "a plot is over one size, such as m=64:4096:64; those that run here: none"),
        (lambda: sweep("lstm", n="1:3", m="1:3"), "those that run here: n and m"),
        (lambda: compare("lstm", "gru"), "a plot is of numbers; lstm needs n and m"),
        (lambda: compare("lstm", "gru", "rnn", n=3), "a plot is of numbers; lstm needs m"),
        (lambda: cell("lstm").cost(n=3, m=4), "a plot is of numbers; give B and T, and for T the last"),
        (lambda: cell("lstm").cost(2, 1, n=3, m=4), "a plot runs over T from 1 to what you give: two steps or more"),
    ],
)
def test_what_cannot_be_plotted(answer, problem):
    with pytest.raises(SymbolicError, match=problem):
        answer().plot()


def test_an_answer_without_a_plot_says_which_have_one():
    with pytest.raises(UsageError, match="this answer has no plot; sweep, cost, and compare without a budget have one"):
        chart_of(compare("lstm", "gru", n=40, budget="100k"))


def test_a_long_range_has_few_points_with_both_ends():
    values = thinned(range(1, 1_000_001))
    assert (values[0], values[-1], len(values)) == (1, 1_000_000, 200)
    assert thinned((1, 2)) == (1, 2)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_each_number_of_steps_has_its_own_cost_behind_a_window(stride):
    network = Model.parse(f"input(4) > conv1d(8, 3, stride={stride}) > lstm(6, last) > dense(3)")
    panel = chart_of(network.cost(1, 20)).panels[1]
    assert panel.places == tuple(range(3, 21))
    assert {curve.name: curve.values for curve in panel.curves}["FLOPs"] == tuple(
        network.cost(1, steps).flops for steps in range(3, 21)
    )


def test_an_input_that_says_its_steps_is_not_plotted_over_them():
    with pytest.raises(SizeError, match="one number of steps"):
        chart_of(Model.parse("input(20, 4) > lstm(5)").cost(1))
