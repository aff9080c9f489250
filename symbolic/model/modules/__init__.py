"""A network as code of a framework: a module with its layers, and the classes of the cells that it holds."""
