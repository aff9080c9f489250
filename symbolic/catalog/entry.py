"""What a catalogue file declares."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from symbolic.catalog.sources import cited, sources
from symbolic.record import Record

if TYPE_CHECKING:
    from symbolic._cell import Cell

NO_FIELDS: Mapping[str, str] = MappingProxyType({})


class Entry(Record):
    """A cell of the literature as data; it becomes a `Cell` when it is asked for.

    ``key`` is the BibTeX key of the source, the main one first where there are several, with a blank
    between; ``summary`` is what is new in the cell, ``note`` where implementations differ from the
    paper or where the source is not certain, ``consulted`` which sections, equations and files the equations were
    held against. All three are English with LaTeX between ``$`` and, between backquotes, code or another cell's name.
    ``identity`` names the fixed parameters that are an identity, ``output`` what goes on where the equations leave a
    doubt; ``varies`` names the cell of the catalogue that it changes; ``example`` has the sizes of the worked example
    that the defaults of `symbolic.catalog.example_sizes` do not suit.
    """

    title: str
    key: str
    equations: str
    sizes: Mapping[str, Any]
    summary: str
    example: Mapping[str, int] = MappingProxyType({})
    note: str = ""
    consulted: str = ""
    fixed: tuple[str, ...] = ()
    latex: Mapping[str, str] = NO_FIELDS
    letters: Mapping[str, str] = NO_FIELDS
    output: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    varies: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The BibTeX keys, the main one first."""
        return tuple(self.key.split())

    @property
    def source(self) -> str:
        """Authors and year of the main source; its key where this bibliography does not have it."""
        main = self.keys[0] if self.keys else ""
        return cited(main) if main in sources() else main

    def cell(self, name: str) -> Cell:
        """The entry as a cell of that name."""
        return self._made(name, False)

    def catalogued(self, name: str) -> Cell:
        """As `cell`, for an entry whose shapes the tests of the catalogue have inferred."""
        return self._made(name, True)

    def _made(self, name: str, known: bool) -> Cell:
        from symbolic._cell import Cell

        words = {"title": self.title, "source": self.source, "summary": self.summary, "note": self.note}
        words |= {"name": name, "key": self.key}
        written = {"fixed": self.fixed, "latex": self.latex, "output": self.output, "identity": self.identity}
        written["static"] = self.static
        if known:
            return Cell.of_entry(self.equations, self.sizes, words, self.letters, **written)
        return Cell(self.equations, self.sizes, letters=self.letters, **words, **written)
