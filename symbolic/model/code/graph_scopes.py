"""The variable scopes of TensorFlow 1: which arrays are those that were there before."""

from __future__ import annotations

from typing import Any

from symbolic.errors import UsageError
from symbolic.model.code.values import PackageObject, Reference, Unknown


class GraphScopes:
    """The scopes that a program is in, and what was made under which name.

    >>> scopes = GraphScopes()
    >>> scopes.enter(PackageObject("tensorflow.variable_scope", ["a"], {"reuse": None}, 1))
    >>> scopes.named("w", "Array", None), scopes.leave()
    (('a/w', False), None)
    """

    def __init__(self) -> None:
        self.entered: list[tuple[str, Any]] = []
        self.made: dict[str, Any] = {}
        self.places: dict[str, int] = {}

    def enter(self, scope: PackageObject) -> None:
        """Begin a scope; a reuse that nobody says is that of the scope around it."""
        first = scope.values[0] if scope.values else scope.words.get("name_or_scope", scope.words.get("name"))
        default = scope.words.get("default_name", scope.values[1] if len(scope.values) > 1 else None)
        name = first if isinstance(first, str) else default if isinstance(default, str) else "scope"
        reuse = scope.words.get("reuse")
        if isinstance(reuse, Reference):
            reuse = "auto" if reuse.kind == "AUTO_REUSE" else Unknown(reuse.name, scope.line)
        if reuse in (None, False) and self.entered:
            reuse = self.entered[-1][1]
        self.entered.append((name, reuse))
        if reuse:
            path = self.path
            self.places = {key: place for key, place in self.places.items() if not key.startswith(path)}

    def leave(self) -> None:
        self.entered.pop()

    def reuse_from_here(self) -> None:
        """``scope.reuse_variables()``."""
        if self.entered:
            self.entered[-1] = self.entered[-1][0], True
            self.places = {key: place for key, place in self.places.items() if not key.startswith(self.path)}

    @property
    def path(self) -> str:
        return "".join(f"{name}/" for name, _ in self.entered)

    def named(self, name: Any, kind: str, reuse: Any) -> tuple[str, bool]:
        """The full name of a thing, and whether it is one that was there before; raises `UsageError`."""
        if isinstance(reuse, Reference):
            reuse = "auto" if reuse.kind == "AUTO_REUSE" else Unknown(reuse.name, 1)
        reuse = reuse or (self.entered[-1][1] if self.entered else None)
        if isinstance(reuse, Unknown):
            raise UsageError(f"whether arrays are shared is only known at run time, by reuse={reuse.text}")
        if isinstance(name, str):
            key = f"{self.path}{name}"
        else:
            bare = f"{self.path}{kind}"
            place = self.places[bare] = self.places.get(bare, 0) + 1
            key = f"{bare}:{place}"
        if not reuse:
            return key, False
        if reuse is True and key not in self.made:
            raise UsageError(f"there is nothing named {key} that could be used again")
        return key, key in self.made
