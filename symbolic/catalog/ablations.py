"""LSTM ablations and slim LSTMs."""

from symbolic.catalog.entry import Entry
