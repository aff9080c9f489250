"""Cells of the catalogue with modifiers, for every test that goes through them."""

from symbolic import cell, cells
from symbolic.errors import ModifierError


def variants(*modifiers, names=None):
    """Each cell, or those of the names, with each modifier and its value that fits it."""
    for name in names or cells():
        for modifier, value in modifiers:
            try:
                yield cell(name, **{modifier: value})
            except ModifierError:
                continue
