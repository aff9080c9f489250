"""What a name in a program stands for, as far as reading it without running it can tell."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symbolic.language.sizes.size import ONE, Size

if TYPE_CHECKING:
    from symbolic.model.code.scope import Scope

Extent = int | Size | None
"""How long an axis is; None where nothing says it."""

TensorShape = tuple[Extent, ...] | None
"""The axes, the batch first; None where not even their number is known."""


class LastAxisShape(tuple[Extent, ...]):
    """The shape of a tensor of which the last axis alone is known, as ``(None, last)``."""


class Unknown:
    """A value that is known at run time alone; ``text`` is what the program says in its place, at its ``line``.

    ``holds`` is true of a list in which there are layers.
    """

    def __init__(self, text: str, line: int, name: str = "", holds: bool = False):
        self.text, self.line, self.name, self.holds = text, line, name, holds


class Reference:
    """Something of a package, by its full name."""

    def __init__(self, name: str):
        self.name = name

    @property
    def kind(self) -> str:
        return self.name.rpartition(".")[2]


class PackageObject:
    """What a class of a package makes of its arguments, a layer say; one object, however often it is used.

    ``items`` are the layers in one that holds others. ``ties`` are its arrays that are those of another layer, by
    name; ``frozen`` are the arrays that are not trained, all of them where it holds ``"*"``.
    """

    def __init__(self, name: str, values: list[Any], words: dict[str, Any], line: int):
        self.name, self.values, self.words, self.line = name, values, words, line
        self.attributes: dict[str, Any] = {}
        self.items: dict[str, Any] | None = None
        self.ties: dict[str, Any] = {}
        self.frozen: set[str] = set()

    @property
    def kind(self) -> str:
        return self.name.rpartition(".")[2]


class TensorValue:
    """What flows through a network; ``layer`` is what it comes out of, ``sources`` what went in there."""

    def __init__(self, shape: TensorShape, layer: Any = None, sources: tuple[TensorValue, ...] = ()):
        self.shape, self.layer, self.sources = shape, layer, sources


class ArrayValue:
    """Numbers that a layer may hold: a parameter, or what is made for one."""

    def __init__(self, shape: TensorShape, line: int, trained: bool = True, parameter: bool = False):
        self.shape, self.line, self.trained, self.parameter = shape, line, trained, parameter


class SpectralVectors:
    """The two vectors that a spectral norm keeps beside a kernel of so many rows."""

    def __init__(self, rows: Any):
        self.rows = rows


class PruningMask:
    """A mask beside an array of a layer, of as many numbers."""

    def __init__(self, array: Any):
        self.array = array


class ArrayOf:
    """An array of a layer by its name there, ``encoder.weight``; ``*`` for all of them."""

    def __init__(self, owner: Any, name: str):
        self.owner, self.name = owner, name


class Repeated:
    """So many of a thing, each made in the same way."""

    def __init__(self, value: Any, times: Size):
        self.value, self.times = value, times


class FunctionValue:
    """A function of the program; ``owner`` is the object that a method belongs to."""

    def __init__(self, node: ast.FunctionDef | ast.Lambda, scope: Scope, owner: Any = None, within: Any = None):
        self.node, self.scope, self.owner, self.within = node, scope, owner, within

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "lambda")


class OwnClass:
    """A class of the program; ``bases`` are others of it, or of a package."""

    def __init__(self, node: ast.ClassDef, bases: list[Any], attributes: dict[str, Any], fields: list[str], line: int):
        self.node, self.bases, self.attributes, self.fields, self.line = node, bases, attributes, fields, line

    @property
    def name(self) -> str:
        return self.node.name

    def find(self, name: str) -> tuple[Any, OwnClass] | None:
        """An attribute, and the class that has it."""
        return next(((kind.attributes[name], kind) for kind in self.lineage if name in kind.attributes), None)

    @property
    def lineage(self) -> list[OwnClass]:
        """The class and those of the program that it derives from, the nearest first."""
        classes: list[OwnClass] = [self]
        for base in self.bases:
            classes += [kind for kind in base.lineage if kind not in classes] if isinstance(base, OwnClass) else []
        return classes

    @property
    def foreign(self) -> list[str]:
        """The names of the classes of packages that it derives from."""
        return [base.name for kind in self.lineage for base in kind.bases if isinstance(base, Reference)]


def bound_to(owner: OwnClass, value: Any, kind: OwnClass) -> Any:
    """An attribute of a class, one of its own methods with the class as its first argument."""
    words = (
        value.node.decorator_list
        if isinstance(value, FunctionValue) and isinstance(value.node, ast.FunctionDef)
        else []
    )
    if any(isinstance(word, ast.Name) and word.id == "classmethod" for word in words):
        return FunctionValue(value.node, value.scope, owner, kind)
    return value


class Instance:
    """An object of a class of the program; ``base`` is the layer of a package that it is, where it derives from one."""

    def __init__(self, kind: OwnClass, line: int):
        self.kind, self.line = kind, line
        self.attributes: dict[str, Any] = {}
        self.base: PackageObject | None = None
        self.buffers: dict[str, Any] = {}
        self.built = False
        self.compact: list[str] | None = None
        self.frozen: set[str] = set()


def name_among(name: Any, held: Mapping[str, Any]) -> str:
    """The name of a part; one that only the run says has a name that no other part has.

    >>> name_among("rnn", {}), name_among(Unknown("names[i]", 3), {"rnn": 1})
    ('rnn', 'part_1')
    """
    return str(name) if isinstance(name, str | int) else f"part_{len(held)}"


class Namespace:
    """A module or a mapping with attributes alone: an imported one, arguments of a command line."""

    def __init__(self, attributes: Mapping[str, Any], text: str = ""):
        self.attributes, self.text = dict(attributes), text


class Partial:
    """A class or a function with some of its arguments, as ``functools.partial`` makes it."""

    def __init__(self, function: Any, values: list[Any], words: dict[str, Any]):
        self.function, self.values, self.words = function, values, words


class Method:
    """A method of a value that is not an object of the program: of a list, a tensor, a layer."""

    def __init__(self, owner: Any, name: str):
        self.owner, self.name = owner, name


class Super:
    """What ``super()`` is: the object, as one of the classes behind ``within``."""

    def __init__(self, owner: Any, within: Any):
        self.owner, self.within = owner, within


def size_of(value: Any) -> Size | None:
    """A whole number or a size as a size; None for anything else.

    >>> str(size_of(3)), size_of("3")
    ('3', None)
    """
    if isinstance(value, Size):
        return value
    return Size.of(value) if isinstance(value, int) and not isinstance(value, bool) else None


def extent_of(size: Size) -> int | Size:
    """A size as a number where it is one."""
    return size if size.constant is None else size.constant


def numbers_in(shape: TensorShape) -> Size | None:
    """How many numbers there are on all axes; None where an axis is not known."""
    product = ONE
    for extent in shape or ():
        size = size_of(extent)
        if size is None:
            return None
        product = product * size
    return None if shape is None else product
