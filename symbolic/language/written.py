"""The definition and the texts of a cell, by which cells are compared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from symbolic.language.definition import Definition
from symbolic.language.printer import SOURCE, spell_program
from symbolic.record import Value

Texts = Mapping[str, str]
TEXT_FIELDS = ("name", "title", "source", "summary", "note", "key")


class WrittenCell(Value):
    """Base of a cell: its ``definition``, its words, and the ``modifiers`` that were applied, in their order."""

    _fields = ("definition", *TEXT_FIELDS, "modifiers", "_letters")

    definition: Definition
    name: str
    title: str
    source: str
    summary: str
    note: str
    key: str
    modifiers: dict[str, str]
    _letters: dict[str, str]

    @property
    def text(self) -> str:
        """The equations as source text."""
        return spell_program(self.definition.program, SOURCE)

    @property
    def label(self) -> str:
        """The name with its modifiers, as the command line takes it."""
        return " ".join([self.name or "cell", *(f"{name}={value}" for name, value in self.modifiers.items())])

    @property
    def sizes(self) -> dict[str, tuple[str, ...]]:
        """The declared sizes, as text."""
        return {name: tuple(map(str, shape)) for name, shape in self.definition.sizes.items()}

    @cached_property
    def trainable(self) -> tuple[str, ...]:
        """The names of the parameters that are trained."""
        return tuple(name for name in self.definition.names.parameters if name not in self.definition.fixed)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label}: {', '.join(self.definition.names.signals)}>"
