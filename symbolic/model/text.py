"""A network as text: ``embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)``.

Several rows have names: ``encoder: embedding(V, e) > lstm(m); decoder: embedding(W, e) > lstm(m) > dense(W)``.
The text is cut at its signs; sizes are read as in a cell, and nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from inspect import Parameter, signature
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import cell as find_cell
from symbolic.catalog import cells
from symbolic.errors import EquationError, NetworkError, SymbolicError, UnknownName, nearest
from symbolic.frameworks import is_layer
from symbolic.frameworks.arguments import FALSE, TRUE
from symbolic.language.parser import parse_size
from symbolic.model.layers import LAYERS, NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.stack import Stack
from symbolic.modify import MODIFIERS

MOST_BYTES = 64 * 1024
EXAMPLE = "embedding(V, e) > lstm(m, layers=2) > dense(V)"
HINT = f"around the cells, which `symbolic list` shows, there are {', '.join(LAYERS)}"
OPEN, CLOSE = "([", ")]"

Span = tuple[int, int]


def parse_rows(text: str, own: Mapping[str, Cell] | None = None) -> list[NetworkLayer | Stack]:
    """The layers that a text says, or its stacks; ``own`` are cells beside those of the catalogue, by name.

    Raises `NetworkError` with the place.

    >>> [layer.short for layer in parse_rows("embedding(V, e) > gru(m, layers=L) > dense(V)")]
    ['embedding', 'gru', 'dense']
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise NetworkError(f"a network as text has at most {MOST_BYTES // 1024} KiB", text[:100], 0, 1)
    return _Reader(re.sub(r"\s", " ", text), own or {}).network()


class _Reader:
    """Cuts the text at its signs; a span is where a piece begins and ends, without the blanks around it."""

    def __init__(self, text: str, own: Mapping[str, Cell]):
        self.text, self.own = text, own

    def network(self) -> list[NetworkLayer | Stack]:
        rows = list(self.cut((0, len(self.text)), ";"))
        if len(rows) == 1 and not self.label(rows[0]):
            return [*self.row(rows[0])]
        stacks = []
        for row in rows:
            label = self.label(row)
            if label is None:
                raise self.error("each of several rows has a name, such as decoder: lstm(m) > dense(V)", row)
            stacks.append(Stack(label[1], *self.row(self.trim((row[0] + label.end(), row[1])))))
        return stacks

    def label(self, row: Span) -> re.Match[str] | None:
        return re.match(r"([A-Za-z]\w*)\s*:", self.text[slice(*row)])

    def row(self, row: Span) -> list[NetworkLayer]:
        return [self.layer(piece) for piece in self.cut(row, ">")]

    def layer(self, piece: Span) -> NetworkLayer:
        start, end = piece
        if start == end:
            raise self.error(f"a layer is missing here; write for example {EXAMPLE}", piece)
        opened = self.text.find("(", start, end)
        if opened <= start or self.closing(opened) != end - 1:
            raise self.error("a layer is a name with its sizes in brackets, such as lstm(m)", piece)
        name = self.trim((start, opened))
        called, make = self.text[slice(*name)], self.kind(name)
        values: list[Any] = []
        words: dict[str, Any] = {}
        for one in self.cut((opened + 1, end - 1), ","):
            if one[0] == one[1] and opened + 1 == end - 1:
                continue
            key, value = self.argument(one, make)
            if key in words:
                raise self.error(f"{key} is given twice", one)
            if key:
                words[key] = value
            else:
                values.append(value)
        try:
            signature(make).bind(*values, **words)
        except TypeError:
            raise self.error(f"{called} takes {_takes(make)}", piece) from None
        try:
            return make(*values, **words)
        except SymbolicError as error:
            raise self.error(error.problem if isinstance(error, EquationError) else str(error), piece) from None

    def kind(self, span: Span) -> Callable[..., NetworkLayer]:
        """What makes the layer of that name."""
        name = self.text[slice(*span)]
        if name in LAYERS:
            return LAYERS[name]
        try:
            if name not in self.own and not is_layer(name):
                find_cell(name)
            return partial(Recurrent, self.own.get(name, name))
        except UnknownName:
            known = [*LAYERS, *self.own, *cells()]
            raise self.error(str(UnknownName("layer", name, known, HINT)), span) from None
        except SymbolicError as error:
            raise self.error(str(error), span) from None

    def argument(self, span: Span, make: Callable[..., NetworkLayer]) -> tuple[str, Any]:
        """A size, a word that stands alone, or a word with its value."""
        takes = signature(make).parameters
        text = self.text[slice(*span)]
        flags = {name for name, one in takes.items() if one.default is False}
        if text in flags:
            return text, True
        found = re.match(r"([A-Za-z_]\w*)\s*=\s*", text)
        if not found:
            return "", self.size(span)
        name, value = found[1], (span[0] + found.end(), span[1])
        open_ended = any(one.kind == Parameter.VAR_KEYWORD for one in takes.values())
        if name not in takes and not open_ended:
            near = nearest(name, takes)
            meant = f"did you mean {' or '.join(near)}?" if near else f"it takes {', '.join(takes)}"
            raise self.error(f"there is no {name[:40]!r} here; {meant}", span)
        word = self.text[slice(*value)]
        default = takes[name].default if name in takes else Parameter.empty
        if isinstance(default, bool):
            if word.lower() not in (*TRUE, *FALSE, "none"):
                raise self.error(f"{name} is true or false", value)
            return name, word.lower() in TRUE
        framework = isinstance(make, partial) and is_layer(str(make.args[0]))
        if isinstance(default, str) or name in MODIFIERS or (framework and name not in takes):
            return name, word
        return name, self.size(value)

    def size(self, span: Span) -> Any:
        """A size, or a number such as the rate of a dropout."""
        text = self.text[slice(*span)]
        if re.fullmatch(r"\d*\.\d+", text):
            return float(text)
        try:
            size = parse_size(text)
        except EquationError as error:
            raise NetworkError(error.problem, self.text, span[0] + error.column, span[0] + error.end) from None
        return size if size.constant is None else size.constant

    def cut(self, span: Span, sign: str) -> Iterator[Span]:
        """The pieces between a sign, where it stands in no bracket."""
        start, closing = span[0], []
        for place in range(*span):
            character = self.text[place]
            if character in sign and not closing:
                yield self.trim((start, place))
                start = place + 1
            elif character in OPEN:
                closing.append((CLOSE[OPEN.index(character)], place))
            elif character in CLOSE and (not closing or closing.pop()[0] != character):
                raise self.error("this bracket was not opened", (place, place + 1))
        if closing:
            raise self.error("this bracket is not closed", (closing[0][1], closing[0][1] + 1))
        yield self.trim((start, span[1]))

    def closing(self, opened: int) -> int:
        """Where the bracket is closed; `cut` has seen that it is."""
        depth = 0
        for place in range(opened, len(self.text)):
            depth += (self.text[place] in OPEN) - (self.text[place] in CLOSE)
            if not depth:
                return place
        return -1

    def trim(self, span: Span) -> Span:
        start, end = span
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return start, end

    def error(self, problem: str, span: Span) -> NetworkError:
        return NetworkError(problem, self.text, *span)


def _takes(make: Callable[..., NetworkLayer]) -> str:
    given = signature(make).parameters.values()
    before = [one.name for one in given if one.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.VAR_POSITIONAL)]
    after = [one.name for one in given if one.kind == Parameter.KEYWORD_ONLY]
    return ", ".join([*before, f"and by name {', '.join(after)}"])
