"""One file per question; each takes a definition or a polynomial and answers with data."""
