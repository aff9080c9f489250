"""Frozen values with named fields, as `dataclasses` makes them; values are equal, hashed and pickled by these fields.

A number on the command line is answered in the time that a few dozen dataclasses take to be made;
this base class makes its subclasses without generating code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

from symbolic.errors import SymbolicError
from symbolic.version import __version__

AnyRecord = TypeVar("AnyRecord", bound="Record")


class Value:
    """Base of values that are compared, hashed, copied and pickled by the attributes in ``_fields``.

    Those in ``_asides`` are copied and not compared; whatever was derived from both is not copied.
    A value cannot be changed, so that it can be the key of a dictionary.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _asides: ClassVar[tuple[str, ...]] = ()

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def _values(self) -> tuple[Any, ...]:
        state = self.__dict__
        return tuple([state[name] for name in self._fields])

    def _state(self) -> dict[str, Any]:
        """The attributes of which a copy is made."""
        state = self.__dict__
        return {name: state[name] for name in (*self._fields, *self._asides) if name in state}

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._values() == cast(Value, other)._values())

    def __hash__(self) -> int:
        # Kept, as values within values are hashed again and again.
        kept = self.__dict__.get("_hash")
        if kept is None:
            kept = self.__dict__["_hash"] = hash_of((type(self), self._values()))
        return kept

    def __copy__(self: Self) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Read-only views of mappings cannot be pickled.
        state = {
            name: dict(value) if isinstance(value, Mapping) and not isinstance(value, dict) else value
            for name, value in self._state().items()
        }
        return _restored, (_STAMP, type(self), state)


Self = TypeVar("Self", bound=Value)


def hash_of(values: Iterable[Any]) -> int:
    """The hash of values that may hold lists, sets and mappings, whose order does not matter.

    >>> hash_of([{"a": 1, "b": [2]}]) == hash_of([{"b": [2], "a": 1}])
    True
    """
    values = tuple(values)
    try:
        return hash(values)
    except TypeError:
        return hash(_hashable(values))


def _hashable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return frozenset((name, _hashable(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    return frozenset(value) if isinstance(value, set) else value


class _Stamp:
    """The version of a pickle: it comes first, so that it is checked before anything else."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _check_version, (__version__,)


_STAMP = _Stamp()


def _check_version(version: str) -> _Stamp:
    if version != __version__:
        raise SymbolicError(
            f"this was pickled by symbolic-cells {version[:40]} and cannot be read by {__version__}: make it anew"
        )
    return _STAMP


def _restored(_: _Stamp, kind: type[Value], state: Mapping[str, Any]) -> Any:
    value = kind.__new__(kind)
    value.__dict__.update(state)
    return value


def aside(*, default: Any, kw_only: bool = True) -> Any:
    """A field that is not compared and is passed by name.

    >>> class Point(Record):
    ...     x: int
    ...     note: str = aside(default="")
    >>> Point(1, note="here") == Point(1)
    True
    """
    return _Aside(default)


class _Aside:
    def __init__(self, default: Any):
        self.default = default


@dataclass_transform(frozen_default=True, field_specifiers=(aside,))
class Record(Value):
    """Base of frozen values: fields are the annotated names, in order, with defaults as written.

    >>> class Point(Record):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(x=1, y=0), replace(Point(1), y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    """

    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        fields, asides, defaults = list(cls._fields), list(cls._asides), dict(cls._defaults)
        for name in getattr(cls, "__annotations__", {}):
            value = cls.__dict__.get(name, _Aside)
            if name in fields or name in asides or name.startswith("_"):
                continue
            if isinstance(value, _Aside):
                # The default is the class's, so that most values need not hold it.
                asides.append(name)
                setattr(cls, name, value.default)
            else:
                fields.append(name)
                if value is not _Aside:
                    defaults[name] = value
        cls._fields, cls._asides, cls._defaults = tuple(fields), tuple(asides), defaults

    def __init__(self, *values: Any, **named: Any) -> None:
        fields, state = self._fields, self.__dict__
        if len(values) != len(fields) or named:
            self._check_fields(values, named)
            state.update(self._defaults)
            state.update(named)
        state.update(zip(fields, values, strict=False))

    def _check_fields(self, values: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        """Raise `TypeError` for values that are too many, unknown, given twice or missing."""
        name, fields = type(self).__name__, self._fields
        if len(values) > len(fields):
            raise TypeError(f"{name} takes {len(fields)} values, not {len(values)}")
        rest = fields[len(values) :]
        for word in named:
            if word not in rest and word not in self._asides:
                raise TypeError(f"{name} has no open field {word}")
        for word in rest:
            if word not in named and word not in self._defaults:
                raise TypeError(f"{name} needs {word}")

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._fields)
        return f"{type(self).__name__}({fields})"


def replace(record: AnyRecord, **changes: Any) -> AnyRecord:
    """The same record with some fields changed."""
    cls, state = type(record), record._state()
    if unknown := [name for name in changes if name not in cls._fields and name not in cls._asides]:
        raise TypeError(f"{cls.__name__} has no field {unknown[0]}")
    changed = cls.__new__(cls)
    changed.__dict__.update(state, **changes)
    return changed
