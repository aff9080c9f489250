"""Cells of Keras on its backends; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
]


@pytest.mark.parametrize("backend", ["torch", "jax", "tensorflow"])
def test_cells_of_keras(backend):
    # The backend is chosen once in a process.
    script = Path(__file__).parent / "keras_cells.py"
    environment = os.environ | {"KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
