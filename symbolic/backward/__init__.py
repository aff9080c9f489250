"""The backward pass of a cell and its Jacobians, derived from its equations."""
