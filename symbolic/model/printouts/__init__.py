"""Networks as libraries print them: tables of layers, and lists of names and shapes."""
