"""The answer of `symbolic.answers.formula_owners` as a table."""

from __future__ import annotations

from typing import Any

from symbolic.answers.formula_owners import FormulaIdentification, FormulaOwner
from symbolic.report.writing.blocks import Block, grid, line

OWNERS_SHOWN = 16


def blocks(answer: FormulaIdentification, format: str = "text") -> list[Block]:
    """A row for each cell and layer, with what the names of the formula are in it."""
    if not answer.matches:
        words = "symbolic check lstm FORMULA leaves terms of other layers aside, and says what differs."
        return [line("no cell or layer that is known here has this count"), line(words, indent=2)]
    shown = answer.matches[:OWNERS_SHOWN]
    table = grid(
        ("cells and layers with this count", "sizes"), [(match.candidate.label, _names(match)) for match in shown]
    )
    more = f"and {len(answer.matches) - len(shown)} more; --json lists them all"
    return [table, *([line(more, indent=2)] if len(answer.matches) > len(shown) else [])]


def data(answer: FormulaIdentification) -> dict[str, Any]:
    """Everything of `blocks` as plain data."""
    return {
        "formula": answer.formula,
        "matches": [{"subject": match.candidate.label, "names": dict(match.names)} for match in answer.matches],
    }


def _names(match: FormulaOwner) -> str:
    meanings = {letter: word for word, letter in reversed([*match.candidate.aliases.items()])}
    return ", ".join(f"{name}: {meanings.get(letter, letter)}" for name, letter in match.names.items())
