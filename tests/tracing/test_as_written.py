"""Modules as users write them, counted at sizes at which they were not traced; with ``SYMBOLIC_FRAMEWORKS=1``."""

import os
import sys
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
    import modules_as_written as written
    import torch
else:
    written = torch = None

# The class, what it is made with at two sizes, the letters by the place of their argument, what is said of signals.
CASES = [
    ("CoupledNorm", (4, 6), (5, 7), "nm", {}),
    ("MemoryAttention", (4, 6, 9), (3, 5, 11), "nms", {}),
    ("LowRank", (4, 6, 3), (5, 8, 2), "nmr", {}),
    ("TiedOutput", (4, 6), (5, 7), "nm", {}),
    ("DeepTransition", (4, 6), (5, 7), "nm", {}),
    ("EinsumGates", (5, 6), (7, 9), "nm", {}),
    ("RotatedPairs", (5, 6), (7, 8), "nm", {}),
    ("DeltaMemory", (5, 6, 4), (7, 9, 3), "nde", {"inputs": {"x": "n"}, "state": {"S": ("e", "d")}}),
    ("SelectiveStep", (5, 6, 4), (7, 9, 3), "dNr", {"inputs": {"x": "d"}, "state": {"h": ("d", "N")}}),
    ("MixtureGate", (5, 6), (7, 9), "nm", {}),
    (
        *("FusedMaps", (5, 6), (7, 9), "cm"),
        {"inputs": {"x": ("c", "H", "W")}, "state": {"h": ("m", "H", "W")}, "H": 7, "W": 8},
    ),
    ("HeadedDecay", (5, 3, 4), (7, 3, 6), "nhd", {"inputs": {"x": "n"}, "state": {"S": ("h", "d", "d")}}),
    ("WeightNormed", (5, 6), (7, 9), "nm", {}),
    ("ByParametrization", (5, 6), (7, 9), "nm", {}),
    (
        *("Conditioned", (5, 6, 4), (7, 9, 3), "nmk"),
        {"inputs": {"x": "n", "cond": "k"}, "state": {"h": "m", "c": "m"}, "returns": ["y", "h", "c"]},
    ),
    ("SlotMemory", (5, 6, 4), (7, 9, 3), "nsd", {"inputs": {"x": "n"}, "state": {"M": ("s", "d")}}),
    ("Antisymmetric", (5, 6), (7, 9), "nm", {}),
]
REST = {"MemoryAttention": {"p": 1, "q": 2}, "HeadedDecay": {"r": 0}, "SlotMemory": {"r": 0}}
"""Letters that nothing ties to those of the signals, by the place of the argument: slots, the size of an output."""


def trained(module):
    return sum(array.numel() for array in module.parameters())


@pytest.mark.parametrize(("name", "sizes", "others", "letters", "said"), CASES, ids=lambda case: str(case)[:20])
def test_the_formula_holds_at_other_sizes(name, sizes, others, letters, said):
    torch.manual_seed(0)
    made = getattr(written, name)
    shapes = {**said.get("inputs", {"x": "n"}), **said.get("state", {"h": "m"})}.values()
    known = {
        letter: size for letter, size in zip(letters, sizes, strict=True) if letter in "".join(map("".join, shapes))
    }
    # Its numbers are held against the module when it is traced.
    traced = Cell.from_module(made(*sizes), **said, **known)
    for put in (sizes, others):
        numbers = dict(zip(letters, put, strict=True)) | {"H": 7, "W": 8}
        numbers |= {letter: put[place] for letter, place in REST.get(name, {}).items()}
        assert traced.count_at(**{letter: numbers[letter] for letter in traced.definition.letters}) == trained(
            made(*put)
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("torch.sort(self.W(x) + h).values", "sort cannot be traced, as the language has no such operation"),
        ("self.N(self.W(x) + h)", "batch_norm cannot be traced, as the language has no such operation"),
        ("h if x.sum() > 0 else self.W(x)", "depends on the numbers that come in"),
    ],
)
def test_what_is_refused_tells_operator_and_line(text, said, tmp_path, monkeypatch):
    lines = [
        "import torch",
        "class Odd(torch.nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.W, self.N = torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5)",
        "    def forward(self, x, h):",
        f"        return {text}",
    ]
    (tmp_path / "odd_module.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "odd_module", raising=False)
    import odd_module

    with pytest.raises(SymbolicError, match=r"odd_module\.py, line 7: ") as refusal:
        Cell.from_module(odd_module.Odd())
    assert said in str(refusal.value)


def test_a_number_for_each_sequence_without_an_axis():
    class Timed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.W = torch.nn.Linear(3, 5)

        def forward(self, x, d, h):
            return h + d[:, None] * torch.tanh(self.W(x))

    traced = Cell.from_module(Timed(), inputs={"x": "n", "d": 1}, state={"h": "m"})
    assert (str(traced.count), str(traced.signals["d"])) == ("m*(n + 1)", "()")
