"""One file a question; each takes a cell and answers with data."""
