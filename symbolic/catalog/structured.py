"""Factorised and structured cells."""

from symbolic.catalog.entry import Entry
