"""The summary of a network as a table, as sentences, and as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symbolic.collector import without_collector
from symbolic.derive.simplify import simplified
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.model.placed import Placed, Term
from symbolic.model.stored_array import StoredArray
from symbolic.model.summary import LayerRow, Summary
from symbolic.report.writing.blocks import Block, Piece, grid, line
from symbolic.report.writing.polynomials import Maths, latex_of, maths, text_of

SUMMARY_HEADER = ("layer", "kind", "features", "parameters", "number")
BYTE_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")


@without_collector
def blocks(summary: Summary, format: str = "text") -> list[Block]:
    """A row for each layer, the arrays of a real network below it, then the totals, and what differs."""
    rows: list[tuple[Piece | tuple[Piece, ...], ...]] = []
    for row in summary.rows:
        layer = row.layer
        number: Piece = "" if row.count is None else row.count
        formula = _with_numbers(layer) if layer.terms and layer.known else ""
        rows.append((layer.name, layer.what, _width(layer), formula, number))
        arrays = layer.arrays if summary.with_arrays else ()
        rows += [(f"  {array.name}", _shape(array), "", "", "") for array in arrays or ()]
    kept = [column for column in range(len(SUMMARY_HEADER)) if any(row[column] != "" for row in rows)]
    right = [place for place, column in enumerate(kept) if SUMMARY_HEADER[column] == "number"]
    table = grid([SUMMARY_HEADER[column] for column in kept], [[row[column] for column in kept] for row in rows], right)
    return [table, *_totals(summary), *_remarks(summary), *(line(note, indent=2) for note in summary.notes)]


def formula_of(layer: Placed) -> Maths:
    """What it holds, trained or not: in letters of its own where its sizes are numbers, else in the network's."""
    sizes = shown_sizes(layer)
    written = [term_of(term, sizes) for term in layer.terms if term.part]
    rest = maths(sum((term.whole for term in layer.terms if not term.part), NO_SIZE).substitute(sizes))
    return joined([*written, *([rest] if rest.text != "0" or not written else [])])


def _with_numbers(layer: Placed) -> Maths:
    """The formula with numbers in place of the letters of its own, as these are another layer's too."""
    numbers = layer.numbers
    if not numbers:
        return formula_of(layer)
    formulas = [simplified(term.times, term.size) for term in layer.terms if term.part]
    rest = sum((term.whole for term in layer.terms if not term.part), NO_SIZE)
    formulas += [simplified(rest)] if rest.terms or not formulas else []
    return joined(Maths(text_of(formula, numbers), latex_of(formula, sizes=numbers)) for formula in formulas)


def shown_sizes(layer: Placed) -> Mapping[str, Size]:
    """What is put for the letters of its own in a formula that is shown."""
    return {} if layer.numbers else layer.sizes


def term_of(term: Term, sizes: Mapping[str, Size]) -> Maths:
    """So many times so much, not multiplied out."""
    return maths(term.times.substitute(sizes), term.size.substitute(sizes))


def joined(terms: Iterable[Maths]) -> Maths:
    """A sum of formulas as they are."""
    terms = list(terms)
    return Maths(*(" + ".join(getattr(term, format) for term in terms) for format in ("text", "latex")))


def data(summary: Summary) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    answer: dict[str, Any] = {
        "name": summary.name,
        "sizes": dict(summary.sizes),
        "layers": [row_data(row) for row in summary.rows],
        "formula": str(summary.size),
        "fixed_formula": str(summary.fixed_size),
    }
    answer |= {"notes": list(summary.notes)} if summary.notes else {}
    if summary.numbers:
        answer |= {"trained": summary.trained, "fixed": summary.fixed, "count": summary.trained + summary.fixed}
        answer["memory"] = {"dtype": summary.dtype, "bytes": summary.memory, "stored": summary.stored_memory}
    return answer


def row_data(row: LayerRow) -> dict[str, Any]:
    """One layer of `data`."""
    layer = row.layer
    answer: dict[str, Any] = {
        "name": layer.name,
        "kind": layer.what,
        "known": layer.known,
        "reads": None if layer.reads is None else str(layer.reads),
        "gives": None if layer.gives is None else str(layer.gives),
        "formula": str(layer.size),
        "fixed_formula": str(layer.fixed),
        "written": formula_of(layer).text,
        "sizes": {letter: str(size) for letter, size in layer.sizes.items()},
    }
    if row.trained is not None:
        answer |= {"trained": row.trained, "fixed": row.fixed, "derived": row.derived}
    if layer.arrays is not None:
        answer |= {"stored": row.count, "arrays": [_array_data(array) for array in layer.arrays]}
    answer |= {"remark": layer.remark} if layer.remark else {}
    return answer | ({"counted_in": layer.counted_in} if layer.counted_in else {})


