"""Continuous-time and oscillatory cells."""

from symbolic.catalog.entry import Entry
