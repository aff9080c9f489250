"""Cells with a memory of their own."""

from symbolic.catalog.entry import Entry
