"""What is written passes the default rules of ruff and pyright's basic mode, where these are installed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from symbolic import cell, cells
from symbolic.code.module import TARGETS

sys.path.insert(0, str(Path(__file__).parent))
from oracle import GROWING, ODD, odd

LONG = "SYMBOLIC_LONG" in os.environ
NAMES = cells() if LONG else ["lstm", "stacked_lstm", "retnet", "convlstm", "deltanet", "cwrnn"]
FRAMEWORK = {"torch": "torch", "numpy": "numpy", "keras": "keras", "flax": "flax", "equinox": "equinox"}


def written(folder: Path, target: str) -> Path:
    for name in NAMES:
        (folder / f"{name}.py").write_text(cell(name).module(target))
    odds = ODD if target in ("torch", "numpy") else {*ODD} - GROWING
    for place, which in enumerate(odds):
        (folder / f"odd_{place}.py").write_text(odd(which).module(target))
    return folder


@pytest.mark.skipif(importlib.util.find_spec("ruff") is None, reason="needs ruff")
@pytest.mark.parametrize("target", TARGETS)
def test_ruff(tmp_path, target):
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", str(written(tmp_path, target))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.long
@pytest.mark.skipif(importlib.util.find_spec("pyright") is None, reason="needs pyright")
@pytest.mark.parametrize("target", TARGETS)
def test_pyright(tmp_path, target):
    if importlib.util.find_spec(FRAMEWORK[target]) is None:
        pytest.skip(f"needs {target}")
    written(tmp_path, target)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "basic"}))
    command = [sys.executable, "-m", "pyright", "-p", str(tmp_path), "--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
