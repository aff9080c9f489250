"""On the page of a cell each sign has one meaning, is defined once, and stands on the page of signs."""

import re

import pytest
from page_signs import page_signs

from symbolic import Cell, cell, cells
from symbolic.language.latex_names import latex_name
from symbolic.report.documents.fragments import full_context
from symbolic.report.writing.notation import find_notation, notations
from symbolic.report.writing.noted import noted
from symbolic.report.writing.signs import signs

INDEX = re.compile(r"_\{(\w)=|\\le (\w) (?:<|\\le)")
TARGET = re.compile(r"^(.*?) &?= ")
BESIDE = r"\quad "
GATES = re.compile(r"\\sum_\{\\star \\in \\\{([^{}]*)\\\}\} (.*?)(?= \+ \\sum_\{\\star|$)")
STAR = re.compile(r"\\star(?: (?=[A-Za-z]))?")


def spelled(latex):
    """A line with each sum over gates at each of them."""
    while of := GATES.search(latex):
        terms = [STAR.sub(lambda _, gate=gate: gate, of[2]) for gate in of[1].split(", ")]
        latex = latex[: of.start()] + " + ".join(terms) + latex[of.end() :]
    return latex


def page_rows(context):
    """Every line of the equations and of the backward pass, those side by side apart."""
    groups = context["backward"].get("groups", [])
    rows = [*context["equations"], *(row for group in groups for row in group)]
    for row in rows:
        first, *others = spelled(row["latex"]).removeprefix(r"&\quad").split(BESIDE)
        yield first, row["range_latex"]
        yield from ((other, row["range_latex"]) for other in others)


def meanings(own, context):
    """The signs of inputs, signals, parameters and sizes, each with all that it stands for."""
    names, latex = own.definition.names, own.definition.latex
    table = {}
    for name in (*names.inputs, *names.signals, *names.parameters):
        table.setdefault(latex_name(name, latex), set()).add(name)
    for letter in context["letters"]:
        table.setdefault(letter["latex"], set()).add(f"size {letter['name']}")
    table.setdefault(context["count_sign"], set()).add("number of parameters")
    for formula, ranges in page_rows(context):
        for letter in {letter for pair in INDEX.findall(formula + ranges) for letter in pair if letter}:
            table.setdefault(letter, set()).add("index")
    return table


def undefined(own, context, notation):
    """The signs of a page that nothing on it, nor the page of signs, says the meaning of."""
    known = {sign for latex in meanings(own, context) for sign in page_signs(latex)}
    of_states = [r"\overleftarrow{\delta %s}", r"\partial\mathcal{L}/\partial %s"]
    names = own.definition.names
    for name in (*names.inputs, *names.signals):
        known |= {sign for of in of_states for sign in page_signs(of % latex_name(name, own.definition.latex))}
    known |= {sign for row in signs(notation) for sign in page_signs(row["latex"]) if len(sign) > 1} | {"t"}
    rows = [*page_rows(context)]
    # Of lines that run over members one may read the other in both directions, so that none can stand first.
    known |= {sign for formula, _ in rows if (target := TARGET.match(formula)) for sign in page_signs(target[1])}
    return {sign for formula, ranges in rows for sign in page_signs(f"{formula} {ranges}")} - known


def defined_twice(context):
    """Left sides that two lines have."""
    targets = [
        target[1] + ranges for formula, ranges in page_rows(context) if (target := TARGET.match(formula)) is not None
    ]
    return {target for target in targets if targets.count(target) > 1}


@pytest.mark.parametrize("preset", notations())
@pytest.mark.parametrize("name", cells())
def test_each_sign_of_a_page_has_one_meaning(name, preset):
    notation = find_notation(preset)
    own, context = noted(cell(name), notation), full_context(cell(name), None, notation)
    assert {sign: uses for sign, uses in meanings(own, context).items() if len(uses) > 1} == {}
    assert undefined(own, context, notation) == set()
    assert defined_twice(context) == set()


def test_the_check_can_fail():
    own = cell("lstm")
    context = full_context(own)
    context["equations"] += [{"latex": r"c_{t} &= u_{t} \odot \tilde{f}_{t}", "range_latex": ""}]
    context["letters"] += [{"latex": "f", "name": "F"}]
    assert defined_twice(context) == {"c_{t}"}
    assert undefined(own, context, find_notation("own")) == {"u", r"\tilde{f}"}
    assert meanings(own, context)["f"] == {"f", "size F"}


def test_a_size_with_the_sign_of_a_signal_is_written_apart():
    own = Cell("for k in N: m[t, k] = tanh(W @ x[t] + U @ m[t-1, k])", {"x": "n", "m": "m"}, latex={"W": "k"})
    context = full_context(own)
    assert [letter["latex"] for letter in context["letters"]] == ["n", "d_{m}", "N"]
    assert context["equations"][0]["range_latex"] == r"0 \le i < N"
    assert context["count_latex"] == "d_{m} (d_{m} + n)"
