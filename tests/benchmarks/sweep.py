"""A million sizes into a CSV: ``symbolic sweep`` over a NumPy script with the formula typed in, whole processes.

    python tests/benchmarks/sweep.py [rounds]

Both write the same file; the ratio is the median over rounds that run one after the other, at most 2 is promised.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCRIPT = """
import numpy
m = numpy.arange(1, 1_000_001)
n = numpy.full_like(m, 512)
rows = numpy.column_stack([n, m, 4 * (n * m + m**2 + m)])
numpy.savetxt("theirs.csv", rows, fmt="%d", delimiter=",", header="n,m,lstm", comments="")
"""
SYMBOLIC = str(Path(sys.executable).parent / "symbolic")
OURS = [SYMBOLIC, "sweep", "lstm", "n=512", "m=1:1000000", "-o", "ours.csv", "--force"]
THEIRS = [sys.executable, "-c", SCRIPT]


def seconds(command: list[str], folder: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ratios = [seconds(OURS, folder) / seconds(THEIRS, folder) for _ in range(rounds)]
        ours, theirs = (Path(folder, name).read_bytes() for name in ("ours.csv", "theirs.csv"))
    assert ours == theirs
    print(f"{statistics.median(ratios):5.2f}  at most 2.00  (least {min(ratios):.2f})  {' '.join(OURS[1:])}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
