"""The cells of a document: displays that belong together, by section and by what they assign."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from symbolic.errors import did_you_mean
from symbolic.latex.fragments import join_fragments, join_related
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.checks import check_names
from symbolic.latex.meaning.declared import list_symbols
from symbolic.latex.meaning.kernel_definitions import defines_kernel
from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.prose import read_prose
from symbolic.latex.part import DisplayGroup, stepless, stepless_names
from symbolic.latex.printed.document import Document, Passage
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.printed.letter_sets import read_sets, write_out
from symbolic.latex.printed.ranges import read_ranges
from symbolic.latex.printed.statements import read_statements
from symbolic.latex.printed.syntax import Printed, Statement, Symbol, symbols_in, walk_printed
from symbolic.record import replace

EARLIER = re.compile(
    r"[-−–]\s*1|_\{?\\?(?:text|mathrm|textrm)?\{?(?:old|prev)|\+\s*1\s*[})\]]|'|\\prime|₋₁|\^\{?-\}?|\\langle|\bold\b|prev"
)
"""What a display of a recurrence has somewhere: a step before, or a new and an old."""


def find_parts(document: Document) -> list[DisplayGroup]:
    """The parts of a document that hold equations with an earlier step; all others where none does."""
    parts = _grouped(document, document.displays)
    if not any(part.equations for part in parts):
        parts = [*parts, *_formula_parts(document)]
    parts = join_fragments(parts, lambda part: _is_recurrent(document, part), lambda part: is_whole(document, part))
    recurrent = [part for part in parts if _is_recurrent(document, part)]
    return recurrent or [part for part in parts if part.equations or part.faults]


def find_part(document: Document, name: str) -> DisplayGroup:
    """The one part of a document, or the one that a label, a section or a number names.

    Raises `LatexError` where there is none, or several and none is named.
    """
    parts = find_parts(document)
    if not parts:
        empty = not document.text.strip()
        nothing = "there is nothing to read" if empty else "there is no equation to read"
        raise LatexError(f"{nothing}; a cell is equations such as h_t = \\tanh(W x_t + U h_{{t-1}} + b)")
    if name:
        return _named(parts, name)
    if len(parts) == 1:
        return parts[0]
    whole = [part for part in parts if is_whole(document, part)]
    if len(whole) == 1:
        return whole[0]
    if not whole and (joined := join_related(parts)):
        return joined
    listed = ", ".join(
        f"{number} ({part.label})" if part.label else f"{number}" for number, part in enumerate(parts, 1)
    )
    raise LatexError(
        f"this text holds {len(parts)} cells: {listed[:300]}; choose one by its label, section or number, "
        f"such as paper.tex#{parts[0].label or 1} or part={parts[0].label or '1'!r}"
    )


def is_whole(document: Document, part: DisplayGroup) -> bool:
    """Whether a part can be a cell by itself, and is not a fragment that repeats an equation of another."""
    try:
        block = make_block(document, part)
    except LatexError:
        return False
    return not any(remark.error for remark in check_names(block, {})) and not block.missing_gates


def make_block(
    document: Document,
    part: DisplayGroup,
    fixed: Iterable[str] = (),
    sizes: Mapping[str, object] = MappingProxyType({}),
) -> StatementBlock:
    """The equations of a part with its prose; raises the first fault of a part that cannot be read whole."""
    if part.faults:
        raise part.faults[0]
    part = _written_out(document, part)
    part = replace(part, statements=(*part.statements, *_inline(document, part)))
    _check_missed(document, part)
    declared = [statement for statement in part.statements if statement.relation not in ("=", "range")]
    prose = read_prose(document, part.start, part.end, list(part.passages), declared)
    block = StatementBlock(document, list(part.statements), prose, fixed, sizes)
    block.outputs_in_line = tuple(_outputs_in_line(document, part))
    return block


def _written_out(document: Document, part: DisplayGroup) -> DisplayGroup:
    r"""A part with its equations of running letters, ``g_t = ..., g \in \{i, f, o\}``, one for each letter."""
    text = document.text
    inside = (each for each in document.formulas if part.start <= each.start and each.end <= part.end)
    said = [text[each.start : each.end] for each in inside if r"\{" in text[each.start : each.end]]
    said += [text[each.start : each.end] for each in part.statements if each.relation != "="]
    sets = read_sets(said)
    return replace(part, statements=write_out(part.statements, sets)) if sets else part


def _inline(document: Document, part: DisplayGroup) -> list[Statement]:
    """The equations in the line of signals that others read and do not assign, ``where $q_t = W_q x_t$``.

    Of outputs, ``o_t = S_t q_t``, those that only read signals.
    """
    written = part.equations
    if not written:
        return []
    inside = _in_line(document, part)
    waiting = [pair for pair in inside if _has_scripts(pair[0]) or defines_kernel(document.text, *pair)]
    waiting = [(stepless(symbol), each) for symbol, each in waiting]
    equations: list[Statement] = []
    signals = stepless_names([part.left for part in written]) | {symbol for symbol, _ in waiting}
    while True:
        lefts = stepless_names([part.left for part in (*written, *equations)])
        rights = stepless_names([part.right for part in (*written, *equations)])
        missing = ((symbol, part) for symbol, part in waiting if symbol not in lefts)
        wanted = (part for symbol, part in missing if symbol in rights or _reads(part, lefts, signals))
        statement = next(wanted, None)
        if statement is None:
            return equations
        equations.append(statement)


def _in_line(document: Document, part: DisplayGroup) -> list[tuple[Symbol, Statement]]:
    """The equations of one symbol in the line, with what they assign."""
    inside = [
        passage
        for passage in document.formulas
        if part.start <= passage.start and passage.end <= part.end and "=" in document.text[passage.start : passage.end]
    ]
    read = [statement for passage in inside for statement in _read(document, passage)[0] if statement.relation == "="]
    return [(each.left, each) for each in read if isinstance(each.left, Symbol)]


def _outputs_in_line(document: Document, part: DisplayGroup) -> list[Statement]:
    """The equations in the line that are not taken: of outputs that apply kernels to signals of the cell."""
    lefts = stepless_names([each.left for each in part.equations])
    known = lefts | stepless_names([each.right for each in part.equations])
    outputs = [each for symbol, each in _in_line(document, part) if stepless(symbol) not in lefts]
    return [
        each
        for each in outputs
        if stepless_names([each.right]) & lefts
        and any(is_capital(node.base) and stepless(node) not in known for node in symbols_in(each.right))
    ]


def _check_missed(document: Document, part: DisplayGroup) -> None:
    """Raise the fault of a display that was left out and assigns what the equations read."""
    missed = [
        passage
        for passage in document.displays
        if part.start <= passage.start and passage.end <= part.end and passage not in part.passages
    ]
    written = [statement for statement in part.statements if statement.relation == "="] if missed else []
    open_names = stepless_names([each.right for each in written]) - stepless_names([each.left for each in written])
    for passage in missed:
        equals = document.text.find("=", passage.start, passage.end)
        lefts = list_symbols(document, passage.start, equals) if equals > 0 else []
        if any(stepless(left) in open_names and left.base.lower() != "x" and _has_scripts(left) for left in lefts):
            read_statements(document.source, document.text, passage.start, passage.end, document.macros)


def _reads(output: Statement, known: set[tuple[object, ...]], signals: set[tuple[object, ...]]) -> bool:
    """Whether an equation reads what is known and nothing but signals."""
    read = stepless_names([output.right])
    return bool(read & known) and read <= signals


def _has_scripts(symbol: Symbol) -> bool:
    return bool(symbol.below or symbol.above or symbol.time)


def _named(parts: list[DisplayGroup], name: str) -> DisplayGroup:
    if name.isdigit() and 1 <= int(name) <= len(parts):
        return parts[int(name) - 1]
    for part in parts:
        if any(name in (passage.label, passage.section) for passage in part.passages):
            return part
    labels = [text for part in parts for passage in part.passages for text in (passage.label, passage.section) if text]
    ending = did_you_mean(name, labels, f"known: {', '.join([*labels[:10], *map(str, range(1, len(parts) + 1))])}")
    raise LatexError(f"there is no cell {name[:60]!r} in this text{ending}")


def _grouped(document: Document, passages: Iterable[Passage]) -> list[DisplayGroup]:
    groups: list[list[tuple[Passage, list[Statement], list[LatexError]]]] = []
    assigned: dict[Printed, Printed] = {}
    for passage in passages:
        statements, faults = _read(document, passage)
        if not statements and not faults:
            continue
        written = {part.left: part.right for part in statements if part.relation == "=" and _computes(part.right)}
        again = any(target in assigned and assigned[target] != right for target, right in written.items())
        if not groups or groups[-1][-1][0].section != passage.section or again:
            groups.append([])
            assigned = {}
        assigned |= written
        groups[-1].append((passage, statements, faults))
    parts: list[DisplayGroup] = []
    edges = [_between(document, one[-1][0].end, other[0][0].start) for one, other in itertools.pairwise(groups)]
    for number, group in enumerate(groups):
        start = edges[number - 1][1] if number else 0
        end = edges[number][0] if number < len(edges) else len(document.text)
        passages = tuple(passage for passage, _, _ in group)
        statements = tuple(statement for _, read, _ in group for statement in read)
        parts.append(
            DisplayGroup(passages, statements, tuple(fault for _, _, faults in group for fault in faults), start, end)
        )
    return parts


_HEADING = re.compile(r"\\(?:sub)*section\*?\{|^#{1,6} ", re.M)


def _between(document: Document, end: int, start: int) -> tuple[int, int]:
    """Where the prose of a cell ends and that of the next one begins: at a heading, or both have what is between."""
    heading = _HEADING.search(document.text, end, start)
    return (heading.start(), heading.start()) if heading else (start, end)


def _computes(right: Printed) -> bool:
    """Whether a side is more than a number or one symbol."""
    return sum(1 for _ in walk_printed(right)) > 1


def _read(document: Document, passage: Passage) -> tuple[list[Statement], list[LatexError]]:
    """What a display says; a display that cannot be read is a fault only where it has an earlier step."""
    try:
        return read_statements(
            document.source, document.text, passage.start, passage.end, document.macros, lines=document.bare
        ), []
    except LatexError as fault:
        written = document.text[passage.start : passage.end]
        alone = len(document.displays) == 1
        return [], [fault] if alone or EARLIER.search(written) else []


_SAYS = re.compile(r"=|\\(?:left|long)?(?:leftarrow|gets)(?![a-z])|←")


def _formula_parts(document: Document) -> list[DisplayGroup]:
    """Equations that stand in the line, for a text without displays."""
    written = ((document.source[passage.start : passage.end], passage) for passage in document.formulas)
    said = ((text, passage) for text, passage in written if _SAYS.search(text) and not read_ranges(text))
    passages = [passage for text, passage in said if not re.search(r"\\l?dots|\.\.\.", text)]
    parts = _grouped(document, passages)
    return [replace(part, faults=()) for part in parts if part.equations]


def _is_recurrent(document: Document, part: DisplayGroup) -> bool:
    if part.faults:
        return True
    return any(EARLIER.search(document.text[statement.start : statement.end]) for statement in part.equations)
