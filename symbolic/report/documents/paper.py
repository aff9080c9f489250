r"""What a paper loads: a part of a cell for ``\input``, and commands for its quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symbolic._cell import Cell
from symbolic.errors import UnknownName, UsageError
from symbolic.record import replace
from symbolic.report.documents.drawn import drawn_part
from symbolic.report.documents.fragments import FRAGMENT_ENDINGS, in_width
from symbolic.report.documents.templates import render
from symbolic.report.pages.backward import derived_context
from symbolic.report.pages.cell_context import cell_context
from symbolic.report.pages.jacobian import jacobian_context
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.writing.options import DEFAULT_OPTIONS, PAGE_PARTS, PICTURE_PARTS, Options
from symbolic.report.writing.polynomials import size_of
from symbolic.report.writing.width import Width, at_width

ACRONYM = re.compile(r"rnn|lstm|gru|lru|^.{1,3}$|^[^aeiou]+$")
DIGIT_WORDS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
DIGIT_WORDS_BY_DIGIT = {str(place): word for place, word in enumerate(DIGIT_WORDS)}
MOST_ARGUMENTS = 9
"""A command of TeX takes no more."""


def part(
    cell: Cell,
    name: str,
    sizes: Mapping[str, int] | None = None,
    options: Options = DEFAULT_OPTIONS,
    kind: str = "latex",
    outputs: Sequence[str] = (),
) -> str:
    """One part of a cell, ``name`` is one of `PAGE_PARTS`; in LaTeX with a label, for amsmath and booktabs.

    A backward pass starts from the ``outputs``, where they are named.

    Raises `UnknownName`, and for ``backward`` and ``jacobian`` `DerivativeError` where the cell has none.

    >>> from symbolic import cell
    >>> part(cell("rnn"), "count").splitlines()[1]
    '\\\\begin{equation}\\\\label{eq:rnn-count}'
    """
    if name not in PAGE_PARTS:
        raise UnknownName("part", name, PAGE_PARTS)
    if name in PICTURE_PARTS:
        return drawn_part(cell, name, sizes, options, kind)
    context = cell_context(cell, sizes, options.notation, options.steps)
    if name == "backward":
        context["backward"] = derived_context(cell, options.notation, outputs)
    if name == "jacobian":
        context["jacobian"] = jacobian_context(cell, options.notation)
    return in_width(f"part.{FRAGMENT_ENDINGS[kind]}.j2", {"cell": context, "part": name}, options)


def macros(contexts: Iterable[Mapping[str, Any]], options: Options = DEFAULT_OPTIONS, pictures: bool = False) -> str:
    r"""A command for each quantity of each cell, told by its context: ``\LSTMCount``, ``\LSTMCountAt``, ...

    With ``pictures`` also ``\LSTMDiagram`` and ``\LSTMMap``.

    Raises `UsageError` where two cells would have the same commands.
    """
    rows: dict[str, dict[str, Any]] = {}
    for context in contexts:
        name = macro_name(context["file"])
        if name in rows:
            raise UsageError(f"two cells of this report would have the command \\{name}; give them other names")
        drawn = context["pictures"] if pictures else []
        rows[name] = {"macro": name, "context": context, "pictures": drawn, **_arguments(context)}

    def make(width: Width) -> str:
        laid = [{**row, "context": with_lines(row["context"], width, options.notation.terms)} for row in rows.values()]
        return render("macros.tex.j2", {"rows": laid}, replace(options, width=width))

    return at_width(make, options.width)


def macro_name(file: str) -> str:
    """Letters only, as TeX wants them, from the name of a cell's files.

    >>> macro_name("gru1"), macro_name("peephole_lstm"), macro_name("lstm-bias-double")
    ('GRUOne', 'PeepholeLSTM', 'LSTMBiasDouble')
    """
    spelled = ""
    for word in re.findall(r"[a-z]+|\d", file.lower()):
        spelled += DIGIT_WORDS_BY_DIGIT.get(word) or (word.upper() if ACRONYM.search(word) else word.capitalize())
    return spelled


def _arguments(context: Mapping[str, Any]) -> dict[str, Any]:
    """The count as TeX computes it, ``4*#2*#1``, with the letters that the arguments are."""
    letters = context["counted_letters"]
    if len(letters) > MOST_ARGUMENTS:
        return {"letters": letters, "formula": ""}
    places = {letter: f"#{place}" for place, letter in enumerate(letters, 1)}
    formula = str(size_of(context["terms"], places)).replace("**", "^")
    return {"letters": letters, "formula": formula}
