"""Networks from files and from memory, one module per format."""
