"""How the time grows with the number of equations, as an exponent: python tests/benchmarks/growth.py"""

from math import log
from time import perf_counter

import numpy as np

from symbolic import Cell

SIZES = (200, 800)
MOST = 1.2


def equations(count):
    """Each signal reads the one written below it, so that the order is the reverse of the text."""
    gates = [f"s{k}[t] = sigmoid(W{k} @ x[t] + U{k} @ h[t-1] + s{k + 1}[t])" for k in range(count)]
    return "\n".join([*gates, f"s{count}[t] = tanh(x[t])", "h[t] = s0[t]"])


def made(text):
    return Cell(text, {"x": "n", "h": "n"})


def ran(cell, steps=3):
    shapes = {name: np.zeros((2,) * len(shape)) for name, (shape, _) in cell.shapes.items()}
    return cell.run(shapes, {"x": np.zeros((steps, 2))})


QUESTIONS = {
    "making a cell": lambda cell, text: made(text),
    "parameters": lambda cell, text: cell.parameters,
    "table": lambda cell, text: cell.table,
    "work": lambda cell, text: cell.work,
    "run": lambda cell, text: ran(cell),
}


def seconds(question, count):
    text = equations(count)
    taken = []
    for _ in range(3):
        cell = made(text)
        start = perf_counter()
        question(cell, text)
        taken.append(perf_counter() - start)
    return min(taken)


if __name__ == "__main__":
    print(f"of E equations    E = {SIZES[0]:<5} E = {SIZES[1]:<5} exponent, at most {MOST}")
    for name, question in QUESTIONS.items():
        few, many = (seconds(question, count) for count in SIZES)
        print(f"{name:16} {few:8.3f}s {many:8.3f}s  {log(many / few) / log(SIZES[1] / SIZES[0]):.2f}")
