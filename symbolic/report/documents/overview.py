"""What a handbook says across its cells: the question worked, a table by count, curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symbolic.catalog import cell
from symbolic.language.sizes.size import Size
from symbolic.report.writing.notation import Notation, grouped
from symbolic.report.writing.polynomials import size_of
from symbolic.report.writing.signs import signs

EXAMPLE_AT = {"n": 4096, "m": 256}
SLIDER_STEPS = 16
CURVES = ("rnn", "mgu", "gru", "lstm", "mlstm_krause", "sru", "indrnn")
REFERENCE_CELL = "lstm"


def overview(
    contexts: Iterable[Mapping[str, Any]], notation: Notation, sizes: Mapping[str, int] = EXAMPLE_AT
) -> dict[str, Any]:
    """The data of the opening sections, at the ``sizes`` of the report where it has such.

    Each part is empty where the cells for it are not in the report.
    """
    at = {letter: sizes.get(letter, number) for letter, number in EXAMPLE_AT.items()}
    contexts = list(contexts)
    plain = {context["name"]: context for context in contexts if not context["modifiers"]}
    return {
        "question": _question(at, notation) if REFERENCE_CELL in plain else None,
        "ranking": _ranking(plain, at, notation),
        "curves": _curves(plain, at),
        "at": at,
        "signs": signs(notation, _used(contexts)),
    }


def _used(contexts: Sequence[Mapping[str, Any]]) -> set[str]:
    """The operations of the cells and of their backward passes."""
    of_passes = {name for context in contexts for name in context.get("backward", {}).get("operations", ())}
    return of_passes.union(*(context["operations"] for context in contexts))


def _question(at: Mapping[str, int], notation: Notation) -> dict[str, str]:
    """The numbers of the question that the project answers, each counted here."""
    lstm = cell(REFERENCE_CELL)
    mistaken = {"n": at["m"], "m": at["n"] * SLIDER_STEPS}
    numbers = {
        "right": lstm.count_at(**at),
        "formula": lstm.modified(bias="none").count_at(**at),
        "double": lstm.modified(bias="double").count_at(**at),
        "mistaken": lstm.modified(bias="none").count_at(**mistaken),
        "inputs": at["n"] * SLIDER_STEPS,
    }
    return {name: grouped(number, notation) for name, number in numbers.items()} | {"steps": str(SLIDER_STEPS)}


def _ranking(plain: Mapping[str, Mapping[str, Any]], at: Mapping[str, int], notation: Notation) -> list[dict[str, Any]]:
    """The cells of two sizes, input and hidden, from the smallest count to the largest."""
    two = [context for context in plain.values() if _is_of_two_sizes(context)]
    if len(two) < 3 or REFERENCE_CELL not in plain:
        return []
    against = _number(plain[REFERENCE_CELL], at)
    rows = sorted((_number(context, at), place, context) for place, context in enumerate(two))
    return [
        {
            "title": context["title"],
            "file": context["file"],
            "count_latex": context["count_latex"],
            "number": grouped(number, notation),
            "ratio": f"{number / against:.3f}",
        }
        for number, _, context in rows
    ]


def _curves(plain: Mapping[str, Mapping[str, Any]], at: Mapping[str, int]) -> list[dict[str, str]]:
    """Counts as pgfplots computes them: over the hidden size and over the input size, x in place of it."""
    shown = [plain[name] for name in CURVES if name in plain and _is_of_two_sizes(plain[name])]
    return [
        {
            "title": context["title"],
            "over_m": _over("m", at, size_of(context["terms"])),
            "over_n": _over("n", at, size_of(context["terms"])),
        }
        for context in shown
    ]


def _is_of_two_sizes(context: Mapping[str, Any]) -> bool:
    return set(context["counted_letters"]) == {"n", "m"} == {row["name"] for row in context["letters"]}


def _number(context: Mapping[str, Any], at: Mapping[str, int]) -> int:
    """The count at the sizes of this table, which need not be those of the example of the cell."""
    top, bottom = size_of(context["terms"]).evaluate(at.__getitem__)
    return top // bottom


def _over(letter: str, at: Mapping[str, int], size: Size) -> str:
    """The count as pgfplots computes it over one letter, the other at the hidden size of this table."""
    return str(size.substitute(dict.fromkeys("nm", Size.of(at["m"])) | {letter: Size.letter("x")})).replace("**", "^")
