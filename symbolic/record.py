"""Frozen values with named fields, as `dataclasses` makes them.

A number on the command line is answered in the time that a few dozen dataclasses take to be made;
this base class makes its subclasses without generating code.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, dataclass_transform

Kind = TypeVar("Kind", bound="Record")


def aside(*, default: Any, kw_only: bool = True) -> Any:
    """A field that takes no part in comparison and is given by name.

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
class Record:
    """Base of frozen values: fields are the annotated names, in order, with defaults as written.

    >>> class Point(Record):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(x=1, y=0), replace(Point(1), y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _asides: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        fields, asides, defaults = list(cls._fields), list(cls._asides), dict(cls._defaults)
        for name in getattr(cls, "__annotations__", {}):
            value = cls.__dict__.get(name, _Aside)
            if name in fields or name in asides or name.startswith("_"):
                continue
            if isinstance(value, _Aside):
                asides.append(name)
                defaults[name] = value.default
            else:
                fields.append(name)
                if value is not _Aside:
                    defaults[name] = value
        cls._fields, cls._asides, cls._defaults = tuple(fields), tuple(asides), defaults

    def __init__(self, *values: Any, **named: Any) -> None:
        cls = type(self)
        self.__dict__.update(cls._defaults)
        if len(values) == len(cls._fields) and not named:
            self.__dict__.update(zip(cls._fields, values, strict=True))
            return
        if len(values) > len(cls._fields):
            raise TypeError(f"{cls.__name__} takes {len(cls._fields)} values, not {len(values)}")
        fields = dict(zip(cls._fields, values, strict=False))
        if unknown := [name for name in named if name in fields or name not in (*cls._fields, *cls._asides)]:
            raise TypeError(f"{cls.__name__} has no open field {unknown[0]}")
        fields = {**cls._defaults, **fields, **named}
        if missing := [name for name in cls._fields if name not in fields]:
            raise TypeError(f"{cls.__name__} needs {missing[0]}")
        self.__dict__.update(fields)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def _values(self) -> tuple[Any, ...]:
        return tuple(self.__dict__[name] for name in self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        # Kept, as a value that holds others is asked for its own again and again.
        digest = self.__dict__.get("_hash")
        if digest is None:
            digest = self.__dict__["_hash"] = hash((type(self), self._values()))
        return digest

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._fields)
        return f"{type(self).__name__}({fields})"


def replace(record: Kind, **changes: Any) -> Kind:
    """The same record with some fields changed."""
    cls = type(record)
    names = (*cls._fields, *cls._asides)
    if not changes.keys() <= {*names}:
        unknown = next(name for name in changes if name not in names)
        raise TypeError(f"{cls.__name__} has no field {unknown}")
    changed = cls.__new__(cls)
    for name in names:
        changed.__dict__[name] = changes[name] if name in changes else record.__dict__[name]
    return changed
