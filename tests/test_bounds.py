"""Small texts that once took long: chains of signals, and polynomials of many letters."""

import sys

from symbolic import Cell


def calls(work):
    """How many functions of Python are called, which is the same on every machine."""
    count = 0

    def seen(frame, event, argument):
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def chain(length):
    lines = [f"s{i}[t] = s{i + 1}[t] * s{i + 2}[t]" for i in range(length)]
    ends = [f"s{i}[t] = h[t-1]" for i in (length, length + 1)]
    return Cell("\n".join([*lines, *ends, "h[t] = tanh(W @ s0[t]) + h[t-1]"]), {"h": "m"})


def layers(number):
    lines = [f"s{i}[t] = tanh(W{i} @ x{i}[t] + U{i} @ s{i}[t-1])" for i in range(number)]
    sizes = {f"x{i}": f"n{i}" for i in range(number)} | {f"s{i}": f"m{i}" for i in range(number)}
    return Cell("\n".join(lines), sizes)


def test_a_chain_that_doubles_at_each_signal():
    short, long = chain(15), chain(60)
    assert calls(lambda: long.roles) < 8 * calls(lambda: short.roles)
    assert long.roles == {"W": "recurrent kernel"}


def test_a_sum_of_many_letters_is_not_searched_for_factors():
    few, many = layers(4), layers(16)
    assert len(layers(2).count.free_symbols) == 4  # SymPy is imported here.
    assert calls(lambda: many.count) < 16 * calls(lambda: few.count)
    assert len(many.count.free_symbols) == 32
