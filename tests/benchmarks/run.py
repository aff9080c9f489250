"""`run` and `run_gradients` beside careful loops in NumPy, in time and in memory: run.py [STEPS]

Each round runs one after the other; the time is that of the processor, as other programs may be running.
"""

from __future__ import annotations

import statistics
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import numpy as np
from loops import GATES, LOOPS

from symbolic import cell

STEPS, BATCH, SIZE = 1000, 32, 512
ROUNDS = 3
MOST = {"run": 1.5, "run_gradients": 2.0}


def rows(steps: int = STEPS) -> Iterator[tuple[str, float, float, float]]:
    """The title, the ratio of times, the ratio of memory, and what both may be at most."""
    draw = np.random.default_rng(0)

    def values(*shape: int) -> np.ndarray:
        return draw.normal(0, 0.04, shape).astype(np.float32)

    for name, (forward, backward) in LOOPS.items():
        made = cell(name)
        program = made.backward()
        p = {name: values(*[SIZE] * len(shape)) for name, (shape, _) in made.shapes.items()}
        x, arriving = values(steps, BATCH, SIZE), values(steps, BATCH, SIZE)
        ours = {
            "run": lambda made=made, p=p, x=x: made.run(p, {"x": x}),
            "run_gradients": lambda program=program, p=p, x=x, a=arriving: program.run_gradients(p, {"x": x}, {"h": a}),
        }
        theirs = {
            "run": lambda forward=forward, p=p, x=x: forward(p, x),
            "run_gradients": lambda backward=backward, p=p, x=x, a=arriving: backward(p, x, a),
        }
        assert np.allclose(ours["run"]()["h"], theirs["run"]()["h"], atol=1e-4)
        mine, wanted = ours["run_gradients"](), theirs["run_gradients"]()
        for stem in "WUb":
            joined = np.concatenate([mine[stem + suffix] for suffix in GATES[name]])
            assert np.allclose(joined, wanted[stem], atol=1e-2 * np.abs(wanted[stem]).max())
        del mine, wanted
        for question, most in MOST.items():
            times = [spent(ours[question]) / spent(theirs[question]) for _ in range(ROUNDS)]
            yield (
                f"{question} of {name}",
                statistics.median(times),
                peak(ours[question]) / peak(theirs[question]),
                most,
            )


def spent(work: Callable[[], Any]) -> float:
    start = process_time()
    work()
    return process_time() - start


def peak(work: Callable[[], Any]) -> float:
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def main(steps: int) -> None:
    print(f"{steps} steps of {BATCH} sequences, {SIZE} units, float32; over a loop by hand")
    for title, time, memory, most in rows(steps):
        print(f"{title:24} time {time:5.2f}  memory {memory:5.2f}  at most {most}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STEPS)
