"""Cells from LaTeX: tokens, equations, symbols, and the readings that their shapes leave."""
