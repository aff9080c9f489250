"""Plots: curves and bars as data, drawn as SVG, for pgfplots and by matplotlib."""
