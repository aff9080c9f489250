"""Small texts that once took long: chains, polynomials of many letters, pages that grew with the square of a cell."""

import sys

from symbolic import Cell, compare
from symbolic.diagram.layout import ORDERS_TRIED, lay_out
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell
from symbolic.report.documents.fragments import fragment
from symbolic.report.pictures.diagram import diagram

MOST = 7
"""How often the work of a part may be done for four times as many parts."""


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


def gates(number):
    lines = [f"g{k}[t] = sigmoid(W{k} @ x[t] + U{k} @ h[t-1] + b{k})" for k in range(number)]
    return Cell("\n".join([*lines, "h[t] = " + " + ".join(f"g{k}[t]" for k in range(number))]), {"x": "n", "h": "m"})


def outputs(number):
    lines = [f"h{k}[t] = tanh(W{k} @ x[t])" for k in range(number)]
    return Cell("\n".join(lines), {"x": "n"} | {f"h{k}": "m" for k in range(number)})


def terms(number):
    text = " + ".join(f"W{k} @ x[t]" for k in range(number))
    return Cell(f"h[t] = tanh({text} + h[t-1])", {"x": "n", "h": "m"})


def reading_chain(number):
    lines = [f"s{k}[t] = sigmoid(W{k} @ x[t] + s{k + 1}[t])" for k in range(number)]
    return Cell("\n".join([*lines, f"s{number}[t] = tanh(x[t])", "h[t] = s0[t]"]), {"x": "n", "h": "n"})


def states(number):
    """Each reads four others, so that many lines of its diagram cross."""
    reads = [[f"s{(7 * k + 13 * j + 1) % number}[t-1]" for j in range(4)] for k in range(number)]
    lines = [f"s{k}[t] = tanh({' + '.join(read)})" for k, read in enumerate(reads)]
    return Cell("\n".join(lines), {f"s{k}": "m" for k in range(number)})


def grows(make, ask, number):
    """By what the calls are more for a cell that is four times as large."""
    fragment(gates(3), "markdown")  # What is read once is read here.
    small, large = make(number), make(4 * number)
    return calls(lambda: ask(large)) / calls(lambda: ask(small))


def test_pages_of_many_equations_and_terms():
    assert grows(terms, lambda own: fragment(own, "latex"), 60) < MOST
    assert grows(terms, lambda own: fragment(own, "markdown"), 40) < MOST
    assert grows(reading_chain, lambda own: fragment(own, "markdown"), 30) < MOST


def test_diagrams_of_many_equations(monkeypatch):
    assert grows(outputs, diagram, 40) < 9
    asked = []

    def recorded(panel, sizes, edge, tries):
        asked.append(tries)
        return lay_out(panel, sizes, edge, 0)

    monkeypatch.setattr("symbolic.report.pictures.diagram.lay_out", recorded)
    diagram(states(40))
    assert len(asked) > 2
    assert sum(asked) <= 2 * ORDERS_TRIED


def test_code_of_a_long_chain():
    assert grows(reading_chain, lambda own: own.module("torch"), 50) < MOST


def test_many_gates_beside_another_cell():
    assert grows(gates, lambda own: str(compare(own, "lstm")), 12) < 10


def test_nested_fractions_are_written_once():
    def nested(depth):
        text = "x[t]"
        for _ in range(depth):
            text = f"(1 / (1 + {text}))"
        return parse(f"h[t] = {text}").equations[0].value

    assert calls(lambda: spell(nested(40), SOURCE)) < 3 * calls(lambda: spell(nested(20), SOURCE))
    style = Cell("h[t] = " + "(1 / (1 + " * 40 + "x[t]" + "))" * 40, {"x": "m", "h": "m"})
    assert fragment(style, "latex").count(r"\frac") >= 10
