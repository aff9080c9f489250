"""Deep and two-directional cells."""

from symbolic.catalog.entry import Entry
