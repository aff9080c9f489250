"""The counts that a number or a formula may belong to: every cell, modified or not, and every layer.

Deriving some nine hundred of them takes longer than an answer may. ``counts.json`` beside this file keeps what was
derived. A cell of the catalogue stands under a digest of its equations: one that is new or was changed is derived when
it is asked for. What else the counts come from, modifiers and layers, has no digest; the tests hold the whole file
against what is derived. ``python -m symbolic.answers.candidates`` writes it anew, and ``fingerprints.json`` with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.digests import entry_digest
from symbolic.answers.subject import Subject
from symbolic.catalog import cell as find
from symbolic.catalog import entries
from symbolic.derive.quantity import at_one, at_whole, preset_sizes
from symbolic.errors import ModifierError, SymbolicError, UsageError
from symbolic.frameworks import Layer, layer, layer_specs
from symbolic.frameworks.arguments import Argument, Choice, Flag, SizeOf, Whole
from symbolic.language.sizes.size import Monomial, Size
from symbolic.limits import LAYER_OPTIONS
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.network import Model
from symbolic.record import Record, replace

COUNTS_FILE = Path(__file__).with_name("counts.json")
VARIANTS: tuple[Mapping[str, str], ...] = (
    {},
    {"bias": "none"},
    {"bias": "single"},
    {"bias": "double"},
    {"layer_norm": "true"},
    {"peepholes": "diagonal"},
    {"peepholes": "full"},
    {"peepholes": "diagonal", "bias": "none"},
    {"project": "r"},
    {"project": "r", "bias": "none"},
    {"project": "r", "bias": "double"},
    {"low_rank": "s"},
)


class Candidate(Record):
    """A count with what has it.

    ``words`` are the modifiers or arguments, ``aliases`` the plain names of letters, ``divided`` the extents of shapes
    that have to be whole, ``positive`` the sizes that have to be at least 1;
    ``levels`` the letters that are numbers of layers, ``is_own`` that it was named and not looked up,
    ``hidden`` the size of a cell that is stacked.
    """

    name: str
    words: tuple[str, ...]
    size: Size
    aliases: Mapping[str, str]
    is_layer: bool = False
    divided: tuple[Size, ...] = ()
    positive: tuple[Size, ...] = ()
    is_network: bool = False
    levels: tuple[str, ...] = ()
    is_own: bool = False
    hidden: str = ""

    @property
    def label(self) -> str:
        """As the command line takes it."""
        if self.hidden:
            return f"{self.name}({', '.join((self.hidden, *self.words))})"
        return " ".join((self.name, *self.words))

    def fits(self, sizes: Mapping[str, int]) -> bool:
        """Whether its shapes are whole at these sizes for all letters, and its framework takes them."""
        whole = all(at_whole(extent, sizes) for extent in self.divided)
        positive = all(at_one(size, sizes) for size in self.positive)
        return whole and positive and (not self.is_layer or _takes(self.name, self.words, sizes))


def candidates(subjects: Iterable[Subject] = ()) -> tuple[Candidate, ...]:
    """All of them: what is asked about, then those with the fewest words, of these first what a framework has.

    >>> [candidate.label for candidate in candidates()][:3]
    ['rnn', 'irnn', 'lstm']
    """
    return (*own_candidates(subjects), *catalogued())


def candidate(subject: Subject) -> Candidate:
    """The count of a cell, a layer or a network as it is."""
    said = preset_sizes(subject)
    size, aliases = subject.size.substitute(said), subject.aliases
    extents = tuple(size.substitute(said) for size in subject.divided), subject.positive
    if not isinstance(subject, Cell | Layer):
        levels = tuple(letter for letter, meaning in subject.letters.items() if meaning.startswith("number of layers"))
        return Candidate(subject.label, (), size, aliases, False, *extents, is_network=True, levels=levels)
    is_layer = isinstance(subject, Layer)
    words = subject.words if is_layer else subject.modifiers
    written = tuple(f"{name}={value}" for name, value in words.items())
    return Candidate(subject.name or "cell", written, size, aliases, is_layer, *extents)


def variants(made: Cell) -> Iterator[Candidate]:
    """A cell as it is and with modifiers, each count once."""
    seen: list[Size] = []
    refused: list[Mapping[str, str]] = []
    for modifiers in VARIANTS:
        # What is refused alone is refused with others behind it.
        if any(first.items() <= modifiers.items() for first in refused):
            continue
        try:
            changed = candidate(made.modified(**modifiers))
        except ModifierError:
            refused.append(modifiers)
            continue
        except SymbolicError:
            continue
        if changed.size not in seen:
            seen.append(changed.size)
            yield changed


def _takes(name: str, words: tuple[str, ...], sizes: Mapping[str, int]) -> bool:
    try:
        find_layer(name, words).read_sizes(sizes)
    except UsageError:
        return False
    return True


@cache
def find_layer(name: str, words: tuple[str, ...]) -> Layer:
    """The layer of a candidate."""
    return layer(name, **dict(word.split("=", 1) for word in words))


def own_candidates(subjects: Iterable[Subject]) -> Iterator[Candidate]:
    """What was named: a network, a layer with its options, a cell of one's own with its variants; stacks of a cell."""
    for subject in subjects:
        made: Iterable[Candidate] = [candidate(subject)]
        if isinstance(subject, Layer):
            made = _with_options(subject)
        elif isinstance(subject, Cell):
            is_known = subject.name in entries() and not subject.modifiers
            made = [*(made if is_known else variants(subject)), *_stacks(subject)]
        yield from (replace(each, is_own=True) for each in made)


