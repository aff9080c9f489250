"""A network as text: ``embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)``.

Several rows have names: ``encoder: embedding(V, e) > lstm(m); decoder: embedding(W, e) > lstm(m) > dense(W)``.
The text is cut at its signs; sizes are read as in a cell, and nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from inspect import Parameter, signature
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import cell as find_cell
from symbolic.catalog import cells
from symbolic.errors import EquationError, NetworkError, SymbolicError, UnknownName, UsageError, did_you_mean
from symbolic.frameworks import is_layer
from symbolic.frameworks import layer as find_layer
from symbolic.frameworks.arguments import FALSE, TRUE
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.numbers import whole_number
from symbolic.limits import DEEPEST_WRAPPERS, NETWORK_LAYERS, NETWORK_LEVELS, NETWORK_TEXT_BYTES
from symbolic.model.classes import find_class, find_classes, find_row, is_sequential, namesakes
from symbolic.model.classes.layer_class import LayerClass
from symbolic.model.classes.windows import follow_map
from symbolic.model.layers import NetworkLayer, read_size
from symbolic.model.layers.convolution import Convolution
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.layers.words import LAYER_MAKERS
from symbolic.model.spans import OPENING_BRACKETS, QUOTES, Span, Spans
from symbolic.model.stack import Stack
from symbolic.modify import MODIFIERS

LAYER_WORDS = ("frozen", "trainable", "name", "map")
"""What is said of a framework's layer beside the arguments of its class."""

WRAPPER_WORDS = ("bidirectional", "timedistributed")
MERGE = re.compile(r"merge(?:_mode)?\s*=\s*[\"']?(\w+)[\"']?|[\"'](\w+)[\"']")
EXAMPLE_NETWORK = "embedding(V, e) > lstm(m, layers=2) > dense(V)"
HINT = f"around the cells, which `symbolic list` shows, there are {', '.join(LAYER_MAKERS)}"


def parse_rows(text: str, more_cells: Mapping[str, Cell] | None = None) -> list[NetworkLayer | Stack]:
    """The layers that a text says, or its stacks; ``more_cells`` are cells beside those of the catalogue, by name.

    Raises `NetworkError` with the place.

    >>> [layer.short for layer in parse_rows("embedding(V, e) > gru(m, layers=L) > dense(V)")]
    ['embedding', 'gru', 'dense']
    """
    if len(text.encode("utf-8", "replace")) > NETWORK_TEXT_BYTES:
        raise NetworkError(f"a network as text has at most {NETWORK_TEXT_BYTES // 1024} KiB", text[:100], 0, 1)
    return _TextReader(re.sub(r"\s", " ", text), more_cells or {}).network()


def parse_layer(text: str) -> NetworkLayer:
    """The one layer that a text says; raises `NetworkError` where it says several.

    >>> parse_layer("gru(m)").short
    'gru'
    """
    reader, whole = _TextReader(text, {}), (0, len(text))
    layers = reader.layers(whole)
    if len(layers) != 1:
        raise reader.error(f"this is one layer here, not {len(layers)}", whole)
    return layers[0]


