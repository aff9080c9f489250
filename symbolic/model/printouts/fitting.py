"""Rows of a printed table as layers of a network: those that fit a formula, and those that cannot be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from symbolic.errors import SymbolicError
from symbolic.language.sizes.size import Size
from symbolic.limits import LARGEST_SIZE
from symbolic.model.network_letters import substituted
from symbolic.model.placed import Placed, Term
from symbolic.model.printouts.kinds import AXES_OF_CONVOLUTION, LayerTemplate, candidates, full_class, grouped
from symbolic.model.printouts.printed import PrintedRow, PrintedShape, Printout, letter_for
from symbolic.model.reading.real import printable, unknown_layer
from symbolic.model.stored_array import StoredArray
from symbolic.model.text import parse_layer
from symbolic.record import Record, replace

AS_PRINTED = "as printed"
PICTURE_CHANNELS = (1, 3)
"""The channels of a picture."""
WIDTH_LETTER, READS = "Wd", "Rd"
"""Letters for the sizes of a layer whose count is looked at."""


class LayerFit(Record):
    """A layer that has the number of a row where it reads ``reads`` numbers."""

    candidate: LayerTemplate
    reads: int | None

    @property
    def text(self) -> str:
        """The layer as a network's text has it."""
        return self.candidate.text(self.reads)


def place_rows(printout: Printout) -> tuple[Placed, ...]:
    """The layers of the table; a row whose number fits no formula is counted as it is printed, with the reason."""
    widths: dict[str, int | None] = {}
    placed: list[Placed] = []
    before: int | None = None
    for row in printout.rows:
        reads, known = _reads(row, printout, widths, before)
        if row.count or row.most:
            placed.append(_place(row, printout.framework, reads, known))
        width = _kept(row, printout.framework, before) or _width(row, printout.framework)
        before = width if width is not None else before if row.shape == () and printout.framework == "torch" else None
        widths[row.name] = width
    return tuple(placed)


def _place(row: PrintedRow, framework: str, reads: int | None, known: bool) -> Placed:
    kind, width, count = full_class(row.kind), _width(row, framework), row.count or 0
    if row.most is not None:
        return _rounded(row, framework, kind, width, reads)
    exact, solved = [], []
    for candidate in candidates(framework, kind, width, count):
        for fit in _fits(candidate, count, reads, framework == "keras"):
            (exact if fit.reads == reads or fit.reads is None else solved).append(fit)
    if not exact and width and reads:
        exact = [LayerFit(candidate, reads) for candidate in grouped(kind, width, reads, count)]
    if kind in AXES_OF_CONVOLUTION:
        solved.sort(key=_seldom)
    remark = ""
    fits = exact[:1]
    if not exact and solved:
        needed, said = solved[0].reads, f"{width:,}" if width else "these"
        if kind == "TimeDistributed":
            remark = "what is in it is not printed"
        elif known and reads is not None:
            remark = f"line {row.line}: {count:,} would need {said} units on {needed:,}; these are {said} on {reads:,}"
        else:
            fits = solved[:1]
            others = [fit for fit in solved[1:] if fit.reads != needed][:1]
            remark = f"what it reads is not printed; by its number it is {needed:,}"
            remark += f", or {others[0].reads:,} of {others[0].text}" if others else ""
    elif not exact and known and width and reads and _has_formula(framework, kind, width, count):
        remark = f"line {row.line}: {count:,} fits no {kind} with {width:,} units on {reads:,}"
    elif not exact and width is None and kind in ("LSTM", "GRU", "RNN", "SimpleRNN", "Linear", "Dense"):
        remark = "the printout does not say its width"
    for fit in fits:
        made = replace(_placed(fit), name=printable(row.name))
        terms = made.terms if framework == "keras" else tuple(term for term in made.terms if term.trained)
        if not row.trained:
            terms = tuple(replace(term, trained=False) for term in terms)
        what = made.what + ("" if row.trained else ", frozen")
        return replace(made, what=what, terms=terms, remark=printable(remark))
    array = StoredArray(AS_PRINTED, (count,), trained=row.trained)
    return unknown_layer(row.name, kind or "layer", (array,), remark)


def _seldom(fit: LayerFit) -> tuple[bool, bool]:
    """Whether a convolution is one that few write: over single places, and of what is not a picture."""
    return "1, 1)" in fit.text or fit.text.endswith(", 1)"), fit.reads not in PICTURE_CHANNELS


