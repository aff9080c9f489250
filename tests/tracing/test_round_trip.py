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
EQUAL = 103
"""The cells of the catalogue that come back without a word about their inputs and states."""


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


def test_cells_of_the_catalogue_come_back():
    relations = {}
    for name in cells():
        known = cell(name)
        try:
            relations[name] = compare_equations(known, Cell.from_module(made(known))).relation
        except SymbolicError:
            continue
    # What comes back is the cell, or it is not told apart from it.
    assert {*relations.values()} <= {"equal", "unknown"}
    assert sum(relation == "equal" for relation in relations.values()) >= EQUAL, relations


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
