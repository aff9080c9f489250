"""What contradicts a block: names that differ, declarations that no equation bears out, counts that are claimed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from symbolic.errors import FormulaError
from symbolic.language.sizes.formula import parse_formula
from symbolic.latex.meaning.block import Block
from symbolic.latex.meaning.naming import Key
from symbolic.latex.meaning.readings import Explored
from symbolic.latex.printed.errors import Finding, finding
from symbolic.latex.printed.syntax import Symbol, walk_printed
from symbolic.latex.printed.tokens import read_tokens


def check_names(block: Block, sizes: Mapping[str, object]) -> tuple[Finding, ...]:
    """Remarks on single symbols, before any reading: broken times, misspelt signals, signals that nothing assigns."""
    return (*_broken_times(block), *_twice(block), *_circles(block), *_unassigned(block, sizes))


def check_block(block: Block, explored: Explored) -> tuple[Finding, ...]:
    """Remarks on what the prose says beside the equations of the readings."""
    return (*_declared_unused(block), *_claims(block, explored))


def _broken_times(block: Block) -> list[Finding]:
    time = block.naming.time
    remarks = []
    if not time:
        return []
    for symbol in block.symbols:
        for text in [*symbol.below, *symbol.above]:
            if (
                re.fullmatch(rf"\(?{re.escape(time)}_?\d+\)?|\(?{re.escape(time)}[_^-]?[+-]?\)?", text)
                and text.strip("()") != time
            ):
                name = block.read(symbol)
                bare = (name.key[0], name.key[1], tuple(part for part in name.key[2] if part != text))
                if bare in block.assigned:
                    message = f"{text} is no time: {time}-1 is probably meant"
                    remarks.append(finding(block.source, "time", message, symbol.start, symbol.end, error=True))
    return remarks


def _twice(block: Block) -> list[Finding]:
    seen: dict[tuple[Key, tuple[str, ...]], Symbol] = {}
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


def _circles(block: Block) -> list[Finding]:
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
        for symbol in reads[name.key]:
            key = block.read(symbol).key
            if key in places and (places[key] > number or key == name.key) and _needs(block, reads, key, name.key):
                called, other = block.naming.called(name.key), block.naming.called(key)
                message = (
                    f"{called} needs {other} of the same step, which needs {called}; the step before is probably meant"
                )
                remarks.append(finding(block.source, "circle", message, symbol.start, symbol.end, error=True))
    return remarks


def _same_step(block: Block, symbol: Symbol, index: tuple[str, ...]) -> bool:
    name = block.read(symbol)
    return name.timed and name.lag == 0 and (not name.index or name.index == index)


def _needs(block: Block, reads: Mapping[Key, list[Symbol]], start: Key, wanted: Key) -> bool:
    waiting, seen = [start], set()
    while waiting:
        key = waiting.pop()
        if key == wanted:
            return True
        if key not in seen:
            seen.add(key)
            waiting += [block.read(symbol).key for symbol in reads.get(key, ())]
    return False


def _unassigned(block: Block, sizes: Mapping[str, object]) -> list[Finding]:
    """Signals that are read and not assigned: inputs, or slips."""
    reads: dict[Key, list[Symbol]] = {}
    for symbol in block.symbols:
        name = block.read(symbol)
        if name.timed or name.key in block.untimed_inputs:
            reads.setdefault(name.key, []).append(symbol)
    parts = {key for keys in block.packed_parts.values() for key in keys}
    open_keys = [key for key in reads if key not in block.assigned and key not in parts]
    never_read = [key for key in block.assigned if key not in reads]
    remarks: list[Finding] = []
    kept: list[Key] = []
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
    likely = [key for key in unknown if key[0] in ("x", "X", "u", "i", "xi") and not key[1]][:1] if not known else []
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


def _is_known_input(block: Block, key: Key, sizes: Mapping[str, object]) -> bool:
    if block.called(block.prose.inputs, key):
        return True
    called = block.naming.called(key)
    given = {re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") for name in sizes}
    return called in given or (key[0] in given and not key[1] and not key[2])


def _alike(key: Key, other: Key) -> bool:
    """Whether two names differ by a capital, or by an accent alone."""
    if key[0].lower() == other[0].lower() and key[1] == other[1] and key[2] == other[2]:
        return True
    if key[0] == other[0] and key[2] == other[2] and key[1] and other[1] and key[1] != other[1]:
        return True
    joined = ["".join((part[0], *part[1], *part[2])) for part in (key, other)]
    return min(map(len, joined)) > 3 and SequenceMatcher(None, joined[0], joined[1]).ratio() > 0.8


def _declared_unused(block: Block) -> list[Finding]:
    """Parameters that the prose declares one by one and no equation reads."""
    present = {block.read(symbol).key for symbol in block.symbols} | block.assigned
    remarks: list[Finding] = []
    for shape in block.prose.shapes:
        key = block.read(shape.symbol).key
        wild = any("*" in text for text in key[2])
        if wild or key in present or block.read(shape.symbol).timed or not key[2]:
            continue
        if not any(other[0] == key[0] and other[1] == key[1] for other in present):
            continue
        called = block.naming.called(key)
        statement = next(
            (
                part
                for part in block.statements
                if isinstance(part.left, Symbol) and {block.read(part.left).base} & set("".join(key[2]))
            ),
            None,
        )
        at = (statement.right.start, statement.right.end) if statement else (shape.start, shape.end)
        message = f"{called} is declared in the text and read by no equation; is it missing here?"
        remarks.append(finding(block.source, "bias", message, *at, error=True))
    return remarks


def _claims(block: Block, explored: Explored) -> list[Finding]:
    """Counts that the text states and no reading bears out."""
    remarks: list[Finding] = []
    for claim in block.prose.claims:
        text = re.sub(r"\\(?:approx|sim|leq?)|[~$]|\\[,;!]", " ", claim.text)
        try:
            stated = parse_formula(text)
        except FormulaError:
            continue
        if not stated.letters or not explored.readings:
            continue
        letters = {letter for reading in explored.readings for letter in reading.count.letters}
        if not set(stated.letters) <= letters:
            continue
        if all(str(reading.count) != str(stated) and (reading.count - stated).terms for reading in explored.readings):
            count = explored.readings[0].count
            difference = count - stated
            message = f"the text states {stated} parameters; the equations have {count}, which is {difference} more"
            remarks.append(finding(block.source, "claim", message, claim.start, claim.end, error=True))
    return remarks


__all__ = ["check_block", "check_names", "read_tokens", "walk_printed"]
