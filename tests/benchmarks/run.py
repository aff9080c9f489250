"""How long a cell runs, and what it holds at most, beside the same loop by hand: python tests/benchmarks/run.py

Of an LSTM over T steps of B sequences, in float32; the first figure of a pair is ours, the second the loop's.
"""

import sys
import tracemalloc
from time import perf_counter

import numpy as np

from symbolic import cell

T, B, N, M = 1000, 32, 512, 512


def by_hand(p, x, h, c):
    """What somebody writes who knows NumPy: products over all steps first, the four gates in one."""
    W, U, b = (np.concatenate([p[f"{stem}_{gate}"] for gate in "ifog"]) for stem in "WUb")
    ahead = x.reshape(-1, x.shape[-1]) @ W.T + b
    gates = ahead.reshape(*x.shape[:2], -1)
    cells, states = np.empty((2, *x.shape[:2], h.shape[-1]), x.dtype)
    for t in range(len(x)):
        gates[t] += h @ U.T
        sums = gates[t, :, : 3 * M]
        np.negative(sums, out=sums)
        np.exp(sums, out=sums)
        sums += 1
        np.reciprocal(sums, out=sums)
        np.tanh(gates[t, :, 3 * M :], out=gates[t, :, 3 * M :])
        i, f, o, g = np.split(gates[t], 4, axis=-1)
        c = cells[t] = f * c + i * g
        h = states[t] = o * np.tanh(c)
    return gates, cells, states


def measured(run):
    seconds = min(timed(run) for _ in range(2))
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak / 2**20


def timed(run):
    start = perf_counter()
    run()
    return perf_counter() - start


def main(steps=T):
    draw = np.random.default_rng(0)

    def values(*shape):
        return draw.normal(0, 0.03, shape).astype(np.float32)

    own = cell("lstm")
    shapes = {"W": (M, N), "U": (M, M), "b": (M,)}
    p = {name: values(*shapes[name[0]]) for name in own.trainable}
    x, h, c = values(steps, B, N), values(B, M), values(B, M)
    ours, theirs = own.run(p, {"x": x}, {"h": h, "c": c}), by_hand(p, x, h, c)
    assert np.allclose(ours["h"], theirs[2], atol=1e-4)
    del ours, theirs
    ours = measured(lambda: own.run(p, {"x": x}, {"h": h, "c": c}))
    theirs = measured(lambda: by_hand(p, x, h, c))
    for unit, a, b in zip(("s", "MiB"), ours, theirs, strict=True):
        print(f"{a:8.2f} {b:8.2f} {unit:3}  ratio {a / b:.2f}, at most 1.5")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
