"""The backward pass of a cell as it is printed: in a terminal, in LaTeX and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symbolic._cell import Backward, Cell
from symbolic.backward.program import ADJOINT, ARRIVING, HANDED, NAMED, NET, BackwardStep, BackwardSymbol
from symbolic.errors import DefinitionError, DerivativeError
from symbolic.language import nodes as n
from symbolic.language.latex_names import latex_name
from symbolic.language.printer import SOURCE, Style, spell, spell_equation
from symbolic.record import replace
from symbolic.report.pages.backward_rows import RULE_LETTERS, backward_rows
from symbolic.report.pages.cell_names import full_title
from symbolic.report.pages.cell_text import equation_line
from symbolic.report.writing.blocks import Grid, grid
from symbolic.report.writing.layout import filled, tied
from symbolic.report.writing.notation import OWN_NOTATION, Notation
from symbolic.report.writing.noted import noted
from symbolic.report.writing.polynomials import Maths
from symbolic.report.writing.scalars import scalar_test, scalars_of
from symbolic.report.writing.signs import used_operations
from symbolic.report.writing.styles import TEXT_STYLE, latex_style, loop_range
from symbolic.terminal import columns, legible

SYMBOL_MEANINGS = {
    ADJOINT: " is the derivative of the loss by $, as it stands in this step and in those behind it",
    NET: " that by what is inside the equation of $",
    HANDED: " what a step hands to the one before",
}
LONGEST_ALIGNED = 70
"""The longest equation, in columns of a terminal, after which rules are aligned."""


def backward_context(cell: Cell, notation: Notation = OWN_NOTATION) -> dict[str, Any]:
    """What a document says of the backward pass: the ``problem`` alone where it cannot be derived."""
    try:
        return derived_context(cell, notation)
    except (DerivativeError, DefinitionError) as error:
        return {"problem": str(error)}


def derived_context(cell: Cell, notation: Notation = OWN_NOTATION, outputs: Sequence[str] = ()) -> dict[str, Any]:
    """Groups of equations in the order in which they are computed, not broken into lines yet.

    Raises `DerivativeError` for a cell that has no backward pass.
    """
    backward = noted(cell, notation).backward(*outputs)
    names, scalars, static = backward.definition.latex, scalars_of(backward), backward.definition.program.static
    style = replace(latex_style(names, notation, scalars), static=static)
    groups = backward_rows(_groups(backward), backward, notation)
    return {
        "problem": "",
        "operations": used_operations(backward.definition),
        "groups": groups,
        "legend": _legend(backward, style),
        "rule_legend": _rule_legend(groups),
        "arriving": [spell(node, style) for node in _arriving(backward)],
        "handed": [spell(node, style) for node in _handed(backward)],
        "constant": [latex_name(name, backward.definition.latex) for name in backward.derived.constant],
        "zero": [latex_name(name, backward.definition.latex) for name in backward.derived.zero],
        "conventions": list(backward.derived.conventions),
    }


def show_pass(backward: Backward) -> str:
    """The equations, each with the rules that it came by."""
    style = text_style(backward)
    parts = [_heading(backward, style)]
    for group in _groups(backward):
        lines = [(legible(equation_line(step.equation, style)), ", ".join(step.rules)) for step in group]
        parts.append("\n".join(_with_rules(lines)))
    parts += [filled(line) for line in _remarks(backward)]
    return "\n\n".join(parts) + "\n"


def _with_rules(lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Each equation with its rules behind it, or below it where a line cannot hold both."""
    most = columns() - 5
    width = max((len(line) for line, rules in lines if len(line) <= min(LONGEST_ALIGNED, most - len(rules))), default=0)
    for line, rules in lines:
        if max(len(line), width) + len(rules) <= most:
            yield f"  {line.ljust(width)}   {rules}".rstrip()
        else:
            yield filled(tied(line), indent=2, hanging=4)
            if rules:
                yield filled(rules, indent=6, hanging=0)


def rule_table(backward: Backward) -> Grid:
    """The equations and their rules, one row for each."""
    text = text_style(backward)
    latex = latex_style(backward.definition.latex, scalars=scalars_of(backward))
    latex = replace(latex, equals="{0} = {1}", static=backward.definition.program.static)
    rows = []
    for step in backward.steps:
        ranges = [loop_range(loop, latex.size) for loop in step.equation.loops]
        formula = Maths(
            equation_line(step.equation, text), r",\; ".join([spell_equation(step.equation, latex), *ranges])
        )
        rows.append((formula, ", ".join(step.rules)))
    return grid(("equation", "rules"), rows)


def pass_title(backward: Backward) -> str:
    """What the page of a backward pass is called."""
    return f"Backward pass: {full_title(backward.forward)}"


