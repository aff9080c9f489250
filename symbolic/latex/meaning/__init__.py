"""What printed mathematics means: symbols, products, sizes, and the readings that remain."""