def _with_options(subject: Layer) -> Iterator[Candidate]:
    """A layer as it is, then with two levels, in two directions, with a projection: what it does not say itself."""
    said = {f"{name}={value}" for name, value in subject.words.items()}
    yield candidate(subject)
    if not said or not subject.argument_sizes:
        rows = (row for row in catalogued() if row.name == subject.name)
        yield from (row for row in rows if said < {*row.words})
        return
    for argument in subject.spec.arguments:
        if isinstance(argument, Whole) and argument.name not in subject.words:
            yield candidate(layer(subject.name, **subject.words, **{argument.name: "2"}))


def _stacks(cell: Cell) -> Iterator[Candidate]:
    """Two layers of a cell above each other, and one and two in both directions, as a network has them."""
    hidden = cell.aliases.get("hidden")
    if hidden is None:
        return
    ways: tuple[dict[str, Any], ...] = ({"layers": 2}, {"bidirectional": True}, {"layers": 2, "bidirectional": True})
    for words in ways:
        try:
            stack = Model(Recurrent(cell, hidden, **words))
        except SymbolicError:  # What reads no vector is not a layer of a network.
            return
        modifiers = [f"{name}={value}" for name, value in cell.modifiers.items()]
        said = (*modifiers, *(f"{name}={str(value).lower()}" for name, value in words.items()))
        yield replace(candidate(stack), name=cell.name, words=said, hidden=hidden)


@cache
def catalogued() -> tuple[Candidate, ...]:
    kept = json.loads(COUNTS_FILE.read_text("utf-8"))
    rows: list[Candidate] = []
    for name in entries():
        row = kept["cells"].get(name)
        rows += map(_read, row["rows"]) if row and row["digest"] == entry_digest(name) else variants(find(name))
    rows += map(_read, kept["layers"])
    # Few words first; among them what a framework has.
    return tuple(
        sorted(
            rows,
            key=lambda candidate: (len(candidate.words), not candidate.is_layer and candidate.name not in kept["run"]),
        )
    )


def _layers() -> Iterator[Layer]:
    """Every layer with the options that change its count, each count once, the fewest words first."""
    for kind in layer_specs():
        seen: list[Size] = []
        choices = [list(_values(argument)) for argument in kind.arguments]
        ways = sorted(product(*choices), key=lambda way: sum(bool(word) for word in way))
        for way in ways[:LAYER_OPTIONS]:
            try:
                made = layer(kind.name, **dict(word for word in way if word))
                size = made.size
            except SymbolicError:
                continue
            if size not in seen:
                seen.append(size)
                yield made


def _values(argument: Argument) -> Iterator[tuple[str, str] | None]:
    """The default of an argument, as no word, and its other values."""
    yield None
    if isinstance(argument, Flag):
        yield argument.name, str(not argument.default).lower()
    elif isinstance(argument, Choice):
        yield from ((argument.name, value) for value in argument.values[1:])
    elif isinstance(argument, Whole):
        yield argument.name, "2"
    elif isinstance(argument, SizeOf) and argument.optional:
        yield argument.name, argument.letter


def _read(row: list[Any]) -> Candidate:
    name, words, size, aliases, is_layer, *extents = row
    return Candidate(name, tuple(words), _unpacked(size), aliases, is_layer, tuple(map(_unpacked, extents)))


def _written(candidate: Candidate) -> list[Any]:
    return [
        candidate.name,
        candidate.words,
        _packed(candidate.size),
        dict(candidate.aliases),
        candidate.is_layer,
        *map(_packed, candidate.divided),
    ]


def _packed(size: Size) -> list[Any]:
    return [
        size.denominator,
        *([c, *(part for pair in monomial for part in pair)] for monomial, c in size.terms.items()),
    ]


def _unpacked(packed: list[Any]) -> Size:
    terms: dict[Monomial, int] = {tuple(zip(row[1::2], row[2::2], strict=True)): row[0] for row in packed[1:]}
    return Size(terms, packed[0])


def write_counts() -> str:
    """The text of ``counts.json``, derived anew."""
    rows = {name: list(map(_written, variants(find(name)))) for name in entries()}
    cells = {name: {"digest": entry_digest(name), "rows": own} for name, own in rows.items()}
    layers = list(_layers())
    run = sorted({part.cell.name for layer in layers for part in layer.sublayers})
    lines = [f"{json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in cells.items()]
    others = [json.dumps(_written(candidate(layer)), separators=(",", ":")) for layer in layers]
    return (
        f'{{"run": {json.dumps(run)},\n"cells": {{\n' + ",\n".join(lines) + '\n},\n"layers": [\n' + ",\n".join(others)
    ) + "\n]}\n"


if __name__ == "__main__":
    from symbolic.answers import fingerprints
    from symbolic.backward import kept

    COUNTS_FILE.write_text(write_counts(), encoding="utf-8", newline="\n")
    fingerprints.FINGERPRINTS_FILE.write_text(fingerprints.write_fingerprints(), encoding="utf-8", newline="\n")
    passes = (find(name).backward().derived for name in entries())
    kept.PASSES_FILE.write_text(kept.write_passes(passes), encoding="utf-8", newline="\n")
