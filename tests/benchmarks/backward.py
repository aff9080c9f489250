"""How the backward pass grows, and its gradients beside a NumPy loop: ``python tests/benchmarks/backward.py [SCALE]``.

Prints the exponent of the time over the size of the equations, and the ratio of `run_gradients` to a careful loop.
"""

from __future__ import annotations

import math
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from symbolic import Cell, Model, cell


def chain(size: int) -> Cell:
    """Signals that each read the one before."""
    lines = ["s0[t] = tanh(W @ x[t] + U @ h[t-1])"]
    lines += [f"s{place}[t] = tanh(s{place - 1}[t] * a{place})" for place in range(1, size)]
    return Cell("\n".join([*lines, f"h[t] = s{size - 1}[t]"]), {"x": "n", "h": "m"})


def nested(size: int) -> Cell:
    """One product of many factors in brackets."""
    text = "h[t-1]"
    for _ in range(size):
        text = f"(x[t] * {text})"
    return Cell(f"h[t] = {text}", {"x": "m", "h": "m"})


def equal_layers(size: int) -> Model:
    """A network of many layers that are written alike."""
    return Model.parse(" > ".join(["lstm(8)"] * size))


def spent(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def exponent(make: Callable[[int], Any], sizes: tuple[int, int], ask: Callable[[Any], object]) -> float:
    """The power of the size with which the time grows."""
    small, large = (spent(partial(ask, make(size))) for size in sizes)
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def numpy_loop(parameters: dict, x: np.ndarray, arriving: np.ndarray) -> dict:
    """The gradients of an LSTM as one writes them by hand."""
    steps, batch, _ = x.shape
    W = np.concatenate([parameters[f"W_{gate}"] for gate in "ifog"])
    U = np.concatenate([parameters[f"U_{gate}"] for gate in "ifog"])
    b = np.concatenate([parameters[f"b_{gate}"] for gate in "ifog"])
    m = U.shape[1]
    h, c = np.zeros((steps + 1, batch, m)), np.zeros((steps + 1, batch, m))
    gates, squashed = np.empty((steps, batch, 4 * m)), np.empty((steps, batch, m))
    for t in range(steps):
        net = x[t] @ W.T + h[t] @ U.T + b
        gates[t, :, : 3 * m] = 1 / (1 + np.exp(-net[:, : 3 * m]))
        gates[t, :, 3 * m :] = np.tanh(net[:, 3 * m :])
        i, f, o, g = np.split(gates[t], 4, axis=-1)
        c[t + 1] = f * c[t] + i * g
        squashed[t] = np.tanh(c[t + 1])
        h[t + 1] = o * squashed[t]
    nets, back_h, back_c = np.empty_like(gates), np.zeros((batch, m)), np.zeros((batch, m))
    for t in reversed(range(steps)):
        i, f, o, g = np.split(gates[t], 4, axis=-1)
        d_h = arriving[t] + back_h
        d_c = d_h * o * (1 - squashed[t] ** 2) + back_c
        parts = (d_c * g * i * (1 - i), d_c * c[t] * f * (1 - f), d_h * squashed[t] * o * (1 - o), d_c * i * (1 - g**2))
        nets[t] = np.concatenate(parts, axis=-1)
        back_h, back_c = nets[t] @ U, d_c * f
    flat = nets.reshape(-1, 4 * m)
    return {
        "W": flat.T @ x.reshape(-1, x.shape[-1]),
        "U": flat.T @ h[:-1].reshape(-1, m),
        "b": flat.sum(axis=0),
        "x": nets @ W,
    }


def peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def main(scale: float) -> None:
    rows = [
        ("backward of a chain", chain, (100, 400), lambda own: own.backward()),
        ("backward of nested products", nested, (20, 80), lambda own: own.backward()),
        ("training cost of equal layers", equal_layers, (100, 400), lambda own: own.cost(1, 1, backward="all")),
        ("Jacobian of a chain", chain, (100, 400), lambda own: own.jacobian("h", "h")),
    ]
    for title, make, sizes, ask in rows:
        print(f"{title:30} exponent {exponent(make, sizes, ask):.2f}")
    steps, m, batch = int(1000 * scale), int(512 * scale), 32
    random, lstm = np.random.default_rng(0), cell("lstm")
    shapes = {name: [m] * len(shape) for name, (shape, _) in lstm.shapes.items()}
    parameters = {name: random.normal(size=shape) / m**0.5 for name, shape in shapes.items()}
    x, arriving = random.normal(size=(steps, batch, m)), random.normal(size=(steps, batch, m))
    backward = lstm.backward()
    asked = {
        "run_gradients": lambda: backward.run_gradients(parameters, {"x": x}, {"h": arriving}),
        "loop": lambda: numpy_loop(parameters, x, arriving),
    }
    times = {name: spent(work) for name, work in asked.items()}
    memory = {name: peak(work) for name, work in asked.items()}
    for title, values in (("time", times), ("memory", memory)):
        print(f"gradients, {title} over a NumPy loop  {values['run_gradients'] / values['loop']:.2f}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
