"""Two cells equation by equation: whether they are the same but for names, and where they are not."""
