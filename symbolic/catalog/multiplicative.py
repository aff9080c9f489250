"""Multiplicative and normalised cells."""

from symbolic.catalog.entry import Entry
