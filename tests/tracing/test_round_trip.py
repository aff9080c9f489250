"""Equations to a module of PyTorch and back; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import re
import sys
from inspect import signature
from pathlib import Path
from types import ModuleType

import pytest

from symbolic import Cell, SymbolicError, cell, cells
from symbolic.answers.equations.comparison import compare_equations

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
PAGE = Path(__file__).parents[2] / "output" / "manual" / "from-code.md"
EQUAL = 55
"""The cells of the catalogue that come back without a word about their inputs and states."""


def made(known, sizes):
    """The module of a cell, from the text that is exported, at these sizes."""
    module = ModuleType(f"made_{known.name}")
    sys.modules[module.__name__] = module
    exec(compile(known.module("torch"), f"{module.__name__}.py", "exec"), vars(module))
    kind = next(value for name, value in vars(module).items() if name.endswith("Cell") and isinstance(value, type))
    alias = {"input_size": "input", "hidden_size": "hidden", "proj_size": "projection"}
    needed = [part.name for part in signature(kind).parameters.values() if part.default is part.empty]
    return kind(**{name: sizes[known.aliases.get(alias.get(name, ""), name)] for name in needed})


def test_cells_of_the_catalogue_come_back():
    equal = []
    for name in cells():
        known = cell(name)
        sizes = dict(zip(known.definition.letters, (3, 5, 7, 11, 13, 17, 19, 23), strict=False))
        if known.definition.fixed or len(sizes) != len(known.definition.letters):
            continue
        try:
            module = made(known, sizes)
        except (ValueError, KeyError):  # Heads that do not divide.
            continue
        try:
            traced = Cell.from_module(module)
        except (SymbolicError, IndexError):
            continue
        relation = compare_equations(known, traced).relation
        if relation == "equal":
            equal.append(name)
    assert len(equal) >= EQUAL, equal


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
