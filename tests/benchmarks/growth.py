"""How the time grows with the size of what is asked, and what runs cost beside loops by hand, in one table.

    python tests/benchmarks/growth.py [STEPS]

The exponent is that of the time of the processor over the size; ``STEPS`` are those of the runs, 0 leaves them out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from math import log
from typing import Any

import numpy as np
from run import STEPS, rows, spent

from symbolic import Cell, Model
from symbolic.report.documents.fragments import fragment
from symbolic.report.pages.show import show_text

MOST = 1.2
Make = Callable[[int], Any]
Ask = Callable[[Any], object]


def reverse(count: int) -> str:
    """Each signal reads the one written below it, so that the order is the reverse of the text."""
    gates = [f"s{k}[t] = sigmoid(W{k} @ x[t] + U{k} @ h[t-1] + s{k + 1}[t])" for k in range(count)]
    return "\n".join([*gates, f"s{count}[t] = tanh(x[t])", "h[t] = s0[t]"])


def made(text: str) -> Cell:
    return Cell(text, {"x": "n", "h": "n"})


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


def ran(cell: Cell) -> object:
    arrays = {name: np.zeros((2,) * len(shape)) for name, (shape, _) in cell.shapes.items()}
    return cell.run(arrays, {"x": np.zeros((3, 2))})


def cells(size: int) -> Cell:
    return made(reverse(size))


QUESTIONS: dict[str, tuple[Make, tuple[int, int], Ask]] = {
    "making a cell": (reverse, (200, 800), made),
    "bias=double": (cells, (100, 400), lambda own: own.modified(bias="double")),
    "low_rank=s": (cells, (100, 400), lambda own: own.modified(low_rank="s")),
    "parameters": (cells, (200, 800), lambda own: own.parameters),
    "table": (cells, (200, 800), lambda own: own.table),
    "work": (cells, (200, 800), lambda own: own.work),
    "run": (cells, (200, 800), ran),
    "show": (cells, (200, 800), lambda own: show_text(own, {})),
    "fragment of LaTeX": (cells, (100, 400), lambda own: fragment(own, "latex")),
    "backward of a chain": (chain, (100, 400), lambda own: own.backward()),
    "backward of nested products": (nested, (20, 80), lambda own: own.backward()),
    "training cost of equal layers": (equal_layers, (100, 400), lambda own: own.cost(1, 1, backward="all")),
    "Jacobian of a chain": (chain, (100, 400), lambda own: own.jacobian("h", "h")),
}


def exponent(make: Make, sizes: tuple[int, int], ask: Ask) -> float:
    """The power of the size with which the time grows; a cell is made anew each time, as it keeps what it knows."""
    small, large = (min(spent(partial(ask, make(size))) for _ in range(3)) for size in sizes)
    return log(large / small) / log(sizes[1] / sizes[0])


def main(steps: int) -> None:
    print(f"{'':32}{'exponent':>9}{'ratio':>8}{'memory':>8}{'at most':>9}")
    for title, question in QUESTIONS.items():
        print(f"{title:32}{exponent(*question):9.2f}{'':16}{MOST:9.1f}", flush=True)
    for title, time, memory, most in rows(steps) if steps else ():
        print(f"{title:32}{'':9}{time:8.2f}{memory:8.2f}{most:9.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STEPS)
