"""Writing down what was derived: for a terminal, in LaTeX and in Markdown."""
