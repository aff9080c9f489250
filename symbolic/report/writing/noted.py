"""A cell with its names as a notation writes them: every sign on its page has one meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from symbolic._cell import Backward, Cell
from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.braces import split_scripts
from symbolic.language.definition import Definition
from symbolic.language.latex_names import latex_name, size_key, size_latex
from symbolic.language.names import walk_with_loops
from symbolic.language.roles import BIAS
from symbolic.language.written import TEXT_FIELDS
from symbolic.modify.complement import complemented
from symbolic.record import replace
from symbolic.report.writing.notation import GATE_PLACE, SECOND_BIAS, SHIFT, Notation

GATE_SCRIPT = re.compile(rf"[_^]\{{{GATE_PLACE}\}}")
ACCENTED = re.compile(r"(\\(?:tilde|hat|bar|check|vec|dot|ddot|overline|widetilde|widehat))\{(.*)\}")
INDICES = (*"ijklpquvrs", r"\iota", r"\kappa", r"\nu")
"""Letters for an index that would have the sign of a signal."""


@lru_cache(maxsize=8)
def noted(cell: Cell, notation: Notation) -> Cell:
    """The cell with its names as the notation writes them; the same parameters, the same count.

    A name that two parameters would share is left as the cell has it. A size with the sign of a signal or a parameter
    is ``d`` with that sign below, an index is another letter.

    >>> from symbolic import cell
    >>> from symbolic.report.writing.notation import find_notation
    >>> noted(cell("lstm"), find_notation("pytorch")).definition.latex["W_f"]
    'W_{if}'
    >>> noted(cell("convlstm"), find_notation("own")).definition.latex["size h"]
    'd_{h}'
    """
    changed = cell if isinstance(cell, Backward) else _rewritten(cell, notation)
    wanted = {**_parameters(changed, notation), **_signals(changed, notation)}
    names = {**changed.definition.latex, **_distinct(changed, wanted), **notation.functions}
    if notation.bold:
        names |= {name: bold_letter(names.get(name) or latex_name(name)) for name in _arrays(changed)}
    names |= _sizes(changed.definition, names, notation)
    if names == cell.definition.latex and changed is cell:
        return cell
    definition = replace(changed.definition, latex=names)
    if isinstance(cell, Backward):
        return Backward(cell.forward, replace(cell.derived, definition=definition))
    # Modifiers of the notation are not those of the cell.
    return Cell.of(definition, {field: getattr(cell, field) for field in TEXT_FIELDS}, changed._letters, cell.modifiers)


def bold_letter(latex: str) -> str:
    r"""The letter bold, its accents and scripts as they are: TeX has no accent over a bold accent.

    >>> bold_letter("W_{f}"), bold_letter(r"\tilde{c}_{t}")
    ('\\boldsymbol{W}_{f}', '\\tilde{\\boldsymbol{c}}_{t}')
    """
    letter, scripts = split_scripts(latex)
    accent = ACCENTED.fullmatch(letter)
    if accent:
        return f"{accent[1]}{{{bold_letter(accent[2])}}}{scripts}"
    return rf"\boldsymbol{{{letter}}}{scripts}"


def _rewritten(cell: Cell, notation: Notation) -> Cell:
    """The cell with the modifiers of the notation, and its gates as that reads them."""
    changed = cell
    for name, value in notation.modifiers.items():
        try:
            changed = changed.modified(**{name: value})
        except ModifierError:
            continue
    for gate in notation.complements:
        definition = complemented(changed.definition, gate)
        if definition is not changed.definition:
            words = {field: getattr(changed, field) for field in TEXT_FIELDS}
            changed = Cell.of(definition, words, changed._letters, changed.modifiers)
    return changed


def _parameters(cell: Cell, notation: Notation) -> dict[str, str]:
    """The LaTeX of each parameter by its role and its gate."""
    gates, shifts = cell.definition.names.parameters, _shifts(cell.definition)
    symbols: dict[str, str] = {}
    biased: set[str] = set()
    for name, role in cell.roles.items():
        gate = gates[name].equation.name
        if name in shifts:
            role = SHIFT
        elif role == BIAS and gate in biased:
            role = SECOND_BIAS
        elif role == BIAS:
            biased.add(gate)
        if role in notation.roles and name not in cell.definition.fixed:
            shown = notation.gates.get(gate)
            if shown is None:
                shown = cell.definition.latex.get(gate) or latex_name(gate)
            pattern = notation.roles[role]
            if len(cell.definition.names.signals) == 1:
                # A cell of one equation has no gates to tell apart.
                pattern = GATE_SCRIPT.sub("", pattern)
            symbols[name] = _filled(pattern, shown)
    return symbols


def _shifts(definition: Definition) -> set[str]:
    """The parameters by which a layer norm is shifted."""
    return {
        node.arguments[2].name
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        if isinstance(node, n.Call) and node.name == "layernorm" and len(node.arguments) == 3
        if isinstance(node.arguments[2], n.Parameter)
    }


def _filled(pattern: str, gate: str) -> str:
    r"""The pattern with its gate: apart from a letter behind it, in braces where it is a whole script.

    >>> _filled("W_{<gate>x}", r"\mu"), _filled("W_<gate>", "c_{r}"), _filled("W^{<gate>}", "")
    ('W_{\\mu x}', 'W_{c_{r}}', 'W')
    """
    pattern = re.sub(f"([_^]){GATE_PLACE}", rf"\1{{{GATE_PLACE}}}", pattern)
    if not gate:
        return GATE_SCRIPT.sub("", pattern).replace(GATE_PLACE, "")
    apart = f"{gate} " if re.search(r"\\[A-Za-z]+$", gate) else gate
    return re.sub(f"{GATE_PLACE}(?=[A-Za-z])", lambda _: apart, pattern).replace(GATE_PLACE, gate)


def _signals(cell: Cell, notation: Notation) -> dict[str, str]:
    """Signals by name; a gate whose signal has no name of its own in the notation is called as its index is."""
    names = {*cell.definition.names.inputs, *cell.definition.names.signals}
    wanted = {name: latex for name, latex in notation.gates.items() if latex} | dict(notation.signals)
    return {name: latex for name, latex in wanted.items() if name in names}


def _distinct(cell: Cell, wanted: dict[str, str]) -> dict[str, str]:
    """Those of the wanted names that no other name of the cell has."""
    names = cell.definition.names
    every = [*names.inputs, *names.signals, *names.parameters]
    shown = {name: wanted.get(name) or cell.definition.latex.get(name) or latex_name(name) for name in every}
    while True:
        values = list(shown.values())
        clash = [name for name in shown if name in wanted and values.count(shown[name]) > 1]
        if not clash:
            return {name: latex for name, latex in wanted.items() if name not in shown or shown[name] == latex}
        for name in clash:
            shown[name] = cell.definition.latex.get(name) or latex_name(name)
            del wanted[name]


def _sizes(definition: Definition, names: Mapping[str, str], notation: Notation) -> dict[str, str]:
    """The sizes and indices whose signs are not those of the cell, or would be those of a signal or of each other."""
    every = (*definition.names.inputs, *definition.names.signals, *definition.names.parameters)
    taken = {latex_name(name, names) for name in every}
    signals = {*every}
    # A backward pass may bring indices of its own, by letters that are not names as they are written.
    indices = {*_indices(definition), *(name for name in every if len(name) == 1 and names.get(name, name) != name)}
    letters = [*definition.letters, *sorted(indices - {*definition.letters})]
    # The LaTeX of a name that a signal has too is that of the signal.
    plain = {letter: latex_name(letter, {} if letter in signals else names) for letter in letters}
    signs: dict[str, str] = {}
    for wanted in ({letter: notation.sizes.get(letter, plain[letter]) for letter in letters}, plain):
        for letter in letters:
            if letter not in signs and wanted[letter] not in taken:
                signs[letter] = wanted[letter]
                taken.add(wanted[letter])
    for letter in letters:
        if letter not in signs:
            others = INDICES if letter in indices else (rf"d_{{{plain[letter]}}}", rf"d'_{{{plain[letter]}}}")
            signs[letter] = next((other for other in others if other not in taken), plain[letter])
            taken.add(signs[letter])
    return {size_key(letter): sign for letter, sign in signs.items() if sign != size_latex(letter, names)}


def _indices(definition: Definition) -> Iterator[str]:
    """The letters that run over members."""
    for equation in definition.program.equations:
        for _, loops in walk_with_loops(equation.value, equation.loops):
            yield from (loop.index for loop in loops if loop.index != n.TIME)


def _arrays(cell: Cell) -> list[str]:
    """The names that stand for vectors and matrices."""
    names = cell.definition.names
    every: Iterable[str] = [*names.inputs, *names.signals, *names.parameters]
    return [name for name in every if len(cell._shapes.names[name]) > 0]