class _TextReader(Spans):
    """The layers of a text, by where each piece of it stands."""

    def __init__(self, text: str, more_cells: Mapping[str, Cell]):
        super().__init__(text)
        self.more_cells = more_cells
        self.levels = 0

    def network(self) -> list[NetworkLayer | Stack]:
        rows = list(self.cut((0, len(self.text)), ";"))
        if len(rows) == 1 and not self.label(rows[0]):
            source, layers = self.row(rows[0])
            return [*layers] if source is None else [Stack("", *layers, input=source)]
        return [self.stack(row) for row in rows]

    def stack(self, row: Span) -> Stack:
        label = self.label(row)
        if label is None:
            raise self.error("each of several rows has a name, such as decoder: lstm(m) > dense(V)", row)
        source, layers = self.row(self.trim((row[0] + label.end(), row[1])))
        if label[2]:
            word, equals, _ = label[2][1:-1].partition("=")
            place = row[0] + label.start(2), row[0] + label.end(2)
            if word.strip() != "input" or not equals or source is not None:
                problem = "write once what a row reads, as decoder(input=300): ... or as decoder: input(300) > ..."
                raise self.error(problem, place)
            source = self.size(self.trim((place[0] + label[2].index("=") + 1, place[1] - 1)))
        return Stack(label[1], *layers, input=source)

    def label(self, row: Span) -> re.Match[str] | None:
        return re.match(r"([A-Za-z]\w*)\s*(\([^():;>]*\))?\s*:", self.text[slice(*row)])

    def row(self, row: Span) -> tuple[Any, list[NetworkLayer]]:
        """The size that ``input(...)`` at the beginning says, and the layers."""
        pieces = list(self.cut(row, ">"))
        if len(pieces) > NETWORK_LAYERS:
            raise self.error(f"a network has at most {NETWORK_LAYERS} layers, and these are {len(pieces)}", pieces[-1])
        start, end = pieces[0]
        opening = re.match(r"input\s*\(", self.text[start:end])
        if not opening or self.closing(start + opening.end() - 1) != end - 1:
            return None, [layer for piece in pieces for layer in self.layers(piece)]
        if len(pieces) == 1:
            raise self.error(f"a layer is missing behind the input; write for example {EXAMPLE_NETWORK}", (start, end))
        source = self.several((start + opening.end(), end - 1))
        return source, [layer for piece in pieces[1:] for layer in self.layers(piece)]

    def several(self, span: Span) -> Any:
        """A size, or those of a map."""
        sizes = [self.size(piece) for piece in self.cut(span, ",")]
        return sizes if len(sizes) > 1 else sizes[0]

    def layers(self, piece: Span, depth: int = 0) -> list[NetworkLayer]:
        """The layers of a piece, several where it is a module that holds others."""
        opened = self.text.find("(", *piece)
        called = self.text[piece[0] : max(opened, piece[0])].strip()
        row = find_row(called)
        if called in self.more_cells or not (row or is_sequential(called)) or self.closing(opened) != piece[1] - 1:
            return [self.layer(piece, {})]
        if depth > DEEPEST_WRAPPERS:
            raise self.error(f"layers are nested at most {DEEPEST_WRAPPERS} deep", piece)
        inside = [span for span in self.cut((opened + 1, piece[1] - 1), ",") if span[0] < span[1]]
        if row is None:
            return [layer for span in inside for layer in self.layers(span, depth + 1)]
        values, words, besides = self.cut_arguments(inside, row.names)
        frozen = self.flag("frozen", besides, False) or not self.flag("trainable", besides, True)
        for key in besides.keys() & {"name", "map"}:
            raise self.error(f"{row.name} holds layers, and has no {key}", besides[key])
        made: list[NetworkLayer] = []
        try:
            named = {key: self.part(span) for key, span in row.named(values, words).items() if row.is_counted(key)}
            for name, layer in row.make(row.counted(named)):
                layer.name, layer.frozen = name, layer.frozen or frozen
                made.append(layer)
                self.count(1, piece)
        except NetworkError:
            raise
        except SymbolicError as error:
            raise self.error(str(error), piece) from None
        return made

    def count(self, layers: int, piece: Span) -> None:
        """Count layers; raises `NetworkError` where they are too many."""
        self.levels += layers
        if self.levels > NETWORK_LEVELS:
            raise self.error(f"a network has at most {NETWORK_LEVELS:,} layers, those inside its layers too", piece)

    def part(self, span: Span) -> Any:
        """An argument of a module that holds layers: a layer, as what makes it, or a value."""
        return partial(self.layer, span, {}) if re.match(r"[\w.]+\s*\(", self.text[slice(*span)]) else self.value(span)

    def layer(self, piece: Span, outer: Mapping[str, Any], depth: int = 0) -> NetworkLayer:
        """The layer of a piece, with the words of the wrappers around it."""
        start, end = piece
        if start == end:
            raise self.error(f"a layer is missing here; write for example {EXAMPLE_NETWORK}", piece)
        opened = self.text.find("(", start, end)
        if opened < 0 and self.is_bare(self.text[start:end]):
            # A layer that needs no size needs no brackets.
            opened = end
        elif opened <= start or self.closing(opened) != end - 1:
            raise self.error("a layer is a name with sizes in brackets, such as lstm(m); write > between layers", piece)
        name = self.trim((start, opened))
        called = self.text[slice(*name)]
        inside = list(self.cut((opened + 1, end - 1), ",")) if self.text[opened + 1 : end - 1].strip() else []
        wrapper = called.rpartition(".")[2].replace("_", "").lower()
        if wrapper in WRAPPER_WORDS and called not in self.more_cells:
            return self.wrapped(piece, wrapper, inside, outer, depth)
        if (made := find_class(called)) and called not in self.more_cells:
            return self.of_class(piece, made, inside, outer)
        make = self.kind(name)
        values, words = self.arguments(inside, make)
        for key, value in outer.items():
            if key in words:
                raise self.error(f"{key} is given inside and outside", piece)
            words[key] = value
        try:
            signature(make).bind(*values, **words)
        except TypeError:
            raise self.error(f"{called} takes {_takes(make)}", piece) from None
        try:
            made = make(*values, **words)
        except SymbolicError as error:
            raise self.error(error.problem if isinstance(error, EquationError) else str(error), piece) from None
        self.count(len(made.layer.sublayers) if isinstance(made, Recurrent) else 1, piece)
        return made

    def is_bare(self, name: str) -> bool:
        """Whether a name is that of a layer that can be made without any size."""
        if name in LAYER_MAKERS and name not in self.more_cells:
            try:
                signature(LAYER_MAKERS[name]).bind()
            except TypeError:
                return False
            return True
        made = find_class(name)
        return made is not None and not made.required

    def of_class(self, piece: Span, made: LayerClass, inside: list[Span], outer: Mapping[str, Any]) -> NetworkLayer:
        """A layer by a framework's class and arguments; those that change no array are not read."""
        values, words, besides = self.cut_arguments(inside, made.names)
        if outer:
            raise self.error(f"{made.name} is not a recurrent layer, so it has one direction", piece)
        try:
            named = made.named(values, words)
            counted = {name: self.value(span) for name, span in named.items() if made.is_counted(name)}
            make, enters = made.make(made.counted(counted))
            layer = make()
            follow_map(layer, made, {name: partial(self.value, span) for name, span in named.items()})
            layer.enters = None if enters is None else read_size("the input", enters)
            if "map" in besides:
                if not isinstance(layer, Convolution):
                    raise UsageError(f"{made.name} has no map")
                layer.over(self.value(besides["map"]))
        except NetworkError:
            raise
        except SymbolicError as error:
            raise self.error(error.problem if isinstance(error, EquationError) else str(error), piece) from None
        layer.written = self.text[slice(*piece)]
        layer.frozen = self.flag("frozen", besides, False) or not self.flag("trainable", besides, True)
        layer.frozen = layer.frozen or self.flag("_freeze", words, False)
        if "name" in besides:
            layer.name = self.text[slice(*besides["name"])].strip(QUOTES)
        self.count(1, piece)
        return layer

    def cut_arguments(
        self, inside: list[Span], names: Collection[str]
    ) -> tuple[list[Span], dict[str, Span], dict[str, Span]]:
        """The arguments of a class without a name, those by name, and what is said beside them."""
        values: list[Span] = []
        words: dict[str, Span] = {}
        besides: dict[str, Span] = {}
        for span in inside:
            key, value = self.keyed(span)
            if not key and self.text[slice(*span)] != "frozen":
                if words:
                    raise self.error("arguments without a name come before arguments with a name", span)
                values.append(value)
                continue
            key = key or "frozen"
            into = besides if key in LAYER_WORDS and key not in names else words
            if key in into:
                raise self.error(f"{key} is given twice", span)
            into[key] = value
        return values, words, besides

    def flag(self, name: str, spans: Mapping[str, Span], default: bool) -> bool:
        """Whether a word is true; one that stands alone is."""
        if name not in spans:
            return default
        word = self.text[slice(*spans[name])].lower()
        if word not in (name, *TRUE, *FALSE):
            raise self.error(f"{name} is true or false", spans[name])
        return word not in FALSE

    def value(self, span: Span) -> Any:
        """The value of a framework's argument: a size, or what Python has besides."""
        text = self.text[slice(*span)]
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        return int(text) if re.fullmatch(r"-\d{1,12}", text) else self.size(span)

    def wrapped(
        self, piece: Span, wrapper: str, inside: list[Span], outer: Mapping[str, Any], depth: int
    ) -> NetworkLayer:
        """The layer inside of one that holds another: in both directions, or at each step, which every layer is."""
        if not inside:
            raise self.error(f"{wrapper} holds a layer, such as {wrapper}(lstm(m))", piece)
        if depth > DEEPEST_WRAPPERS:
            raise self.error(f"layers are nested at most {DEEPEST_WRAPPERS} deep", piece)
        words: dict[str, Any] = dict(outer)
        if wrapper == "bidirectional":
            if "bidirectional" in words:
                raise self.error("both directions are given twice", piece)
            words["bidirectional"] = True
            for span in inside[1:]:
                merge = MERGE.fullmatch(self.text[slice(*span)])
                if not merge or "merge" in words:
                    raise self.error("behind the layer there is merge_mode alone, such as merge_mode=sum", span)
                mode = merge[1] or merge[2]
                words["merge"] = "concat" if mode == "None" else mode
        elif len(inside) > 1:
            raise self.error(f"{wrapper} holds a layer and nothing beside it", inside[1])
        return self.layer(inside[0], words, depth + 1)

    def arguments(self, inside: list[Span], make: Callable[..., NetworkLayer]) -> tuple[list[Any], dict[str, Any]]:
        values: list[Any] = []
        words: dict[str, Any] = {}
        for span in inside:
            key, value = self.argument(span, make)
            if key in words:
                raise self.error(f"{key} is given twice", span)
            if key:
                words[key] = value
            else:
                values.append(value)
        return values, words

    def kind(self, span: Span) -> Callable[..., NetworkLayer]:
        """What makes the layer of that name."""
        name = self.text[slice(*span)]
        if name in LAYER_MAKERS:
            return LAYER_MAKERS[name]
        if name == "-":
            # Elsewhere it is what standard input says.
            raise self.error("a layer begins with its name, such as lstm(m)", span)
        try:
            if name not in self.more_cells and not is_layer(name):
                find_cell(name)
            elif name not in self.more_cells:
                find_layer(name)
            return partial(Recurrent, self.more_cells.get(name, name))
        except UnknownName as error:
            known = [*LAYER_MAKERS, *self.more_cells, *cells()]
            if same := namesakes(name):
                raise self.error(f"there is no layer {name!r}; did you mean {' or '.join(same)}?", span) from None
            if classes := find_classes(name):
                module = name.rpartition(".")[0]
                known = [*(f"{module}.{kind}" for kind in classes), *error.known]
            raise self.error(str(UnknownName("layer", name, known, HINT)), span) from None
        except SymbolicError as error:
            raise self.error(str(error), span) from None

    def argument(self, span: Span, make: Callable[..., NetworkLayer]) -> tuple[str, Any]:
        """A size, a word that stands alone, or a word with its value."""
        takes = signature(make).parameters
        text = self.text[slice(*span)]
        flags = {name for name, parameter in takes.items() if parameter.default is False}
        if text in flags:
            return text, True
        name, value = self.keyed(span)
        framework = isinstance(make, partial) and make.func is Recurrent and is_layer(str(make.args[0]))
        if not name:
            return "", self.value(span) if framework else self.size(span)
        open_ended = any(parameter.kind == Parameter.VAR_KEYWORD for parameter in takes.values())
        if name not in takes and not open_ended:
            meant = did_you_mean(name, takes, f"it takes {', '.join(takes)}")
            raise self.error(f"there is no {name[:40]!r} here{meant}", span)
        word = self.text[slice(*value)]
        default = takes[name].default if name in takes else Parameter.empty
        if isinstance(default, bool):
            if word.lower() not in (*TRUE, *FALSE, "none"):
                raise self.error(f"{name} is true or false", value)
            return name, word.lower() in TRUE
        if isinstance(default, str) or name in MODIFIERS or (framework and name not in takes):
            return name, word.strip("'\"")
        return name, self.size(value)

    def size(self, span: Span) -> Any:
        """A size, several in brackets, a number such as the rate of a dropout, or words in quotes."""
        text = self.text[slice(*span)]
        if text == "None":
            return None
        if len(text) > 1 and text[0] == text[-1] and text[0] in QUOTES:
            return text[1:-1]
        if text and text[0] in OPENING_BRACKETS and self.closing(span[0]) == span[1] - 1:
            inside = list(self.cut((span[0] + 1, span[1] - 1), ","))
            if len(inside) > 1 or text[0] == "[":
                return [self.size(piece) for piece in inside if piece[0] < piece[1]]
        if (number := whole_number(text)) is not None:
            return number
        if re.fullmatch(r"(\d+\.\d*|\.\d+)(e[+-]?\d+)?", text):
            return float(text)
        try:
            size = parse_size(text)
        except EquationError as error:
            raise NetworkError(error.problem, self.text, span[0] + error.column, span[0] + error.end) from None
        return size if size.constant is None else size.constant


def _takes(make: Callable[..., NetworkLayer]) -> str:
    parameters = signature(make).parameters.values()
    before = [
        parameter.name
        for parameter in parameters
        if parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.VAR_POSITIONAL)
    ]
    after = [parameter.name for parameter in parameters if parameter.kind == Parameter.KEYWORD_ONLY]
    return ", ".join([*before, f"{'and ' if before else ''}by name {', '.join(after)}"])
