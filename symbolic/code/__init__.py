"""Code that computes what a cell's equations say: a module of a framework, from a `Definition`."""
