"""Parallel and linear recurrences."""

from symbolic.catalog.entry import Entry
