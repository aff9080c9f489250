"""The equations of a backward pass as rows: each with its rules, and with what it is where several are alike."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic._cell import Backward
from symbolic.backward.program import BackwardStep
from symbolic.record import replace
from symbolic.report.pages.cell_context import equation_row
from symbolic.report.writing.alike import STAR_COMMAND, Once, Stars, find_alike, gathered, star_names, starred_style
from symbolic.report.writing.notation import Notation
from symbolic.report.writing.scalars import scalars_of
from symbolic.report.writing.styles import latex_style

RULE_LETTERS = {
    "sum over paths": ("s", "a sum over paths"),
    "product": ("p", "the other factor of a product"),
    "activation": ("a", "the slope of an activation"),
    "matrix": ("m", "the transpose of a matrix, or a product of a column and a row"),
    "operation": ("o", "the rule of another operation"),
    "sum over steps": ("t", "a sum over the steps"),
}
"""The letter that stands behind a line for each rule, and what it means."""


def backward_rows(
    groups: Sequence[Sequence[BackwardStep]], backward: Backward, notation: Notation
) -> list[list[dict[str, str]]]:
    """The rows of each group, not broken into lines yet; terms that are alike for all gates are one sum over these.

    The ``owner`` of a row is the equation whose parameter it is about. Rows that differ in the letter of their owner
    alone have the same ``alike``, their ``letter``, and ``once``, the line of all of them.
    """
    names, scalars, static = backward.definition.latex, scalars_of(backward), backward.definition.program.static
    style = replace(latex_style(names, notation, scalars), static=static)
    steps = [step for group in groups for step in group]
    rows = [equation_row(step.equation, style) for step in steps]
    of_parameters = [_owner(step, backward) for step in steps]
    rules = [", ".join(RULE_LETTERS[rule][0] for rule in step.rules) for step in steps]
    stars: Stars = {}
    kinds: list[Once | None] = [None] * len(steps)
    # Where the star is in use already, it is the sign of a correlation.
    if not any(STAR_COMMAND in row["latex"] for row in rows):
        whole = [gathered(step.equation, names, stars) for step in steps]
        owners = [
            (owner, letters) if owner and equation is step.equation else ()
            for owner, letters, equation, step in zip(of_parameters, rules, whole, steps, strict=True)
        ]
        kinds = find_alike([step.equation for step in steps], owners, names, stars)
        latex = {**names, **{called: starred.latex for called, starred in stars.items()}}
        style = starred_style(latex_style(latex, notation, scalars | star_names(stars, scalars)))
        style = replace(style, static=static | star_names(stars, static))
        rows = [
            equation_row(equation, style) if equation is not step.equation else row
            for row, equation, step in zip(rows, whole, steps, strict=True)
        ]
    made = iter(
        {
            **row,
            "rules": letters,
            "owner": owner,
            "alike": str(kind.kind) if kind else "",
            "letter": kind.letter if kind else "",
            "once": equation_row(kind.equation, style)["latex"] if kind else "",
        }
        for row, letters, owner, kind in zip(rows, rules, of_parameters, kinds, strict=True)
    )
    return [[next(made) for _ in group] for group in groups]


def _owner(step: BackwardStep, backward: Backward) -> str:
    parameters, of = backward.forward.definition.names.parameters, backward.symbols[step.equation.name].of
    return parameters[of].equation.name if of in parameters else ""
