"""The names of a program by where they are set: in a function, around it, or in the file."""

from __future__ import annotations

from typing import Any


class Scope:
    """Names with their values, and the scope around it.

    >>> inner = Scope(Scope(None, {"a": 1}), {"b": 2})
    >>> inner.find("a"), inner.find("c", 0)
    (1, 0)
    """

    def __init__(self, outer: Scope | None, names: dict[str, Any] | None = None):
        self.outer, self.names = outer, {} if names is None else names
        self.elsewhere: set[str] = set()

    def find(self, name: str, otherwise: Any = None) -> Any:
        """The value of a name, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return otherwise

    def put(self, name: str, value: Any) -> None:
        """Set a name; one that was said to be ``global`` or ``nonlocal``, where it is."""
        scope = self
        while name in scope.elsewhere and scope.outer is not None:
            scope = scope.outer
        scope.names[name] = value
