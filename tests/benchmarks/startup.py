"""Whole commands as ratios to ``python -c "import sympy"``, side by side in one run.

Run it in an environment where the project is installed, on one core:

    taskset -c 1 python tests/benchmarks/startup.py [rounds]

Each round runs every command once, in turn. Time is that of the processor, of the whole process, as other programs may
be running; a ratio is a command's least time over the least of ``import sympy``, the first round left out, as it fills
the caches. The whole catalogue on integers is ``ALL_CELLS``: each cell made by its name and counted at integer sizes.
Memory is the peak of the whole process.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
SYMBOLIC = str(BIN / "symbolic")
BASE = [sys.executable, "-c", "import sympy"]
NETWORK = Path(__file__).parents[1] / "model" / "files" / "row.keras"
BACKWARD = """
import time
start = time.perf_counter()
import sympy
base = time.perf_counter() - start
from symbolic import cell, cells
import symbolic.backward.derivation
every = [cell(name) for name in cells()]
times = []
for one in every:
    start = time.perf_counter()
    one.backward()
    times.append((time.perf_counter() - start) / base)
print(sum(times), sorted(times)[-1])
"""
ALL_CELLS = """
from symbolic import cell, cells
for one in map(cell, cells()):
    one.count_at(**dict.fromkeys(one.definition.letters, 8))
"""
LIMITS = {
    "--help": 0.25,
    "list": 0.25,
    "count lstm n=4096 m=256": 0.25,
    "count lsmt n=1 m=1": 0.25,
    "show lstm n=4096 m=256": 1.4,
    "latex lstm": 1.4,
    "show lstm --backward": 1.4,
    "count torch.nn.LSTM input_size=4096 hidden_size=256": 0.25,
    "show keras.layers.GRU units=256 input=64": 1.4,
    "identify 4457472 n=4096 m=256": 1.0,
    "identify 97810 lstm(m,layers=2,bidirectional)>dense(10) n=1:1000 m=1:1000": 2.0,
    "check lstm 4*(n*m+n**2)": 1.5,
    f"summary {NETWORK}": 0.5,
    ALL_CELLS: 1.2,
    "report -o {folder}": 1.5 + 0.03 * 88,
}


def seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak_mib(command: list[str]) -> float:
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True)\n"
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    process = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    return int(process.stdout) / 1024


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands = {line: [SYMBOLIC, *line.format(folder=folder).split()] for line in LIMITS if line != ALL_CELLS}
        commands[ALL_CELLS] = [sys.executable, "-c", ALL_CELLS]
        times: dict[str, list[float]] = {line: [] for line in LIMITS}
        bases: list[float] = []
        for command in [BASE, *commands.values()]:
            seconds(command)
        for _ in range(rounds):
            bases.append(seconds(BASE))
            for line, command in commands.items():
                times[line].append(seconds(command))
        for line, limit in LIMITS.items():
            least, middle = min(times[line]) / min(bases), statistics.median(times[line]) / statistics.median(bases)
            title = "the whole catalogue on integers" if line == ALL_CELLS else f"symbolic {line}"
            print(f"{least:5.2f}  at most {limit:4.2f}  (median {middle:.2f})  {title}")
        result = subprocess.run([sys.executable, "-c", BACKWARD], capture_output=True, text=True, check=True)
        whole, slowest = map(float, result.stdout.split())
        print(f"{whole:5.2f}  at most 2.00  the backward pass of every cell, once SymPy is there")
        print(f"{slowest:5.2f}  at most 0.10  the slowest of them")
        print(f"{peak_mib(commands['count lstm n=4096 m=256']):5.1f} MiB  at most 25  symbolic count")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
