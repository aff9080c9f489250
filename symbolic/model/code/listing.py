"""The rows of an object of a program: its arrays and its layers, each counted where it stands first."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from symbolic.errors import CodeError, SymbolicError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.code.cells_over_time import PREFIXES
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.foreign import TRANSFORMED
from symbolic.model.code.freezing import HELD_TERMS, array_names, with_trained
from symbolic.model.code.program import Interpreter
from symbolic.model.code.torch_layers import module_layers
from symbolic.model.code.unknown_parts import may_be_layer
from symbolic.model.code.values import (
    ArrayOf,
    ArrayValue,
    Instance,
    PackageObject,
    PruningMask,
    Repeated,
    SpectralVectors,
    Unknown,
    numbers_in,
    size_of,
)
from symbolic.model.placed import Placed, Term
from symbolic.record import replace

KNOWN_AT_RUN_TIME = "what it holds is only known at run time"


class Listing:
    """The rows of objects, by their paths; what was listed before is not listed again."""

    def __init__(self, program: Interpreter):
        self.program = program
        self.listed: dict[int, str] = {}
        self.kept: list[Any] = []

    def rows(self, value: Any, path: str) -> Iterator[Placed]:
        """The rows of a layer, of an object, or of what holds several."""
        if isinstance(value, PackageObject | Instance | ArrayValue):
            if id(value) in self.listed:
                return
            self.listed[id(value)] = path
            self.kept.append(value)
        if isinstance(value, Instance):
            yield from self._own(value, path)
        elif isinstance(value, PackageObject):
            yield from self._made(value, path)
        elif isinstance(value, Repeated):
            for row in self.rows(value.value, path):
                yield replace(
                    row,
                    terms=tuple(replace(term, times=term.times * value.times) for term in row.terms),
                    what=f"{row.what}, {value.times} times",
                )

    def _own(self, value: Instance, path: str) -> Iterator[Placed]:
        framework = framework_of(value.kind.foreign)
        if framework in ("keras", "linen", "gluon") and not value.built:
            self.program.graph.built(value)
        if held := list(self._arrays(value)):
            terms = tuple(Term(name, numbers, trained=trained and not value.frozen) for name, numbers, trained in held)
            yield Placed(path or value.kind.name.lower(), f"{value.kind.name}, arrays of its own", terms)
        if value.base is not None:
            yield from self._frozen(self._base(value, path), value)
        lists = framework in ("keras", "linen", "equinox", "nnx")
        for name, inner in value.attributes.items():
            if name in value.buffers and isinstance(inner, Unknown):
                continue
            yield from self._frozen(self._inside(inner, f"{path}.{name}".lstrip("."), framework, lists), value)

    def _base(self, value: Instance, path: str) -> Iterator[Placed]:
        yield from self.rows(value.base, path)

    def _inside(self, inner: Any, path: str, framework: str, lists: bool) -> Iterator[Placed]:
        if isinstance(inner, PackageObject | Instance | Repeated):
            if not isinstance(inner, Instance) or framework_of(inner.kind.foreign):
                yield from self.rows(inner, path)
        elif isinstance(inner, list | tuple) and lists:
            for place, part in enumerate(inner):
                yield from self._inside(part, f"{path}.{place}", framework, lists)
        elif isinstance(inner, dict) and lists:
            for name, part in inner.items():
                yield from self._inside(part, f"{path}.{name}", framework, lists)
        elif isinstance(inner, Unknown) and self._may_hold(inner):
            yield self._unknown(inner, path)

    def _unknown(self, inner: Unknown, path: str) -> Placed:
        letter = self.program.letters.of(Unknown(inner.text, inner.line, path))
        remark = f"line {inner.line}, {inner.text}: {KNOWN_AT_RUN_TIME}; {letter} stands for its parameters"
        return Placed(path, "not known", (Term(str(letter), letter),), remark=remark)

    def _may_hold(self, unknown: Unknown) -> bool:
        """Whether what is not known may be a layer: it is called in the program, or a class or a package makes it."""
        return may_be_layer(unknown, self.program.applied)

    def _arrays(self, value: Instance) -> Iterator[tuple[str, Size, bool]]:
        for name, array in value.attributes.items():
            # All arrays of a module of Equinox are its leaves.
            buffer, leaf = name in value.buffers, framework_of(value.kind.foreign) == "equinox"
            if buffer and isinstance(array, Unknown):
                yield name, self.program.letters.of(Unknown(f"the shape of {name}", array.line, name)), False
            if not isinstance(array, ArrayValue) or not (array.parameter or buffer or leaf) or id(array) in self.listed:
                continue
            self.listed[id(array)] = name
            self.kept.append(array)
            shape = array.shape
            if shape is not None:
                shape = tuple(self.program.letters.of(axis) if isinstance(axis, Unknown) else axis for axis in shape)
            numbers = numbers_in(shape)
            if numbers is None:
                numbers = self.program.letters.of(Unknown(f"the shape of {name}", array.line, name))
            yield name, numbers, array.trained and not buffer

    def _made(self, value: PackageObject, path: str) -> Iterator[Placed]:
        if value.name.startswith(("keras.", "flax.linen.", *PREFIXES)) and value.name != TRANSFORMED:
            try:
                yield from self._of_keras(value, path)
            except CodeError:
                raise
            except SymbolicError as error:
                raise self._error(error, value.line) from None
            return
        if value.name == TRANSFORMED:
            self.program.foreign.build(value, [], ast.Constant(0, lineno=value.line))
        if value.items is not None:
            for name, inner in value.items.items():
                if isinstance(inner, ArrayValue) and inner.parameter:
                    yield from self._array(inner, f"{path}.{name}".lstrip("."))
                if isinstance(inner, Unknown):
                    yield self._unknown(inner, f"{path}.{name}".lstrip("."))
                    continue
                yield from self._frozen(self._inside(inner, f"{path}.{name}".lstrip("."), "torch", False), value)
            return
        yield from self._module(value, path)

    def _array(self, array: ArrayValue, path: str) -> Iterator[Placed]:
        letters = self.program.letters.of
        shape = array.shape and tuple(letters(axis) if isinstance(axis, Unknown) else axis for axis in array.shape)
        numbers = numbers_in(shape)
        if numbers is None:
            numbers = letters(Unknown(f"the shape of {path}", array.line, path))
        if id(array) not in self.listed:
            self.listed[id(array)] = path
            self.kept.append(array)
            yield Placed(path, "array", (Term(path, numbers, trained=array.trained),))

    def _module(self, value: PackageObject, path: str) -> Iterator[Placed]:
        placed: list[Placed] = []
        inside: list[str] = []
        try:
            for name, layer in module_layers(value, self.program.letters.of):
                called = ".".join(filter(None, (path, name))) or layer.short
                reads = layer.enters
                if reads is None and layer.word and not hasattr(layer, "vocabulary"):
                    reads = self._unsaid(layer, value)
                placed.append(layer.place(called, reads, placed))
                inside.append(f"{name}." if name else "")
            names = array_names(value, self.program.letters.of) if value.frozen - {"*"} else []
            rows = [with_trained(row, value, names, part) for row, part in zip(placed, inside, strict=True)]
        except CodeError:
            raise
        except SymbolicError as error:
            raise self._error(error, value.line) from None
        for row in rows:
            yield self._tied(row, value)
        for name, inner in value.attributes.items():
            if isinstance(inner, ArrayValue) and inner.parameter:
                yield from self._array(inner, f"{path}.{name}".lstrip("."))
            elif isinstance(inner, SpectralVectors) and (rows := size_of(inner.rows)) is not None:
                kernel = placed[0].terms[0].size.substitute(placed[0].sizes)
                yield Placed(f"{path}.{name}".lstrip("."), "arrays", (Term(name, rows + kernel / rows, trained=False),))
            elif isinstance(inner, PruningMask):
                held = [term for term in placed[0].terms if term.words in HELD_TERMS.get(inner.array, ())]
                if not held:
                    raise self._error(UsageError(f"the mask of {inner.array} is not read here"), value.line)
                numbers = held[0].size.substitute(placed[0].sizes)
                yield Placed(f"{path}.{name}".lstrip("."), "mask", (Term(name, numbers, trained=False),))

    def _error(self, error: SymbolicError, line: int) -> CodeError:
        return self.program.source.error(getattr(error, "problem", str(error)), line)

    def _unsaid(self, layer: Any, value: PackageObject) -> Size | None:
        """A letter for what a layer reads that makes its arrays when it is run first."""
        if not value.kind.startswith("Lazy"):
            return None
        return self.program.letters.of(Unknown(f"what {value.kind} reads", value.line, "n"))

    def _tied(self, row: Placed, value: PackageObject) -> Placed:
        """The row without the arrays that are those of another layer."""
        for name, tie in value.ties.items():
            if isinstance(tie, Unknown) or (isinstance(tie, ArrayValue) and not tie.parameter):
                continue
            term = next((term for term in row.terms if term.words in HELD_TERMS.get(name, ())), None)
            if term is None or not isinstance(tie, ArrayOf | ArrayValue):
                raise self.program.source.error(
                    f"{name} of this {value.kind} is set from outside, which is not read here", value.line
                )
            if isinstance(tie, ArrayOf) and tie.owner is not value:
                owner = self.listed.get(id(tie.owner), "")
                row = replace(
                    row,
                    terms=tuple(kept for kept in row.terms if kept is not term),
                    what=f"{row.what}, tied" + (f" to {owner}" if owner else ""),
                )
        return row

    def _frozen(self, rows: Iterator[Placed], holder: PackageObject | Instance) -> Iterator[Placed]:
        for row in rows:
            yield with_trained(row, holder)

    def _of_keras(self, value: PackageObject, path: str) -> Iterator[Placed]:
        graph = self.program.graph
        for inner in graph.layers_of(value):
            if inner is value:
                for row in graph.rows_of(value):
                    name = path if path and value.name != "keras.Model" else row.name
                    yield with_trained(replace(row, name=name), value)
            elif isinstance(inner, Unknown):
                yield self._unknown(inner, inner.name or "layer")
            elif isinstance(inner, PackageObject | Instance) and id(inner) not in self.listed:
                nested = isinstance(inner, Instance) or (
                    isinstance(inner, PackageObject) and inner.kind in ("Sequential", "Model")
                )
                own = graph.name_of(inner)
                below = f"{path}.{own}".lstrip(".") if path or nested else ""
                yield from self._frozen(self.rows(inner, below), value)
