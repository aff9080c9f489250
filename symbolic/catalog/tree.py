"""Tree and grid cells."""

from symbolic.catalog.entry import Entry
