"""The version, in one place that everything may read."""

__version__ = "0.1.0"
