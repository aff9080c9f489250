"""Live modules of PyTorch traced; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import sys
from math import prod
from pathlib import Path

import pytest

from symbolic import Cell, SymbolicError, cell
from symbolic.answers.likeness import find_likeness

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
if "SYMBOLIC_FRAMEWORKS" in os.environ:
    sys.path.insert(0, str(Path(__file__).parent))
    import cells
    import torch
    import torchrecurrent

    NAMES = sorted(name for name in dir(torchrecurrent) if name.endswith("Cell"))
else:
    NAMES = []
    cells = torch = torchrecurrent = None

OPTIONS = {"tauGRUCell": {"inputs": {"x": "n", "delayed_state": "m"}, "state": {"h": "m"}}}
SQUARE = {"IntersectionRNNCell"}
"""Cells that add their input to their state."""


def stored(module):
    return sum(prod(array.shape) for array in module.parameters() if array.requires_grad)


def numbers(traced, **sizes):
    return {letter: sizes[letter] for letter in traced.definition.letters}


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_of_torchrecurrent(name):
    # Each is run beside its module when it is traced.
    made = getattr(torchrecurrent, name)
    traced = Cell.from_module(made(*((5, 5) if name in SQUARE else (3, 5))), **OPTIONS.get(name, {}))
    sizes = (6, 6) if name in SQUARE else (4, 6)
    assert traced.count_at(**numbers(traced, n=sizes[0], m=sizes[1])) == stored(made(*sizes))


def test_all_of_torchrecurrent_are_there():
    assert len(NAMES) == 41


@pytest.mark.parametrize("kind", cells.CELLS if cells else [], ids=lambda kind: kind.__name__)
def test_ways_of_writing(kind):
    options = cells.OPTIONS.get(kind, {})
    traced = Cell.from_module(kind(3, 5), **options)
    # The formula holds at sizes at which the cell was not traced; of equal ones nothing can be mistaken.
    for n, m in ((4, 7), (6, 6)):
        assert traced.count_at(**numbers(traced, n=n, m=m, d=m, r=2)) == stored(kind(n, m))
        again = Cell.from_module(kind(n, m), **options)
        assert (again.text, again.sizes) == (traced.text, traced.sizes)
    assert traced.backward().gradients


@pytest.mark.parametrize(("name", "known"), [("LSTMCell", "lstm"), ("GRUCell", "gru_reset_after"), ("RNNCell", "rnn")])
def test_the_cells_of_pytorch_are_those_of_the_catalogue(name, known):
    traced = Cell.from_module(getattr(torch.nn, name)(3, 5))
    assert traced.count == cell(known, bias="double").count
    assert set(traced.roles.values()) == {"input kernel", "recurrent kernel", "bias"}


MAPS = {"inputs": {"x": ("c", "H", "V")}, "state": {"s": ("h", "H", "V")}, "c": 2, "h": 3, "H": 4, "V": 6}


def test_convolutions():
    module = cells.Maps()
    traced = Cell.from_module(module, **MAPS)
    assert traced.text == "s[t] = tanh(conv(W_weight, x[t], 3, 3) + W_bias + conv(U_weight, s[t-1], 3, 5))"
    assert str(traced.count) == "h*(9*c + 15*h + 1)"
    with pytest.raises(SymbolicError, match="its strides, dilations or groups are not 1"):
        Cell.from_module(cells.Groups(), **MAPS)


def test_what_forward_does_not_read_is_counted():
    traced = Cell.from_module(cells.Unread())
    assert traced.note == "forward does not read U_weight, U_bias, 30 trained numbers, which are counted"
    assert traced.count_at(n=3, m=5, r=5, p=5, q=5) == stored(cells.Unread())
    assert traced.outputs == ("h",)
    assert "self.U_weight = nn.Parameter" in traced.module("torch")


@pytest.mark.parametrize("name", ["Attended", "Blocks", "Gated", "Stacks"])
def test_heads_by_views(name):
    # Each is run beside its module when it is traced.
    module = getattr(cells, name)()
    traced = Cell.from_module(module, **HEADS.get(name, {}))
    sizes = {"n": 3, "m": 5} if name == "Stacks" else {"n": 6, "m": 8, "d": 4, "r": 6}
    assert traced.count_at(**{letter: sizes[letter] for letter in traced.definition.letters}) == stored(module)
    assert traced.backward().gradients


HEADS = {
    "Attended": {"state": {"S": ("H", "d", "d")}, "H": 2, "d": 4},
    "Gated": {"state": {"h": ("H", "d")}, "H": 2, "d": 4},
}


def test_a_name_is_an_input_or_a_state():
    with pytest.raises(SymbolicError, match="x is named as an input and as a state; give them names of their own"):
        Cell.from_module(cells.Plain(), inputs={"x": "n"}, state={"x": "m"})


def test_names_of_the_module_are_kept():
    traced = Cell.from_module(torch.nn.LSTMCell(3, 5))
    assert [part.name for part in traced.parameters] == ["weight_ih", "bias_ih", "weight_hh", "bias_hh"]
    assert traced.name == "LSTMCell"
    assert "torch.nn.modules.rnn.LSTMCell (rnn.py, line" in traced.source


def test_names_of_ones_own():
    traced = Cell.from_module(torch.nn.LSTMCell(3, 5), inputs={"u": "k"}, state={"s": "d", "e": "d"}, name="mine")
    assert str(traced.count) == "4*d*(d + k + 2)"
    assert traced.name == "mine"
    assert traced.sizes == {"u": ("k",), "s": ("d",), "e": ("d",)}


def test_a_module_stays_as_it_is():
    module = cells.Scalars(3, 5)
    before = {name: array.clone() for name, array in module.state_dict().items()}
    torch.manual_seed(1)
    expected = torch.randn(1)
    torch.manual_seed(1)
    Cell.from_module(module)
    assert torch.equal(torch.randn(1), expected)
    assert module.training
    assert module.W.weight.dtype == torch.float32
    assert all(torch.equal(array, before[name]) for name, array in module.state_dict().items())


def test_a_buffer_is_fixed_and_frozen_parameters_are():
    module = cells.Scalars(3, 5)
    module.U.requires_grad_(False)
    assert Cell.from_module(module).definition.fixed == {"mask", "U_weight"}


def test_an_argument_that_is_no_state():
    traced = Cell.from_module(cells.Elapsed(), inputs={"x": "n", "ts": 1}, state={"h": "m"}, returns=["y", "h"])
    assert traced.text == "h[t] = tanh(W_weight @ x[t] + W_bias + (U_weight @ h[t-1] + U_bias) * ts[t])"


REFUSED = {
    "Branch": "cells.py, line {line}: what is computed depends on the numbers that come in, as equations cannot: "
    "if h.sum() > 0:",
    "NewParameter": "cells.py, line {line}: a parameter is made in forward, another one at each step; make it in "
    "__init__: b = nn.Parameter(torch.zeros(5))",
    "Noise": "cells.py, line {line}: randn cannot be traced, as it draws random numbers: "
    "return torch.tanh(self.W(x) + self.U(h) + torch.randn(5))",
    "Unknown": "cells.py, line {line}: cumsum cannot be traced, as the language has no such operation: "
    "return torch.tanh(self.W(x) + torch.cumsum(self.U(h), 1))",
    "Unbiased": "cells.py, line {line}: var cannot be traced, as it divides by the size less one; say unbiased=False: "
    "return torch.tanh(self.W(x) + self.U(h) / h.var(-1, keepdim=True))",
    "Mixed": "cells.py, line {line}: mean cannot be traced, as it runs over another axis than the last of a vector: "
    "return torch.tanh(self.W(x) + self.U(h) - h.mean(0))",
    "Remembers": "forward writes into h; take it as a state and return it",
    "Two": 'forward returns two arrays of the size of its state; say which is which, as in returns=["y", "h"]',
    "Elapsed": "forward takes x, h, ts, and whether ts is an input or a state is not known; say it, as in "
    'inputs={{"x": "n", "ts": "k"}}, state={{"h": "m"}}; the size of a number is 1',
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_traced_is_named_with_its_line(name):
    with pytest.raises(SymbolicError) as refusal:
        Cell.from_module(getattr(cells, name)())
    text = Path(cells.__file__).read_text().splitlines()
    code = REFUSED[name].rpartition(": ")[2]
    line = 1 + next((place for place, written in enumerate(text) if written.strip() == code), -1)
    assert str(refusal.value) == REFUSED[name].format(line=line)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda: torch.nn.LSTMCell,
            "from_module takes a live torch.nn.Module, such as MyCell(3, 5), not the class LSTMCell",
        ),
        (lambda: 3, "from_module takes a live torch.nn.Module, such as MyCell(3, 5), not int"),
        (
            lambda: torch.nn.LSTM(3, 5),
            "torch.nn.LSTM is a layer over time: layer('torch.nn.LSTM') counts it; torch.nn.LSTMCell is its cell",
        ),
        (
            lambda: torch.nn.RNNCell(3, 1),
            "an input or a state of one element cannot be told from a number that stands for every element; "
            "make the module with larger sizes",
        ),
    ],
)
def test_what_is_no_cell(make, said):
    with pytest.raises(SymbolicError) as refusal:
        Cell.from_module(make())
    assert str(refusal.value) == said


def test_a_wrong_trace_is_not_given_out(monkeypatch):
    from symbolic.tracing import aten

    monkeypatch.setitem(aten.ATEN_RULES, "tanh", aten.ATEN_RULES["sigmoid"])
    with pytest.raises(SymbolicError, match=r"other numbers for h than the module.*not given out as its cell"):
        Cell.from_module(cells.Plain())


def test_likeness_of_a_traced_cell():
    assert find_likeness(Cell.from_module(cells.Plain())).name == "rnn"
