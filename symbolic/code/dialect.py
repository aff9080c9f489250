"""How a framework writes operations on arrays: data, one table a framework."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.errors import DefinitionError
from symbolic.record import Record


class Helper(Record):
    """A short function that the generated module holds where it is used; ``needs`` are helpers that it calls."""

    text: str
    needs: tuple[str, ...] = ()


class Dialect(Record):
    """Patterns of text.

    Of an operation, ``{0}``, ``{1}`` are its arguments, ``{a}``, ``{b}`` the first two as they stand in front of an
    index, ``{i}``, ``{j}``, ``{k}`` its sizes and ``{axes}`` how many axes its value has. ``numbers`` are patterns for
    `max`
    and `min` of an array and a plain number. ``affine`` is `linear` with a bias, where there is such a
    thing. ``total``, ``stack``, ``join`` take a list of the members of a family,
    ``{body}`` for each of ``{loop}``.
    """

    name: str
    operations: Mapping[str, str]
    helpers: Mapping[str, Helper]
    imports: Mapping[str, str]
    linear: str
    affine: str
    split: str
    transpose: str
    swap: str
    total: str
    total_from: str
    stack: str
    join: str
    concat: str
    concat_along: str
    reshape: str
    expand: str
    full: str
    zeros: str
    shape: str
    batch: str

    def operation(self, name: str) -> str:
        if name not in self.operations:
            raise DefinitionError(f"{name} cannot be written for {self.name}; export to numpy, or compute it otherwise")
        return self.operations[name]