def _array_data(array: StoredArray) -> dict[str, Any]:
    return {
        "name": array.name,
        "shape": list(array.shape),
        "dtype": array.dtype or None,
        "trained": array.trained,
        "bytes": array.bytes,
    }


def _width(layer: Placed) -> Piece:
    if layer.gives is None or layer.reads is None or layer.reads == layer.gives:
        return layer.gives or layer.reads or ""
    reads, gives = maths(layer.reads), maths(layer.gives)
    return Maths(f"{reads.text} → {gives.text}", rf"{reads.latex} \to {gives.latex}")


def _shape(array: StoredArray) -> str:
    words = [f"({', '.join(map(str, array.shape))})"]
    words += [array.dtype] if array.dtype not in ("", "float32") else []
    words += [] if array.trained else ["fixed"]
    return " ".join(words)


def _totals(summary: Summary) -> list[Block]:
    trained, fixed = summary.size, summary.fixed_size
    parts = [("trained", trained, summary.trained)]
    if fixed.terms:
        parts += [("fixed", fixed, summary.fixed), ("total", trained + fixed, summary.trained + summary.fixed)]
    formulas = any(row.layer.letters for row in summary.rows)
    # A sum over several layers does not factor into anything that a reader knows.
    several = sum(bool(row.layer.terms) for row in summary.rows) > 1
    rows: list[list[Piece]] = []
    for name, size, number in parts:
        formula = Maths(text_of(size), latex_of(size)) if several else maths(size)
        rows.append([name, *([formula] if formulas else []), *([number] if summary.numbers else [])])
    width = len(rows[0])
    made: list[Block] = [grid(("",) * width, rows, right=(width - 1,) if summary.numbers else ())]
    if summary.numbers:
        sizes = ", ".join(f"{letter} = {number:,}" for letter, number in summary.sizes.items())
        words = f"{memory_text(summary.memory)} of parameters in {summary.dtype}"
        if summary.stored_memory is not None:
            words += f", {memory_text(summary.stored_memory)} as stored"
        made.append(line(f"{words}{', at ' + sizes if sizes else ''}", indent=2))
    return made


def memory_text(number: int) -> str:
    """Bytes in the largest unit that is not above them.

    >>> memory_text(3 * 1024**2), memory_text(100)
    ('3.00 MiB', '100 bytes')
    """
    place = max(0, min((number.bit_length() - 1) // 10, len(BYTE_UNITS) - 1))
    return f"{number / 1024**place:.2f} {BYTE_UNITS[place]}" if place else f"{number} {BYTE_UNITS[0]}"


def _remarks(summary: Summary) -> list[Block]:
    remarks = [
        f"{row.layer.name}: the equations give {row.derived:,}, and {row.count:,} are stored{_reason(row.layer)}."
        for row in summary.rows
        if row.differs
    ]
    remarks += [
        f"{row.layer.name} shares arrays with {row.layer.counted_in}, and they are counted there{_reason(row.layer)}."
        for row in summary.rows
        if row.layer.counted_in
    ]
    reasons: dict[str, list[str]] = {}
    for row in summary.rows:
        if row.layer.remark and not row.differs and not row.layer.counted_in:
            reasons.setdefault(row.layer.remark, []).append(row.layer.name)
    held = sum(bool(row.layer.arrays) for row in summary.rows)
    for reason, names in reasons.items():
        whole = len(names) == held > 1
        remarks.append(f"{reason[0].upper()}{reason[1:]}." if whole else f"{', '.join(names)}: {reason}.")
    if strange := [row.layer.name for row in summary.rows if not row.layer.known]:
        remarks.append(f"Not known here, and counted as they are stored: {', '.join(strange)}.")
    return [line(remark, indent=2) for remark in remarks]


def _reason(layer: Placed) -> str:
    return f": {layer.remark}" if layer.remark else ""
