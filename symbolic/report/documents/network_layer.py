"""One layer of a network: its terms, and the derivation of the cell behind it at its sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.errors import UnknownName
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import whole_number
from symbolic.language.sizes.size import Size
from symbolic.model.placed import Term
from symbolic.model.summary import LayerRow, Summary
from symbolic.report.answers.formats import blocks_text
from symbolic.report.answers.summary import formula_of, row_data, shown_sizes, term_of
from symbolic.report.writing.blocks import Block, Piece, grid, line
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.polynomials import Maths, maths


def layer_answer(
    summary: Summary, name: str, format: str, options: Options = DEFAULT_OPTIONS, caption: str = "", label: str = ""
) -> Any:
    """The layer as text, in LaTeX or in Markdown, or as ``data``; a caption is that of the table of its terms.

    Raises `UnknownName`, and `UsageError` for a width that something does not fit, and a caption where no table is.
    """
    rows = {row.layer.name: row for row in summary.rows}
    if name not in rows:
        raise UnknownName("layer", name, rows)
    row = rows[name]
    cell = row.layer.cell
    sizes = _own(cell, row.layer.at(summary.sizes)) if summary.numbers and cell else {}
    if format == "data":
        from symbolic.report.pages.show import show_data

        terms = [_term_data(term, row, summary) for term in row.layer.terms]
        return {**row_data(row), "terms": terms, **({"derivation": show_data(cell, sizes)} if cell else {})}
    text = blocks_text(_blocks(row, summary), summary, format, options.flavour, options, caption, label)
    if cell is None:
        return text
    if format == "text":
        from symbolic.report.pages.show import show_text

        return f"{text}\n{show_text(cell, sizes)}"
    from symbolic.report.documents.fragments import fragment

    return f"{text}\n{fragment(cell, format, sizes, options)}"


def _own(cell: Cell | Layer, values: dict[str, int]) -> dict[str, int]:
    letters = cell.letters
    return {letter: values[letter] for letter in letters if letter in values}


def _blocks(row: LayerRow, summary: Summary) -> list[Block]:
    layer = row.layer
    head: list[Piece] = [f"{layer.name}: {layer.what}, ", formula_of(layer)]
    head += [] if row.derived is None else [" = ", row.derived]
    cells = any(term.part for term in layer.terms)
    rows = [_term(term, row, summary, cells) for term in layer.terms]
    header = ["", *(["at", "times", "each"] if cells else []), "parameters", *(["number"] if summary.numbers else [])]
    right = [len(header) - 1] if summary.numbers else []
    return [line(*head), *([grid(header, rows, right)] if rows else [])]


def _term(term: Term, row: LayerRow, summary: Summary, cells: bool) -> list[Piece | tuple[Piece, ...]]:
    layer, sizes = row.layer, shown_sizes(row.layer)
    shown: list[Piece | tuple[Piece, ...]] = [term.words + ("" if term.trained else ", not trained")]
    shown += [_stands(term, layer.sizes), term.times.substitute(sizes), term.size.substitute(sizes)] if cells else []
    shown.append(term_of(term, sizes))
    return [*shown, *([whole_number(term.whole, layer.at(summary.sizes))] if summary.numbers else [])]


def _term_data(term: Term, row: LayerRow, summary: Summary) -> dict[str, Any]:
    layer = row.layer
    answer: dict[str, Any] = {
        "words": term.words,
        "trained": term.trained,
        "times": str(term.times.substitute(layer.sizes)),
        "each": str(term.size.substitute(layer.sizes)),
    }
    return answer | ({"count": whole_number(term.whole, layer.at(summary.sizes))} if summary.numbers else {})


def _stands(term: Term, sizes: Mapping[str, Size]) -> tuple[Piece, ...]:
    """The sizes at which the cell stands: those of the layer, and what one past the first reads."""
    if term.part is None:
        return ()
    inner = {letter: size.substitute(sizes) for letter, size in term.part.sizes.items()}
    pieces: list[Piece] = []
    for letter, size in {**sizes, **inner}.items():
        if size != Size.letter(letter):
            left, right = maths(Size.letter(letter)), maths(size)
            if not size.letters:
                number = f"{size.constant:,}"
                right = Maths(number, number.replace(",", "{,}"))
            pieces += [", "] * bool(pieces)
            pieces.append(Maths(f"{left.text} = {right.text}", f"{left.latex} = {right.latex}"))
    return tuple(pieces)
