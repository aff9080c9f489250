"""Networks from files and from memory, a file a format."""
