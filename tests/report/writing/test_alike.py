"""Lines that are alike but for a gate are written once, and say no more and no less."""

import re

import pytest

from symbolic import Cell, cell, cells
from symbolic.report.pages.backward import backward_context
from symbolic.report.writing.notation import find_notation
from symbolic.report.writing.once import ONCE_KEYS, once

GATES = re.compile(r"\\star \\in \\\{([^{}]*)\\\}")
SUM = re.compile(r"\\sum_\{\\star \\in \\\{([^{}]*)\\\}\} (.*)")


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


def rows_of(subject, notation="own"):
    groups = backward_context(subject, find_notation(notation)).get("groups", [])
    return [line for group in groups for line in group]


def plain(rows):
    return [{key: value for key, value in row.items() if key not in ONCE_KEYS} for row in rows]


def own(*lines):
    sizes = {"x": "n", "h": "m"}
    return Cell("\n".join(lines), sizes)


@pytest.mark.parametrize("name", cells())
@pytest.mark.sweep(16)
def test_what_is_written_once_is_what_was_written(name):
    for notation in ("own", "pytorch"):
        rows = [row for row in rows_of(cell(name), notation) if not row["latex"].startswith(r"\star")]
        assert sorted(expanded(once(rows))) == sorted(expanded(rows))


def test_a_sum_over_gates_has_the_terms_that_the_equation_has():
    backward = cell("lstm").backward()
    (line,) = [row for row in rows_of(cell("lstm")) if row["latex"].startswith(r"\delta x")]
    (step,) = [step for step in backward.steps if step.equation.name == "d_x"]
    assert len([*terms(line["latex"].partition(" &= ")[2])]) == len(step.equation.value.terms) == 4


def test_the_gates_of_an_lstm_are_one_line():
    rows = rows_of(cell("lstm"))
    made = [line["latex"] for line in once(rows)]
    assert r"\delta x_{t} &= \sum_{\star \in \{i, f, o, g\}} {W_{\star}}^{\top} \delta \bar{\star}_{t}" in made
    assert r"\delta b_{\star} &= \sum_{t} \delta \bar{\star}_{t}" in made
    assert len(made) == len(rows) - 3 * 3


def test_what_some_gates_have_beside_is_written_for_these():
    rows = once(rows_of(cell("peephole_lstm")))
    starred = [row["latex"].partition(" &=")[0] for row in rows if row["range_latex"]]
    assert starred == [r"\delta W_{\star}", r"\delta U_{\star}", r"\delta b_{\star}"]
    assert [row["latex"][7:12] for row in rows[-3:]] == ["p_{i}", "p_{f}", "p_{o}"]


def test_two_gates_are_written_out():
    rows = rows_of(own("z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1])", "h[t] = z[t] * tanh(W_h @ x[t] + U_h @ h[t-1])"))
    assert once(rows) == plain(rows)


def test_a_line_is_not_taken_from_among_others_of_its_gate():
    rows = rows_of(cell("mut1"))
    assert once(rows) == plain(rows)


@pytest.mark.parametrize(
    ("changed", "with_c"),
    [
        ("c[t] = tanh(W_c @ x[t] + U_c @ h[t-1])", True),
        ("c[t] = tanh(W_c @ x[t] + U_c @ h[t-2])", False),
        ("c[t] = tanh(W_c @ x[t] + U_12 @ h[t-1])", False),
        ("c[t] = tanh(W_c @ x[t] + 2 * U_c @ h[t-1])", False),
        ("c[t] = tanh(W_c @ x[t] + U_c @ c[t-1])", False),
    ],
)
def test_what_differs_in_more_than_the_gate_stays(changed, with_c):
    gates = [f"{gate}[t] = tanh(W_{gate} @ x[t] + U_{gate} @ h[t-1])" for gate in "abd"]
    rows = once(rows_of(own(*gates, changed, "h[t] = a[t] * b[t] * c[t] * d[t]")))
    (ranged,) = [row["range_latex"] for row in rows if row["latex"].startswith(r"\delta U_{\star}")]
    assert ("c" in ranged.partition("{")[2]) == with_c


def test_where_the_star_is_a_correlation_nothing_is_written_with_it():
    rows = rows_of(cell("convlstm"))
    assert any(r"\star" in line["latex"] for line in rows)
    assert once(rows) == plain(rows)


def test_the_equations_of_a_cell_have_no_owner_and_stay():
    rows = [{"latex": rf"{gate} &= a W_{{{gate}}} x + b W_{{{gate}}} x", "range_latex": ""} for gate in "ifo"]
    assert once(rows) == rows
