"""Whole networks: layers in a row, stacks of them, and the counts of all."""
