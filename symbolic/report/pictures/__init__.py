"""Pictures: diagrams of cells, maps of their weights, bars and curves, as SVG and as TikZ."""
