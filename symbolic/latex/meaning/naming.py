"""What each symbol of a block names: a signal at a step, or a name without time; and what it is called here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from keyword import iskeyword

from symbolic.language.operations.table import OPERATIONS
from symbolic.latex.meaning.sides import SymbolKey, find_sides, timeless
from symbolic.latex.printed.syntax import (
    Joined,
    Printed,
    Range,
    Statement,
    Summed,
    Symbol,
    parts_of,
    symbols_in,
    walk_printed,
)
from symbolic.latex.printed.words import NEW, OLD
from symbolic.record import Record

OFFSET = re.compile(r"([A-Za-z]+)([+-]\d+)?")
STATE_LETTERS = frozenset("hHcCsS")
"""Letters of states."""
INPUT_LETTERS = frozenset({"x", "X", "u", "xi", "e", "i"})
"""Letters of inputs, whose prime is the step before or after."""


class SymbolName(Record):
    """A symbol read: its ``key``, whether it has a time, its lag, and the texts of its family indices.

    ``delay`` is the letter by which it is read still earlier, ``j`` in ``x_{t-j}``.
    """

    key: SymbolKey
    timed: bool
    lag: int = 0
    index: tuple[str, ...] = ()
    delay: str = ""

    @property
    def base(self) -> str:
        return self.key[0]


class Naming:
    """How one block writes time, layers and families; reads symbols and gives them names in the language."""

    def __init__(self, statements: Iterable[Statement], indices: Iterable[str] = ()):
        self.statements = [statement for statement in statements if statement.relation == "="]
        symbols = [
            node
            for statement in self.statements
            for node in walk_printed(statement)
            if isinstance(node, Symbol) and node.base != "..."
        ]
        self.indices = {*indices, *self._bound_indices()}
        self.ends = {letter for span in self._spans() for letter in re.findall(r"[A-Za-z_]\w*", span.stop)}
        starts = [span.first for span in self._spans()]
        self.first = min(map(int, starts)) if starts and all(text.isdigit() for text in starts) else 0
        self.scopes = self._scopes()
        self.layer = ""
        self.time = self._time_letter(symbols)
        self.sides = find_sides(self.statements, symbols, self.time)
        self.layer = self._layer_letter(symbols)
        self.style = "letter" if self.time else self._wordy_style(symbols)
        self.primes_old = self.style == "prime" and not any(target.primes for target in self.targets())
        self.bare_targets = {self._bare(target) for target in self.targets()}
        self.new_keys = {self._bare(symbol) for symbol in symbols if self._is_new(symbol)}
        self.old_keys = {self._bare(symbol) for symbol in symbols if self._is_old(symbol)}
        self.order = self._order() if self.style == "update" else {}
        self.families: set[tuple[str, tuple[str, ...], tuple[str, ...], int]] = set()
        self.shifts: dict[SymbolKey, int] = {}
        self.assigned: set[SymbolKey] = set()
        self.parts: set[SymbolKey] = set()
        self.families = {(*name.key, len(name.index)) for name in map(self.read, symbols) if name.index}
        self.shifts = self._shifts(symbols)
        written = [self.read(target) for target in self.targets()]
        self.parts = self._parts({name.key for name in written if not name.timed})
        self.assigned = {self.read(target).key for target in self.targets()}
        self.labels = self._labels(symbols)
        self.numbered = any(text.isdigit() for target in self.targets() for text in target.above)
        self.names: dict[SymbolKey, str] = {}

    def targets(self) -> list[Symbol]:
        """The symbols that equations assign."""
        targets = []
        for statement in self.statements:
            left = statement.left
            targets += symbols_in(left)
        return targets

    def read(self, symbol: Symbol) -> SymbolName:
        """The name behind a symbol as it is printed."""
        if self.sides and (side := self.sides.get(timeless(symbol, self.time))):
            return SymbolName(side[0], True, 1, (side[1],))
        below = [part for text in symbol.below for part in _stripped(text).split(",")]
        above = [part for text in symbol.above for part in _stripped(text).split(",")]
        lag, timed, delay = 0, False, ""
        if self.time:
            if symbol.time.isalpha() and symbol.time != self.time and symbol.time in self.indices:
                # ``a_t(s)``: one of several.
                below.append(symbol.time)
            elif symbol.time:
                lag, timed, delay = self._lag(symbol.time), True, self._delay(symbol.time)
            for texts in (below, above):
                for text in list(texts):
                    if self._lag_of(text) is not None and not timed:
                        lag, timed = self._lag(text), True
                        texts.remove(text)
                    elif not timed and (delay := self._delay(text)):
                        timed = True
                        texts.remove(text)
                    elif timed is False and self._split(text):
                        texts.remove(text)
                        texts += self._split(text)
                        lag, timed = 0, True
        elif self.style:
            lag, timed = self._wordy_lag(symbol, below, above)
        scope = self.scopes.get(id(symbol), self.indices)
        below, above = (_apart(texts, scope) for texts in (below, above))
        index = tuple(text for text in [*below, *above] if _is_index(text, scope))
        below = [text for text in below if not _is_index(text, scope) and text != self.layer]
        above = [text for text in above if not _is_index(text, scope) and text != self.layer]
        members = self._members(symbol.base, symbol.accents, index, below, above)
        if not timed and all(text.isdigit() and int(text) < self.first for text in members):
            members = ()
        if members:
            scripts = [*symbol.below, *symbol.above]
            index = tuple(
                part for text in scripts for part in _stripped(text).split(",") if part in index or part in members
            )
            below = [text for text in below if not self._is_member(text)]
            above = [text for text in above if not self._is_member(text)]
        primed = symbol.primes and (self.style != "prime" or self._is_own_name(symbol))
        base = symbol.base + "_prime" * symbol.primes if primed else symbol.base
        key = (base, tuple(symbol.accents), (*below, *above))
        if self.time and timed:
            lag = self.shifts.get(key, 0) - lag
            # A state that runs from the last step to the first has its step before at t+1.
            lag = -lag if "left" in symbol.accents else lag
        elif self.time:
            timed = key in self.assigned or key in self.parts
            if timed and base.startswith(("Delta_", "delta_")):
                # The size of a step itself, beside what an equation makes of it over time.
                key, timed = (*key[:2], (*key[2], "step")), False
        return SymbolName(key, timed, lag, index, delay)

    def called(self, key: SymbolKey) -> str:
        """The name in the language, an identifier that no other key has."""
        if key not in self.names:
            base, accents, scripts = key
            parts = [base, *accents, *scripts]
            plain = "_".join(part for text in parts if (part := re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")))
            plain = plain if plain[:1].isalpha() else f"v_{plain}" if plain else "v"
            if iskeyword(plain) or plain in ("t", "T", "range") or plain in OPERATIONS:
                plain += "_"
            taken = set(self.names.values())
            name, number = plain[:50], 2
            while name in taken:
                name, number = f"{plain[:50]}_{number}", number + 1
            self.names[key] = name
        return self.names[key]

    def is_label(self, symbol: Symbol) -> bool:
        """Whether a bare number above a symbol is a label, as in ``h^1_t`` beside ``h^2_t``, and no power."""
        return self.numbered or len(self.labels.get(symbol.base, ())) > 1

    def _spans(self) -> list[Range]:
        spans = [span for statement in self.statements for span in statement.ranges]
        for statement in self.statements:
            spans += [node.range for node in walk_printed(statement.right) if isinstance(node, Summed | Joined)]
        return spans

    def _bound_indices(self) -> set[str]:
        return {span.index for span in self._spans() if span.index}

    def _scopes(self) -> dict[int, set[str]]:
        """The indices that run where each symbol stands, so that the gate ``W_i`` is not one of a sum over ``i``."""
        scopes: dict[int, set[str]] = {}
        for statement in self.statements:
            outer = {span.index for span in statement.ranges}
            for node in walk_printed(statement.left):
                if isinstance(node, Symbol):
                    scripts = {_stripped(text) for text in [*node.below, *node.above, node.time]}
                    outer |= {part for text in scripts for part in (text, *_apart([text], {*self.indices, *text[:1]}))}
                    outer &= self.indices
            waiting: list[tuple[Printed, set[str]]] = [(statement.left, outer), (statement.right, outer)]
            while waiting:
                node, scope = waiting.pop()
                if isinstance(node, Symbol):
                    scopes[id(node)] = scope
                if isinstance(node, Summed | Joined):
                    scope = scope | {node.range.index}
                waiting += [(part, scope) for part in parts_of(node)]
        return scopes

    def _members(
        self, base: str, accents: tuple[str, ...], index: tuple[str, ...], below: list[str], above: list[str]
    ) -> tuple[str, ...]:
        """The numbers among the scripts of a symbol whose others have indices, ``a^{(2)}`` beside ``a^{(j)}``."""
        numbers = tuple(text for text in [*below, *above] if self._is_member(text))
        rest = tuple(text for text in [*below, *above] if not self._is_member(text))
        return numbers if numbers and (base, accents, rest, len(numbers) + len(index)) in self.families else ()

    def _is_member(self, text: str) -> bool:
        """Whether a script can name a member of a family: a number, or where its range ends, ``L-1``."""
        return text.isdigit() or _is_index(text, self.ends)

    def _time_letter(self, symbols: list[Symbol]) -> str:
        """The letter that is read at an earlier step; ``t`` before all others."""
        offsets: Counter[str] = Counter()
        plain: Counter[str] = Counter()
        for symbol in symbols:
            for text in [*symbol.below, *symbol.above, *([symbol.time] if symbol.time else [])]:
                match = OFFSET.fullmatch(_stripped(text))
                if match:
                    (offsets if match[2] else plain)[match[1]] += 1
        candidates = [letter for letter in offsets if (plain[letter] or letter == "t") and len(letter) <= 3]
        for letter in ("t", "tau", "n", "k", "s", "i", "j"):
            if letter in candidates:
                return letter
        candidates = [letter for letter in candidates if letter not in ("l", "ell", "L", "d")]
        if candidates:
            return max(candidates, key=lambda letter: offsets[letter])
        return "t" if plain["t"] else ""

    def _layer_letter(self, symbols: list[Symbol]) -> str:
        """The letter of the layer, where the layer below is read: ``h^{l-1}_t``."""
        for symbol in symbols:
            for text in [*symbol.above, *symbol.below]:
                match = OFFSET.fullmatch(_stripped(text))
                if (
                    match
                    and match[2] == "-1"
                    and match[1] != self.time
                    and match[1] in ("l", "ell", "L", "k", "d", "i")
                ):
                    return match[1]
        return ""

    def _shifts(self, symbols: list[Symbol]) -> dict[SymbolKey, int]:
        """The step at which each signal is assigned, or an input read, as it is printed.

        ``h_{t+1} = f(h_t, x_t)`` is as good as ``h_t = f(h_{t-1}, x_t)``.
        """
        targets = {id(target) for target in self.targets()}
        assigned: dict[SymbolKey, int] = {}
        latest: dict[SymbolKey, int] = {}
        for symbol in symbols:
            name = self.read(symbol)
            if name.timed:
                group = assigned if id(symbol) in targets else latest
                group[name.key] = max(group.get(name.key, -name.lag), -name.lag)
        # What is called like a state and read at the step before only is a state that nothing assigns, no input.
        latest = {key: max(step, 0) if key[0] in STATE_LETTERS else step for key, step in latest.items()}
        return {**latest, **assigned}

    def _lag_of(self, text: str) -> int | None:
        match = OFFSET.fullmatch(text)
        return int(match[2] or 0) if match and match[1] == self.time else None

    def _lag(self, text: str) -> int:
        return self._lag_of(_stripped(text)) or 0

    def _delay(self, text: str) -> str:
        """The letter by which a script goes back in time, ``j`` in ``t-j``."""
        head, _, letter = text.partition("-")
        return letter if head == self.time and letter.isalpha() and letter.isascii() else ""

    def _split(self, text: str) -> list[str]:
        """The indices beside the time in a script without a comma, ``ti``."""
        if len(self.time) == 1 and self.time in (text[:1], text[-1:]):
            rest = text[1:] if text[0] == self.time else text[:-1]
            if rest in self.indices:
                return [rest]
        return []

    def _wordy_style(self, symbols: list[Symbol]) -> str:
        """How a block without a time letter tells old from new: ``prime`` or ``words``."""
        if any(self._marks(symbol) & (OLD | NEW) for symbol in symbols):
            return "words"
        primed = {symbol.base for symbol in symbols if symbol.primes}
        plain = {symbol.base for symbol in symbols if not symbol.primes}
        if primed & plain:
            return "prime"
        return "sides" if self.sides else "update" if any(part.arrow for part in self.statements) else ""

    def _order(self) -> dict[int, bool]:
        """Of programs, ``h \\gets ...``: whether each symbol stands where its name has its old value still."""
        assigned = {
            self._bare(part.left): place for place, part in enumerate(self.statements) if isinstance(part.left, Symbol)
        }
        return {
            id(node): place <= assigned.get(self._bare(node), -1)
            for place, part in enumerate(self.statements)
            for node in walk_printed(part.right)
            if isinstance(node, Symbol)
        }

    def _marks(self, symbol: Symbol) -> set[str]:
        return {_stripped(text).lower() for text in [*symbol.below, *symbol.above]}

    def _bare(self, symbol: Symbol) -> SymbolKey:
        scripts = tuple(text for text in [*symbol.below, *symbol.above] if _stripped(text).lower() not in OLD | NEW)
        return symbol.base, tuple(symbol.accents), scripts

    def _is_new(self, symbol: Symbol) -> bool:
        return (
            self.style == "prime" and symbol.primes > 0 and not self.primes_old and not self._is_own_name(symbol)
        ) or (self.style == "words" and bool(self._marks(symbol) & NEW))

    def _is_own_name(self, symbol: Symbol) -> bool:
        """Whether a prime is a part of the name, as of a kernel ``W'`` or a bias: no equation assigns it or ``W``."""
        return bool(symbol.primes) and symbol.base not in INPUT_LETTERS and self._bare(symbol) not in self.bare_targets

    def _is_old(self, symbol: Symbol) -> bool:
        if self.primes_old:
            # ``h = f(x, h')``: nothing assigns the prime, so it is the step before.
            return symbol.primes > 0 and not self._is_own_name(symbol)
        return self.style == "words" and bool(self._marks(symbol) & OLD)

    def _wordy_lag(self, symbol: Symbol, below: list[str], above: list[str]) -> tuple[int, bool]:
        new, old, bare = self._is_new(symbol), self._is_old(symbol), self._bare(symbol)
        if self.style == "prime" and self._is_own_name(symbol):
            return 0, False
        for texts in (below, above):
            texts[:] = [text for text in texts if text.lower() not in OLD | NEW]
        if new:
            return 0, True
        if old or self.order.get(id(symbol), False):
            return 1, True
        if bare in self.new_keys and bare not in self.old_keys:
            return 1, True
        if bare in self.old_keys:
            return 0, True
        return 0, bare in self.bare_targets

    def _parts(self, wholes: set[SymbolKey]) -> set[SymbolKey]:
        """The parts ``A_i``, ``A_f`` of a signal ``A`` without a time that is assigned and nowhere read whole."""
        read = {self.read(node).key for part in self.statements for node in symbols_in(part.right)} if wholes else set()
        found = [key for key in read if key[2] and (*key[:2], key[2][:-1]) in wholes - read and key not in wholes]
        several = Counter((*key[:2], key[2][:-1]) for key in found)
        return {key for key in found if several[(*key[:2], key[2][:-1])] > 1}

    def _labels(self, symbols: list[Symbol]) -> dict[str, set[str]]:
        labels: dict[str, set[str]] = {}
        for symbol in symbols:
            for text in symbol.above:
                if self._lag_of(_stripped(text)) is None:
                    labels.setdefault(symbol.base, set()).add(_stripped(text))
        return labels


def _apart(texts: list[str], scope: Iterable[str]) -> list[str]:
    """Indices that are written without a comma, ``ij``, one by one."""
    letters = sorted(scope, key=len, reverse=True)
    several = re.compile(f"(?:{'|'.join(map(re.escape, letters))}){{2,3}}") if letters else None
    single = re.compile("|".join(map(re.escape, letters)))
    apart: list[str] = []
    for text in texts:
        joined = text.isalpha() and text not in letters and several is not None and several.fullmatch(text)
        apart += single.findall(text) if joined else [text]
    return apart


def _is_index(text: str, scope: Iterable[str]) -> bool:
    """Whether a script is an index of a family, alone or in a sum with numbers: ``i``, ``i-1``."""
    letters = re.findall(r"[A-Za-z_]+", text)
    return bool(letters) and all(letter in scope for letter in letters) and bool(re.fullmatch(r"[\w+\-*/ ]+", text))


def _stripped(text: str) -> str:
    """A script without the brackets around all of it.

    >>> _stripped("(t-1)"), _stripped("<t>"), _stripped("xi")
    ('t-1', 't', 'xi')
    """
    match = re.fullmatch(r"[(\[<{]([^()\[\]<>]*)[)\]>}]", text)
    return match[1] if match else text
