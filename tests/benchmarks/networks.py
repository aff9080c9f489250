"""``symbolic summary`` of a network of 50 layers, beside what gives the same numbers otherwise: whole processes.

Run it in an environment with the extra `frameworks`, on a quiet machine:

    python tests/benchmarks/networks.py [rounds]

Each round runs every command once, in turn; a ratio is the median over the rounds of a command's time over the time
of ``import sympy`` in the same round. The total that each prints is checked to be the same.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SYMBOLIC = [sys.executable, "-m", "symbolic", "summary"]
BASE = [sys.executable, "-c", "import sympy"]
LAYERS = 50
BUILD = f"""
import keras
from keras import layers
rows = [layers.Input((None,)), layers.Embedding(10000, 64)]
for place in range({LAYERS} - 2):
    kind = (layers.LSTM, layers.GRU, layers.SimpleRNN)[place % 3]
    rows.append(layers.Bidirectional(kind(32, return_sequences=True)) if place % 2 else kind(64, return_sequences=True))
rows.append(layers.Dense(10000))
keras.Sequential(rows).save(FILE)
"""
KERAS = "import keras; model = keras.saving.load_model(FILE); model.summary(); print(model.count_params())"
META = f"""
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
with torch.device("meta"):
    rows = [nn.Embedding(10000, 64)]
    for place in range({LAYERS} - 2):
        kind, both = (nn.LSTM, nn.GRU, nn.RNN)[place % 3], place % 2 == 1
        rows.append(kind(64, 32 if both else 64, bidirectional=both, batch_first=True))
    rows.append(nn.Linear(64, 10000))
    value = torch.zeros(1, 8, dtype=torch.long)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        for row in rows:
            value = row(value)
            value = value[0] if isinstance(value, tuple) else value
print(sum(array.numel() for row in rows for array in row.parameters()))
"""
LIMITS = {"summary": 0.5, "summary --json": 0.5, "summary --layer": 1.6}


def run(command: list[str]) -> tuple[float, str]:
    environment = {**os.environ, "KERAS_BACKEND": "torch", "TF_CPP_MIN_LOG_LEVEL": "3"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return time.perf_counter() - start, done.stdout


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "network.keras")
        run([sys.executable, "-c", f"FILE = {file!r}\n{BUILD}"])
        commands = {
            "summary": [*SYMBOLIC, file],
            "summary --json": [*SYMBOLIC, file, "--json"],
            "summary --layer": [*SYMBOLIC, file, "--layer", "lstm"],
            "Keras's own summary": [sys.executable, "-c", f"FILE = {file!r}\n{KERAS}"],
            "PyTorch on the meta device": [sys.executable, "-c", META],
        }
        total = json.loads(run(commands["summary --json"])[1])["count"]
        assert int(run(commands["Keras's own summary"])[1].split()[-1]) == total
        ratios: dict[str, list[float]] = {line: [] for line in commands}
        for _ in range(rounds):
            base, _ = run(BASE)
            for line, command in commands.items():
                ratios[line].append(run(command)[0] / base)
        own = statistics.median(ratios["summary"])
        for line, values in ratios.items():
            ratio = statistics.median(values)
            limit = f"at most {LIMITS[line]:.2f}" if line in LIMITS else f"{ratio / own:.1f} times `summary`"
            print(f"{ratio:6.2f}  {limit}  (least {min(values):.2f})  {line}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
