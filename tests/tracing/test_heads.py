"""Heads that are written out, at other sizes; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import random
import sys
from math import prod
from pathlib import Path

import pytest

from symbolic import Cell, SymbolicError

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
if "SYMBOLIC_FRAMEWORKS" in os.environ:
    sys.path.insert(0, str(Path(__file__).parent))
    import headed_cells as cells
    from cells import Gated
else:
    cells = Gated = None


def stored(module):
    return sum(prod(array.shape) for array in module.parameters())


@pytest.mark.parametrize("seed", range(8))
def test_random_heads_count_at_other_sizes(seed):
    draw = random.Random(seed)
    heads, each = draw.choice([2, 3]), draw.choice([2, 3, 4])
    options = {"heads": heads, "gate": draw.choice(["sigmoid", "softmax"]), "norm": bool(seed & 1)}
    options |= {"paired": bool(seed & 2), "blocks": bool(seed & 4)}
    n = draw.choice([5, 7])
    traced = Cell.from_module(cells.Mixed(n, heads * each, **options), n=n, m=heads * each)
    # No letter is left for the heads; a size of its own may be that of the queries.
    assert len(traced.definition.letters) <= 2 + options["paired"]
    for other, size in ((4, 5), (9, 2)):
        numbers = dict.fromkeys(traced.definition.letters, heads * size) | {"n": other}
        assert traced.count_at(**numbers) == stored(cells.Mixed(other, heads * size, **options))


def test_a_letter_for_the_heads_is_their_number():
    # The number of heads is said, and that of the inputs is the same: none of them is taken for the other.
    given = {"state": {"h": ("H", "d")}, "H": 2, "d": 4, "n": 6}
    traced = Cell.from_module(Gated(), **given)
    assert "H" not in traced.definition.letters
    assert traced.count_at(**{letter: given[letter] for letter in traced.definition.letters}) == stored(Gated())
    traced = Cell.from_module(cells.Mixed(2, 6), n=2, m=6)
    assert traced.count_at(n=5, m=8) == stored(cells.Mixed(5, 8))


def test_elements_that_are_each_read_out():
    traced = Cell.from_module(cells.Experts())
    assert traced.definition.letters == ("n", "m")
    assert traced.count_at(n=4, m=7) == stored(cells.Experts(4, 7))


def test_a_number_of_heads_that_goes_with_the_state_is_refused():
    said = (
        "heads are written out one by one, and their number or size goes with m: at n=5, m=16 norm_weight has 4 "
        "elements in the module and m/2 = 8 in them; the equations hold at the module's own sizes only, and are not "
        "given out as its cell"
    )
    with pytest.raises(SymbolicError) as refusal:
        Cell.from_module(cells.Growing())
    assert str(refusal.value) == said


@pytest.mark.parametrize(("kind", "name"), [("ReadWhole", "score"), ("Crossed", "h")])
def test_what_is_read_by_members_and_as_a_whole_is_named(kind, name):
    with pytest.raises(SymbolicError) as refusal:
        Cell.from_module(getattr(cells, kind)())
    assert str(refusal.value) == (
        f"{name} in {kind}.forward is computed by its members, one for each head say, and read as one array too; "
        "compute with each member, and put them one behind the other last, as in reshape(-1, heads * d)"
    )


def test_what_forward_does_not_read_is_no_signal_of_a_step():
    traced = Cell.from_module(cells.Spare())
    cost = traced.cost(n=3, m=4, r=4, p=7, q=7, B=1, T=10)
    assert (cost.activation_memory, cost.training_memory, cost.parameter_memory) == (16, 160, 4 * stored(cells.Spare()))
