"""What contradicts a block: names that differ, declarations that no equation bears out, counts that are claimed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from symbolic.language.reachable import reachable
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.claims import check_claims
from symbolic.latex.meaning.letters import plain_name
from symbolic.latex.meaning.naming import STATE_LETTERS, SymbolName
from symbolic.latex.meaning.readings import Explored
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.meaning.sized_inputs import is_scalar_input, size_of_columns
from symbolic.latex.printed.errors import Finding, finding
from symbolic.latex.printed.syntax import Applied, Function, Symbol, symbols_in, walk_printed
from symbolic.latex.printed.words import FUNCTION_SPELLINGS


def check_names(block: StatementBlock, sizes: Mapping[str, object]) -> tuple[Finding, ...]:
    """Remarks on single symbols, before any reading: broken times, misspelt signals, signals that nothing assigns."""
    return (
        *_broken_times(block),
        *_late(block),
        *_twice(block),
        *_circles(block),
        *_unassigned(block, sizes),
        *_without_equation(block, sizes),
        *_unread_gates(block),
    )


def check_block(block: StatementBlock, explored: Explored) -> tuple[Finding, ...]:
    """Remarks on what the prose says beside the equations of the readings."""
    return (*_declared_unused(block), *_listed(block), *_in_line(block), *check_claims(block, explored))


def _in_line(block: StatementBlock) -> list[Finding]:
    message = "this equation is in the line and not counted; put it in a display if it belongs to the cell"
    apart = "this equation shares no signal with the cell, and is not counted"
    told = [(message, part) for part in block.outputs_in_line] + [(apart, part) for part in block.apart]
    return [finding(block.source, "left out", said, part.left.start, part.right.end) for said, part in told]


def _broken_times(block: StatementBlock) -> list[Finding]:
    time = block.naming.time
    remarks = []
    if not time:
        return []
    for symbol in block.symbols:
        name = block.read(symbol)
        if _is_capital_time(block, name):
            message = f"{time.upper()} is not a time: {time} is probably meant"
            remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
        if _is_input_without_time(block, name):
            message = f"{name.key[2][0]} is not a time: {time} is probably meant"
            remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
        if any(re.search(rf"_{re.escape(time)}-\d", text) for text in name.key[2]):
            message = "this script holds an earlier step: does its brace close too late?"
            remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
        if _is_step_of_another_letter(block, name):
            message = f"{name.key[2][0]} is not a time: {time} is probably meant"
            remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
        for text in [*symbol.below, *symbol.above]:
            if (
                re.fullmatch(rf"\(?{re.escape(time)}_?\d+\)?|\(?{re.escape(time)}[_^-]?[+-]?\)?", text)
                and text.strip("()") != time
            ):
                name = block.read(symbol)
                bare = (name.key[0], name.key[1], tuple(part for part in name.key[2] if part != text))
                if bare in block.assigned:
                    message = f"{text} is not a time: {time}-1 is probably meant"
                    remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
    return remarks


def _is_capital_time(block: StatementBlock, name: SymbolName) -> bool:
    """Whether a signal is read at ``T-1``, or an input at ``T``, the last step, where each step has its own."""
    last = block.naming.time.upper()
    bare = (*name.key[:2], ())
    if name.timed or len(name.key[2]) != 1:
        return False
    (script,) = name.key[2]
    return (script == last and bare in block.timed - block.assigned) or (script == f"{last}-1" and bare in block.timed)


def _is_input_without_time(block: StatementBlock, name: SymbolName) -> bool:
    """Whether a name is an input ``x_q`` whose script is a letter that nothing explains, and no input has a time."""
    key = name.key
    lettered = len(key[2]) == 1 and len(key[2][0]) == 1 and key[2][0].isalpha()
    if name.timed or name.index or key[0] not in ("x", "u") or not lettered or key not in block.untimed_inputs:
        return False
    explained = block.shape_of(key) is not None or block.called(block.prose.inputs, key)
    return not explained and not (block.timed - block.assigned)


def _is_step_of_another_letter(block: StatementBlock, name: SymbolName) -> bool:
    """Whether a name is a signal whose script is a letter that stands nowhere else, ``z_k`` beside ``z_t``."""
    base, accents, scripts = name.key
    letter = scripts[0] if len(scripts) == 1 else ""
    if name.timed or not re.fullmatch("[a-z]", letter) or (base, accents, ()) not in block.assigned:
        return False
    marked = [other for other in block.symbols if letter in "".join((*other.below, *other.above))]
    named = {key[0] for key in block.assigned} | {shape.symbol.base for shape in block.prose.shapes}
    return len(marked) == 1 and letter not in named


def _twice(block: StatementBlock) -> list[Finding]:
    seen: dict[tuple[SymbolKey, tuple[str, ...]], Symbol] = {}
    remarks = []
    for statement in block.statements:
        if not isinstance(statement.left, Symbol):
            continue
        name = block.read(statement.left)
        if not name.timed:
            continue
        place = (name.key, name.index)
        other = seen.setdefault(place, statement.left)
        if other is not statement.left:
            first = next(part for part in block.statements if part.left is other)
            if first.right != statement.right:
                called = block.naming.called(name.key)
                message = f"{called} is assigned twice"
                remarks.append(
                    finding(
                        block.source, "assigned twice", message, statement.left.start, statement.left.end, error=True
                    )
                )
    return remarks


def _circles(block: StatementBlock) -> list[Finding]:
    """Signals that need their own value at the same step, at the place that reads ahead."""
    written = [(block.read(part.left), part) for part in block.statements if isinstance(part.left, Symbol)]
    places = {name.key: number for number, (name, _) in enumerate(written)}
    reads = {
        name.key: [
            node
            for node in walk_printed(part.right)
            if isinstance(node, Symbol) and _same_step(block, node, name.index)
        ]
        for name, part in written
    }
    remarks = []
    for number, (name, _) in enumerate(written):
        # Once for each signal, at the first place.
        for key, symbol in {block.read(symbol).key: symbol for symbol in reversed(reads[name.key])}.items():
            if key in places and (places[key] > number or key == name.key) and _needs(block, reads, key, name.key):
                called, other = block.naming.called(name.key), block.naming.called(key)
                message = (
                    f"{called} needs {other} of the same step, which needs {called}; the step before is probably meant"
                )
                remarks.append(finding(block.source, "circle", message, symbol.start, symbol.end, error=True))
    return remarks


def _same_step(block: StatementBlock, symbol: Symbol, index: tuple[str, ...]) -> bool:
    name = block.read(symbol)
    return name.timed and name.lag == 0 and not name.delay and (not name.index or name.index == index)


def _needs(block: StatementBlock, reads: Mapping[SymbolKey, list[Symbol]], start: SymbolKey, wanted: SymbolKey) -> bool:
    needed = reachable([start], lambda key: [block.read(symbol).key for symbol in reads.get(key, ())])
    return wanted == start or wanted in needed


def _unassigned(block: StatementBlock, sizes: Mapping[str, object]) -> list[Finding]:
    """Signals that are read and not assigned: inputs, or slips."""
    reads: dict[SymbolKey, list[Symbol]] = {}
    for symbol in block.symbols:
        name = block.read(symbol)
        if name.timed or name.key in block.untimed_inputs:
            reads.setdefault(_without_power(block, symbol, name.key), []).append(symbol)
    parts = {key for keys in block.packed_parts.values() for key in keys}
    open_keys = [key for key in reads if key not in block.assigned and key not in parts]
    never_read = [key for key in block.assigned if key not in reads]
    first = block.statements[:-1]
    unread = [
        key for part in first if isinstance(part.left, Symbol) and (key := block.read(part.left).key) in never_read
    ]
    remarks: list[Finding] = []
    kept: list[SymbolKey] = []
    for key in open_keys:
        symbol = reads[key][0]
        near = next(
            (
                other
                for other in block.assigned
                if other != key and _alike(key, other) and (other in never_read or key[1] == other[1])
            ),
            None,
        )
        indexed = any(block.read(part).index for part in reads[key])
        if block.called(block.prose.inputs, key) or (indexed and not block.is_family(near)):
            near = None
        elif near is None and block.is_gate(key) and len(unread) == 1 and key != open_keys[0]:
            # The first that is read and not assigned is the input.
            near = unread[0]
        called = block.naming.called(key)
        if near is not None:
            message = f"{called} is read and never assigned; {block.naming.called(near)} is probably meant"
            remarks.append(finding(block.source, "spelling", message, symbol.start, symbol.end, error=True))
        elif (
            all(block.read(part).lag > 0 for part in reads[key])
            and not _is_known_input(block, key, sizes)
            and len(open_keys) > 1
        ):
            message = f"{called} is read at an earlier step and never assigned"
            remarks.append(finding(block.source, "undefined", message, symbol.start, symbol.end, error=True))
        else:
            kept.append(key)
    unknown = [key for key in kept if not _is_known_input(block, key, sizes)]
    known = [key for key in kept if key not in unknown]
    letters = {key: _without_font(key[0]) for key in unknown}
    likely = [key for letter in ("x", "X", "xi", "u", "i") for key in unknown if letters[key] == letter and not key[1]]
    likely = likely[:1]
    if known:
        likely = [key for key in likely if letters[key] in ("x", "X", "xi")]
    doubtful = [key for key in unknown if key not in likely] if (known or likely) else unknown[1:]
    if (
        doubtful
        and (known or likely)
        and all(block.is_gate(key) and all(block.read(symbol).lag == 0 for symbol in reads[key]) for key in doubtful)
    ):
        block.missing_gates = tuple(doubtful)
        return remarks
    for key in doubtful:
        symbol = reads[key][0]
        called = block.naming.called(key)
        message = f'{called} is read and never assigned; is it an input? then give its size, sizes={{"{called}": "q"}}'
        remarks.append(finding(block.source, "undefined", message, symbol.start, symbol.end, error=True))
    return remarks


def _without_power(block: StatementBlock, symbol: Symbol, key: SymbolKey) -> SymbolKey:
    """The name of a signal that is squared, ``a_t^2``."""
    last = key[2][-1] if key[2] else ""
    powered = bool(symbol.above) and symbol.above[-1] == last and re.fullmatch("[2-9]", last)
    return (key[0], key[1], key[2][:-1]) if powered and not block.naming.is_label(symbol) else key


def _without_equation(block: StatementBlock, sizes: Mapping[str, object]) -> list[Finding]:
    """Of texts without a time, small letters of which an activation is taken and that nothing assigns or explains."""
    if block.naming.style == "letter":
        return []
    inner = (
        node.arguments[0] if isinstance(node, Function) else node.group.parts[0]
        for part in block.statements
        for node in walk_printed(part.right)
        if (isinstance(node, Function) and len(node.arguments) == 1 and node.name in FUNCTION_SPELLINGS)
        or (isinstance(node, Applied) and node.symbol.base == "sigma")
    )
    remarks = []
    for symbol in inner:
        if not isinstance(symbol, Symbol) or not re.fullmatch("[a-z]", symbol.base) or symbol.below or symbol.above:
            continue
        key = block.read(symbol).key
        said = (*block.prose.trained, *block.prose.vectors, *block.prose.fixed)
        if not (block.is_signal(symbol) or block.called(said, key) or _is_known_input(block, key, sizes)):
            message = f"{block.naming.called(key)} is read and never assigned; write the equation of it"
            remarks.append(finding(block.source, "undefined", message, symbol.start, symbol.end, error=True))
    return remarks


def _is_known_input(block: StatementBlock, key: SymbolKey, sizes: Mapping[str, object]) -> bool:
    if block.called(block.prose.inputs, key) or size_of_columns(block, key):
        return True
    if key[0] in STATE_LETTERS and not block.is_read_now(key):
        return False
    if is_scalar_input(block, key):
        return True
    if block.shape_of(key) is not None and not block.is_gate(key):
        return True
    called = block.naming.called(key)
    names = {plain_name(name) for name in sizes}
    return called in names or (key[0] in names and not key[1] and not key[2])


def _alike(key: SymbolKey, other: SymbolKey) -> bool:
    """Whether two names differ by a capital, or by an accent alone."""
    if key[0].lower() == other[0].lower() and key[1] == other[1] and key[2] == other[2]:
        return True
    if key[0] == other[0] and key[2] == other[2] and key[1] and other[1] and key[1] != other[1]:
        return True
    joined = ["".join((_without_font(part[0]), *part[1], *part[2])) for part in (key, other)]
    return min(map(len, joined)) > 3 and SequenceMatcher(None, joined[0], joined[1]).ratio() > 0.8


def _without_font(name: str) -> str:
    return re.sub("^(?:frak|cal|bb)_", "", name)


def _declared_unused(block: StatementBlock) -> list[Finding]:
    """Parameters that the prose declares one by one and no equation reads."""
    present = {block.read(symbol).key for symbol in block.symbols} | block.assigned
    remarks: list[Finding] = []
    for shape in block.prose.shapes:
        key = block.read(shape.symbol).key
        wild = any("*" in text for text in key[2])
        timed = any(re.match(rf"{re.escape(block.naming.time)}[_+-]", text) for text in key[2])
        if wild or timed or key in present or block.read(shape.symbol).timed or not key[2]:
            continue
        if not any(other[0] == key[0] and other[1] == key[1] for other in present):
            continue
        called = block.naming.called(key)
        at = _equation_of(block, key) or (shape.start, shape.end)
        message = f"{called} is declared in the text and read by no equation; is it missing here?"
        remarks.append(finding(block.source, "bias", message, *at, error=True))
    return remarks


def _listed(block: StatementBlock) -> list[Finding]:
    """Parameters that the prose lists beside others, ``b_i, b_f, b_o``, and no equation reads."""
    remarks: list[Finding] = []
    declared = {block.read(shape.symbol).key for shape in block.prose.shapes}
    for symbols in block.prose.lists:
        keys = {block.read(symbol).key: symbol for symbol in symbols if not block.read(symbol).timed}
        missing = [key for key in keys if key not in block.present and key not in declared]
        known = [key for key in keys if key in block.present and len(key[2]) == 1]
        if len(missing) != 1 or len(known) < 2:
            continue
        key = missing[0]
        if len(key[2]) != 1 or "*" in key[2][0] or any(other[:2] != key[:2] for other in known):
            continue
        at = _equation_of(block, key) or (keys[key].start, keys[key].end)
        message = f"{block.naming.called(key)} is named in the text and read by no equation; is it missing here?"
        remarks.append(finding(block.source, "bias", message, *at, error=True))
    return remarks


def _equation_of(block: StatementBlock, key: SymbolKey) -> tuple[int, int] | None:
    """Where the equation stands that a parameter would be of by its script."""
    for part in block.statements:
        if isinstance(part.left, Symbol) and block.read(part.left).base in "".join(key[2]):
            return part.right.start, part.right.end
    return None


def _late(block: StatementBlock) -> list[Finding]:
    """A state that is read two steps back and never one, among others that are read one step back."""
    reads = [(block.read(symbol), symbol) for symbol in block.symbols]
    lags: dict[SymbolKey, set[int]] = {}
    for name, _ in reads:
        if name.timed and name.key in block.assigned and name.lag > 0:
            lags.setdefault(name.key, set()).add(name.lag)
    if not any(1 in steps for steps in lags.values()):
        return []
    late = {key for key, steps in lags.items() if 1 not in steps}
    remarks = []
    for name, symbol in reads:
        if name.key in late and name.lag > 0:
            called = block.naming.called(name.key)
            message = f"{called} is read {name.lag} steps back and never one; the step before is probably meant"
            remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
    return remarks


def _unread_gates(block: StatementBlock) -> list[Finding]:
    """Sigmoid gates of the input and the state before that nothing reads."""
    read = {block.read(symbol).key for symbol in block.symbols}
    remarks = []
    for part in block.statements:
        right = part.right
        if not isinstance(part.left, Symbol) or len(block.statements) < 3 or part is block.statements[-1]:
            continue
        name = block.read(part.left)
        sigmoid = (isinstance(right, Applied) and right.symbol.base == "sigma") or (
            isinstance(right, Function)
            and right.name in FUNCTION_SPELLINGS
            and FUNCTION_SPELLINGS[right.name] == "sigmoid"
        )
        lags = [block.read(node) for node in symbols_in(right)]
        recurrent = any(other.timed and other.lag > 0 and other.key in block.assigned for other in lags)
        if sigmoid and recurrent and name.timed and name.key not in read:
            message = f"{block.naming.called(name.key)} is assigned and never read"
            remarks.append(finding(block.source, "unused", message, part.left.start, part.end, error=True))
    return remarks
