"""What a reader does with a formula: check it, solve it, find what it belongs to, compare, sweep and export."""
