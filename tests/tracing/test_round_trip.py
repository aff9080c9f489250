"""Equations to a module of PyTorch and back; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, SymbolicError, cell, cells
from symbolic.answers.equations.comparison import compare_equations

sys.path.insert(0, str(Path(__file__).parents[1] / "code"))
from oracle import Drawn, classes, load

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
PAGE = Path(__file__).parents[2] / "output" / "manual" / "from-code.md"
LARGER = {"n": 6, "r": 4, "K": 3, "N": 4}
EQUAL, WITHOUT_WORDS = 122, 108
"""The cells of the catalogue that come back, and those that do without a word about their inputs and states."""


def made(known):
    """The module of a cell, from the text that is exported."""
    import torch

    # No axis of one element, which would stand for every element.
    sizes = {letter: size for letter, size in LARGER.items() if letter in known.definition.letters}
    drawn, text = Drawn(known, **sizes), known.module("torch")
    kind, _ = classes(text, load(text, f"made_{known.name}"))
    arguments = drawn.arguments(kind).items()
    return kind(
        **{name: torch.as_tensor(value) if isinstance(value, np.ndarray) else value for name, value in arguments}
    )


def words(known):
    """The inputs and states of a cell with their axes, as one says them where a module does not tell."""
    drawn = Drawn(known, **{letter: size for letter, size in LARGER.items() if letter in known.definition.letters})
    numbers = {}

    def said(value):
        moving, array = not value.static, drawn.inputs.get(value.name)
        shape = drawn.before(value).shape[1:] if value in drawn.program.states else array.shape[1 + moving :]
        own = [str(size) for size in known.signals[value.name]]
        # How many members there are is another letter than how large each is.
        own = [f"j{extent}" for extent in shape[: len(shape) - len(own)]] + own
        letters = [part if part.isidentifier() else f"k{extent}" for part, extent in zip(own, shape, strict=True)]
        numbers.update(zip(letters, shape, strict=True))
        return tuple(letters) or 1

    inputs = {value.name: said(value) for value in drawn.program.inputs}
    state = {f"{v.name}_old" if v.name in inputs else v.name: said(v) for v in drawn.program.states}
    outputs = [f"{name}_out" if name in state else name for name in known.outputs]
    said_too = {"returns": [*outputs, *state]} if len(outputs) > 1 else {}
    return {"inputs": inputs, "state": state, **said_too, **numbers}


def relation(known, said=False):
    try:
        return compare_equations(known, Cell.from_module(made(known), **(words(known) if said else {}))).relation
    except SymbolicError:
        return "refused"


def test_cells_of_the_catalogue_come_back():
    without = {name: relation(cell(name)) for name in cells()}
    every = {name: was if was == "equal" else relation(cell(name), said=True) for name, was in without.items()}
    # What comes back is the cell, or it is not told apart from it; a clockwork has a vector for its family of numbers.
    assert {name for name, was in every.items() if was == "different"} <= {"cwrnn"}
    assert sum(was == "equal" for was in every.values()) >= EQUAL, every
    assert sum(was == "equal" for was in without.values()) >= WITHOUT_WORDS, without


def test_the_walk_of_the_manual(tmp_path, monkeypatch):
    import torch

    text = next(
        code for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S) if "from unit import" in code
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    torch.manual_seed(0)
    space = {}
    exec(text, space)
    assert space["loss"].item() < 0.02
    assert compare_equations(space["paper"], space["traced"]).relation == "equal"
