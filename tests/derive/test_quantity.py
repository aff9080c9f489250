"""Answers about what a step takes, as about parameters."""

import pytest

from symbolic import SymbolicError, cell, cells, compare, counts, solve, sweep
from symbolic.derive.quantity import Quantity, counted
from symbolic.frameworks import layer


@pytest.mark.parametrize("name", cells())
def test_numbers_are_those_of_the_cost_of_one_step(name):
    made = cell(name)
    sizes = dict.fromkeys(made.definition.letters, 12)
    first, both = made.cost(1, 1, **sizes), made.cost(1, 2, **sizes)
    for of in ("macs", "flops"):
        taken = Quantity(made, of)
        step = taken.count_at(**{letter: sizes[letter] for letter in taken.counted_letters})
        assert step == getattr(both, of) - getattr(first, of)


def test_parameters_are_the_cell_itself():
    assert counted(cell("lstm"), "parameters").count_at(n=3, m=5) == 180


def test_the_largest_size_within_a_budget_of_flops():
    solution = solve("lstm", "m", "10M", of="flops", n=300)
    assert solution.count == cell("lstm").cost(1, 1, n=300, m=solution.size).flops <= 10**7
    assert cell("lstm").cost(1, 1, n=300, m=solution.size + 1).flops > 10**7
    value = solution.closed.value.subs({"P": 10**7, "n": 300})
    assert solution.size <= value < solution.size + 1
    assert "FLOPs per step of one sequence" in str(solution)


def test_a_size_of_the_map_enters_the_operations_alone():
    made = cell("convlstm")
    sizes = {"c": 3, "h": 4, "k": 3, "Ww": 8}
    rows = list(sweep(made, of="macs", **sizes, Hh=[8, 16]).rows())
    assert [row[-1] for row in rows] == [made.cost(1, 1, **sizes, Hh=Hh).macs for Hh in (8, 16)]
    with pytest.raises(SymbolicError, match="nothing here depends on a size 'Ww'"):
        sweep(made, **sizes, Hh=[8, 16])


def test_compared_in_operations():
    comparison = compare("lstm", "gru", of="macs")
    assert str(comparison.ratio) == "4/3"
    assert "recurrent kernel" not in str(comparison)
    assert counts("lstm", "gru", of="macs", n=2, m=3).counts == (60, 45)


def test_a_layer_with_two_directions():
    made = layer("torch.nn.LSTM", bidirectional=True)
    assert counts(made, of="macs", n=10, m=20).counts == (made.cost(1, 1, n=10, m=20).macs,)


def test_an_unknown_quantity():
    with pytest.raises(SymbolicError, match="there is no quantity 'flop'; did you mean flops"):
        solve("lstm", "m", 10, of="flop", n=3)
