"""Convolutional cells."""

from symbolic.catalog.entry import Entry
