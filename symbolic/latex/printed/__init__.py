"""LaTeX as it is printed: tokens, macros, displays, equations; nothing is known of meaning here."""
