"""Cells that are live objects of a framework, traced in the user's own process into equations of the language."""
