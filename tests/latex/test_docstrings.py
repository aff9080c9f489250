"""Docstrings of real packages, read without importing them, held against the number of elements of the real modules."""

import ast
import importlib.util
import json
import os
from fractions import Fraction
from pathlib import Path

import pytest

from symbolic import SymbolicError, layer
from symbolic.latex.reading import read_text

pytestmark = pytest.mark.skipif(not os.environ.get("SYMBOLIC_FRAMEWORKS"), reason="needs the frameworks")

RECORDED = json.loads((Path(__file__).parent / "torchrecurrent.json").read_text(encoding="utf-8"))
"""Per cell the elements of its module at 3 inputs, 5 units and at 4, 7, the counts of the readings, why they differ."""
LAYERS = {
    "torch.nn.modules.rnn": {
        "RNN": "torch.nn.RNN",
        "LSTM": "torch.nn.LSTM",
        "GRU": "torch.nn.GRU",
        "RNNCell": "torch.nn.RNNCell",
        "LSTMCell": "torch.nn.LSTMCell",
        "GRUCell": "torch.nn.GRUCell",
    },
    "flax.linen.recurrent": {
        "LSTMCell": "flax.linen.LSTMCell",
        "OptimizedLSTMCell": "flax.linen.OptimizedLSTMCell",
        "GRUCell": "flax.linen.GRUCell",
    },
    "haiku._src.recurrent": {"LSTM": "haiku.LSTM", "GRU": "haiku.GRU"},
}
SIZES = ({"n": 3, "m": 5}, {"n": 4, "m": 7})


def docstrings(module: str) -> dict[str, str]:
    spec = importlib.util.find_spec(module.partition(".")[0])
    assert spec is not None
    assert spec.origin is not None
    parts = module.split(".")[1:]
    path = Path(spec.origin).parent.joinpath(*parts)
    files = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: ast.get_docstring(node) or "" for node in classes}


def numbers(count) -> list[Fraction]:
    return [Fraction(*count.evaluate(sizes.__getitem__)) for sizes in SIZES]


@pytest.mark.parametrize(
    ("module", "name", "called"),
    [(module, name, called) for module, names in LAYERS.items() for name, called in names.items()],
)
def test_a_framework_says_of_its_layer_what_the_layer_has(module, name, called):
    real = layer(called, input_size=3, hidden_size=5) if called.startswith("torch") else layer(called)
    reading = read_text(docstrings(module)[name]).only()
    aliases = real.aliases
    assert numbers(reading.count)[0] == real.count_at(**{aliases["input"]: 3, aliases["hidden"]: 5})


@pytest.mark.parametrize("name", RECORDED)
def test_a_docstring_agrees_with_its_module_or_the_difference_is_known(name):
    text = docstrings("torchrecurrent.cells")[name]
    record = RECORDED[name]
    if not record["readings"]:
        with pytest.raises(SymbolicError) as caught:
            read_text(text)
        assert record["error"] in [part.kind for part in caught.value.findings]
        assert record["why"]
        return
    answer = read_text(text)
    assert [str(reading.count) for reading in answer.readings] == record["readings"]
    errors = [part.kind for part in answer.findings if part.error]
    assert errors == ([record["error"]] if record["error"] else [])
    closed = not errors and set(answer.readings[0].count.letters) <= {"n", "m"}
    agrees = closed and numbers(answer.readings[0].count) == record["module"]
    assert agrees == (not record["why"])


def test_the_modules_have_the_recorded_numbers_of_elements():
    torchrecurrent = pytest.importorskip("torchrecurrent")
    for name, record in RECORDED.items():
        if record["module"] is not None:
            sizes = [(3, 5), (4, 7)]
            modules = [getattr(torchrecurrent, name)(*size) for size in sizes]
            assert [sum(array.numel() for array in module.parameters()) for module in modules] == record["module"]
