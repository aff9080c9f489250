"""A cell as a diagram: what is drawn, and where, as data; `symbolic.report.pictures` writes it."""