def pass_data(backward: Backward) -> dict[str, Any]:
    """The same as data; equations are in the language."""
    return {
        "equations": backward.text.splitlines(),
        "rules": {spell(step.equation.target, SOURCE): list(step.rules) for step in backward.steps},
        "gradients": backward.gradients,
        "constant": list(backward.derived.constant),
        "zero": list(backward.derived.zero),
        "conventions": list(backward.derived.conventions),
    }


def text_style(backward: Backward) -> Style:
    """The style of a terminal with the signs of a backward pass: ``δh[t]``."""
    names = {name: _text_name(symbol) for name, symbol in backward.symbols.items()}
    return replace(
        TEXT_STYLE,
        is_scalar=scalar_test(scalars_of(backward)),
        static=backward.definition.program.static,
        signal=lambda name, lag, index: TEXT_STYLE.signal(names.get(name) or name, lag, index),
        parameter=lambda name, index: TEXT_STYLE.parameter(names.get(name) or name, index),
    )


def _text_name(symbol: BackwardSymbol) -> str:
    of = symbol.of
    if symbol.kind == NET:
        return f"δ{of}¯" + "'" * (symbol.number - 1)
    if symbol.kind == HANDED:
        return "←" * symbol.number + f"δ{of}"
    return {ADJOINT: f"δ{of}", ARRIVING: f"∂L/∂{of}", NAMED: of}[symbol.kind]


def _groups(backward: Backward) -> list[list[Any]]:
    """The steps in groups: values of the forward pass, adjoints, what is handed on, inputs, parameters."""
    names = backward.forward.definition.names
    groups: dict[str, list[Any]] = {}
    for step in (*(BackwardStep(line, ()) for line in backward.derived.unread), *backward.steps):
        symbol = backward.symbols[step.equation.name]
        if symbol.kind == HANDED:
            key = "handed"
        elif symbol.of in names.parameters:
            key = "parameters"
        elif symbol.of in names.inputs:
            key = "inputs"
        else:
            key = "values" if symbol.kind == NAMED and "adjoints" not in groups else "adjoints"
        groups.setdefault(key, []).append(step)
    return list(groups.values())


def _legend(backward: Backward, style: Style) -> list[dict[str, str]]:
    """What the signs of the adjoints mean, in words and formulas."""
    signals = backward.forward.definition.names.signals
    words: list[dict[str, str]] = []
    for kind, meaning in SYMBOL_MEANINGS.items():
        pairs = ((step.equation.target, backward.symbols[step.equation.name]) for step in backward.steps)
        first = next((pair for pair in pairs if pair[1].kind == kind and pair[1].of in signals), None)
        if first:
            of = latex_name(first[1].of, backward.definition.latex)
            words += [{"text": "; " if words else "Here "}, {"latex": spell(first[0], style)}]
            before, _, after = meaning.partition("$")
            words += [{"text": before}, *([{"latex": of}] if "$" in meaning else [])]
            words += [{"text": after}] if after else []
    return [*words, {"text": ". "}] if words else words


def _rule_legend(groups: list[list[dict[str, str]]]) -> list[dict[str, str]]:
    """What the letters of the rules mean; nothing for lines that have none."""
    used = {rule for group in groups for row in group for rule in row["rules"].split(", ")}
    named = [f"{letter}, {meaning}" for letter, meaning in RULE_LETTERS.values() if letter in used]
    return [{"text": f"Each line has its rules behind it: {'; '.join(named)}."}] if named else []


def _arriving(backward: Backward) -> list[n.Signal]:
    arriving = {
        (node.name, node.lag): n.Signal(node.name, node.lag, node.index if isinstance(node.lag, n.Size) else ())
        for step in backward.steps
        for node in n.walk(step.equation.value)
        if isinstance(node, n.Signal)
        and node.name in backward.symbols
        and backward.symbols[node.name].kind in (ARRIVING, HANDED)
    }
    return list(arriving.values())


def _handed(backward: Backward) -> list[n.Signal]:
    return [n.Signal(name) for name, symbol in backward.symbols.items() if symbol.kind == HANDED]


def _heading(backward: Backward, style: Style) -> str:
    title = pass_title(backward)
    if not backward.steps:
        nothing = filled("nothing flows back: the slope of the output is zero", indent=2)
        return f"{filled(title)}\n\n{nothing}"
    lines = [filled(title), "", filled("runs from the last step to the first", indent=2)]
    lines.append(filled("arrives: " + ", ".join(spell(node, style) for node in _arriving(backward)), indent=2))
    handed = _handed(backward)
    if handed:
        words = ", ".join(spell(node, style) for node in handed)
        lines.append(filled(f"handed to step t-1: {words}", indent=2))
    return "\n".join(lines)


def _remarks(backward: Backward) -> list[str]:
    remarks = []
    if backward.derived.constant:
        remarks.append(f"fixed, no gradient: {', '.join(backward.derived.constant)}")
    if backward.derived.zero:
        remarks.append(f"zero, as the loss does not depend on it: {', '.join(backward.derived.zero)}")
    return [*remarks, *(f"convention: {text}" for text in backward.derived.conventions)]
