"""What was derived, written for a terminal, in LaTeX, in Markdown and as data."""
