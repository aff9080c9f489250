"""Lines that are alike but for a gate are written once, and say no more and no less."""

import re

import pytest

from symbolic import cell, cells
from symbolic.report.pages.backward import backward_context
from symbolic.report.writing.alike import alike
from symbolic.report.writing.notation import find_notation

GATES = re.compile(r"\\star \\in \\\{([^{}]*)\\\}")
SUM = re.compile(r"\\sum_\{\\star \\in \\\{([^{}]*)\\\}\} (.*)")


def row(latex, owner="", range_latex="", rules="m"):
    return {"latex": latex, "owner": owner, "range_latex": range_latex, "rules": rules}


def filled(latex, gate):
    # TeX reads a letter behind a command as part of its name.
    return re.sub(r"\\star(?: (?=[A-Za-z]))?", lambda _: gate, latex)


def terms(value):
    """The terms of a sum, those of a sum over gates one by one."""
    parts, depth, last = [], 0, 0
    for place, sign in enumerate(value):
        depth += (sign in "{([") - (sign in "})]")
        if not depth and value.startswith(" + ", place):
            parts.append(value[last:place])
            last = place + 3
    for part in [*parts, value[last:]]:
        over = SUM.fullmatch(part)
        yield from [filled(over[2], gate) for gate in over[1].split(", ")] if over else [part]


def expanded(rows):
    """Each line with its terms, for each gate that it stands for."""
    for line in rows:
        gates = GATES.fullmatch(line["range_latex"])
        for gate in gates[1].split(", ") if gates else [""]:
            latex = filled(line["latex"], gate) if gates else line["latex"]
            left, _, right = latex.partition(" &= ")
            yield left, tuple(sorted(terms(right))), "" if gates else line["range_latex"]


@pytest.mark.parametrize("name", cells())
@pytest.mark.sweep(16)
def test_what_is_written_once_is_what_was_written(name):
    for notation in ("own", "pytorch"):
        groups = backward_context(cell(name), find_notation(notation)).get("groups", [])
        rows = [line for group in groups for line in group if r"\star" not in line["latex"]]
        assert sorted(expanded(alike(rows))) == sorted(expanded(rows))


def test_the_gates_of_an_lstm_are_one_line():
    rows = [line for group in backward_context(cell("lstm"))["groups"] for line in group]
    made = [line["latex"] for line in alike(rows)]
    assert r"\delta x_{t} &= \sum_{\star \in \{i, f, o, g\}} {W_{\star}}^{\top} \delta \bar{\star}_{t}" in made
    assert len(made) == len(rows) - 3 * 3


def test_two_gates_are_written_out():
    rows = [row(rf"\delta b_{{{gate}}} &= \delta \bar{{{gate}}}_{{t}}", gate) for gate in "zr"]
    assert alike(rows) == rows


@pytest.mark.parametrize(
    "changed",
    [
        row(r"\delta b_{c} &= \delta \bar{o}_{t}", "c"),
        row(r"\delta b_{c} &= \delta \bar{c}_{t-1}", "c"),
        row(r"\delta b_{c} &= \delta \bar{c}_{t}", "c", rules="m, t"),
        row(r"\delta b_{c} &= \delta \bar{c}_{t}", "c", range_latex="0 \\le l < L"),
        row(r"\delta b_{\tilde{c}} &= \delta \bar{\tilde{c}}_{t}", "c"),
        row(r"\delta b_{2} &= \delta \bar{2}_{t}", "c"),
    ],
)
def test_what_differs_in_more_than_the_gate_stays(changed):
    rows = [row(rf"\delta b_{{{gate}}} &= \delta \bar{{{gate}}}_{{t}}", gate) for gate in "ab"]
    assert alike([*rows, changed]) == [*rows, changed]


def test_where_the_star_is_a_correlation_nothing_is_written_with_it():
    groups = backward_context(cell("convlstm"))["groups"]
    rows = [line for group in groups for line in group]
    assert any(r"\star" in line["latex"] for line in rows)
    assert alike(rows) == rows


def test_the_equations_of_a_cell_have_no_owner_and_stay():
    rows = [{"latex": rf"{gate} &= a W_{{{gate}}} x + b W_{{{gate}}} x", "range_latex": ""} for gate in "ifo"]
    assert alike(rows) == rows