def _rounded(row: PrintedRow, framework: str, kind: str, width: int | None, reads: int | None) -> Placed:
    """A layer whose number is rounded: the one that has such a number on what it reads, else it stays open."""
    fitting: dict[int, LayerFit] = {}
    if row.count and row.most and width and reads:
        for candidate in candidates(framework, kind, width, 0):
            size = _size(candidate.template, framework == "keras")
            number = size and size.evaluate({WIDTH_LETTER: width, READS: reads}.__getitem__)[0]
            if number and row.count <= number <= row.most:
                fitting.setdefault(number, LayerFit(candidate, reads))
    remark = f"its number is rounded, from {row.count:,} to {row.most:,}"
    if len(fitting) == 1:
        (fit,) = fitting.values()
        return replace(_placed(fit), name=printable(row.name), remark=remark)
    if fitting:
        remark += ": " + " or ".join(f"{number:,} of {fit.text}" for number, fit in islice(fitting.items(), 2))
    return Placed(printable(row.name), printable(row.kind), (Term("rounded", letter_for(row.name)),), remark=remark)


def _reads(
    row: PrintedRow, printout: Printout, widths: Mapping[str, int | None], before: int | None
) -> tuple[int | None, bool]:
    """What the layer reads, and whether the table says it for certain."""
    if row.reads:
        return _last(row.reads, row.kind, printout.framework), True
    if row.sources is not None:
        inputs = [width for source in row.sources for name, width in widths.items() if _is_name(source, name)]
        return (inputs[0], True) if len(inputs) == 1 == len(row.sources) and inputs[0] else (None, False)
    return before, printout.in_order and before is not None and not row.loose


def _kept(row: PrintedRow, framework: str, before: int | None) -> int | None:
    """The features behind a layer of PyTorch that holds nothing, such as a pool: those of a map stand first."""
    if framework != "torch" or row.count or not row.shape:
        return None
    if before in (row.shape[0], row.shape[-1]):
        return before
    return row.shape[0] if len(row.shape) > 2 else None


def _is_name(source: str, name: str) -> bool:
    """Whether two names are one, of which each may be cut off."""
    cut, other = source.rstrip("…"), name.rstrip("…")
    if source.endswith("…") or name.endswith("…"):
        return cut.startswith(other) or other.startswith(cut)
    return cut == other


def _width(row: PrintedRow, framework: str) -> int | None:
    return _last(row.shape, row.kind, framework)


def _last(shape: PrintedShape, kind: str, framework: str) -> int | None:
    """The features of a shape: its last size, or its first in a map of PyTorch."""
    first = framework == "torch" and (kind in AXES_OF_CONVOLUTION or kind.startswith("BatchNorm")) and len(shape) > 1
    return next(iter(shape if first else reversed(shape)), None)


def _has_formula(framework: str, kind: str, width: int, count: int) -> bool:
    return next(candidates(framework, kind, width, count), None) is not None


def _fits(candidate: LayerTemplate, count: int, reads: int | None, with_fixed: bool) -> Iterator[LayerFit]:
    """The sizes that it may read: the one that it is said to, or else the one that its number asks for."""
    if candidate.template.startswith("embedding"):
        yield LayerFit(candidate, None)
        return
    size = _size(candidate.template, with_fixed)
    if size is None:
        return
    first, second = (size.evaluate({WIDTH_LETTER: candidate.width, READS: number}.__getitem__)[0] for number in (1, 2))
    step = second - first
    if reads is not None and first + step * (reads - 1) == count:
        yield LayerFit(candidate, reads)
    elif step > 0 and (count - first) % step == 0 and 1 <= (needed := (count - first) // step + 1) <= LARGEST_SIZE:
        yield LayerFit(candidate, needed)


def _size(template: str, with_fixed: bool) -> Size | None:
    """The numbers of the layer in letters, which grow evenly with what it reads; PyTorch prints what is trained."""
    try:
        placed = _in_letters(template)
    except SymbolicError:
        return None
    return placed.size + placed.fixed if with_fixed else placed.size


@lru_cache(maxsize=1024)
def _in_letters(template: str) -> Placed:
    layer = parse_layer(template.replace("{w}", WIDTH_LETTER).replace("{n}", READS))
    return layer.place("layer", Size.letter(READS), [])


def _placed(fit: LayerFit) -> Placed:
    if fit.reads is None:
        return parse_layer(fit.text).place("layer", None, [])
    return substituted(_in_letters(fit.candidate.template), {WIDTH_LETTER: fit.candidate.width, READS: fit.reads})
