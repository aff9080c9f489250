"""Small texts that once took long: chains of signals, and polynomials of many letters."""

from __future__ import annotations

import time

from symbolic import Cell


def seconds(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_a_chain_that_doubles_at_each_signal():
    lines = [f"s{i}[t] = s{i + 1}[t] * s{i + 2}[t]" for i in range(60)]
    text = "\n".join([*lines, "s60[t] = h[t-1]", "s61[t] = h[t-1]", "h[t] = tanh(W @ s0[t]) + h[t-1]"])
    own = Cell(text, {"h": "m"})
    assert seconds(lambda: own.roles) < 5
    assert own.roles == {"W": "recurrent kernel"}


def test_a_sum_of_many_letters_is_not_searched_for_factors():
    lines = [f"s{i}[t] = tanh(W{i} @ x{i}[t] + U{i} @ s{i}[t-1])" for i in range(16)]
    sizes = {f"x{i}": f"n{i}" for i in range(16)} | {f"s{i}": f"m{i}" for i in range(16)}
    own = Cell("\n".join(lines), sizes)
    assert seconds(lambda: own.count) < 20
    assert len(own.count.free_symbols) == 32
