"""The bounds of what is read, each in one place."""

MOST_BYTES = 64 * 1024
"""The length of a text of equations, in bytes."""

DEEPEST = 100
"""The nesting of brackets in an equation."""

LARGEST = 10**12
"""The largest size."""

MOST_POWER = 16
"""The largest exponent."""

MOST_TERMS = 50
"""The number of terms of a polynomial that stands as a size."""

MOST_FAMILIES = 8
"""The nesting of families."""

FARTHEST = 1000
"""The number of steps that an equation may look back."""
