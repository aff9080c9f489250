"""LSTM cells with more memory or time."""

from symbolic.catalog.entry import Entry
