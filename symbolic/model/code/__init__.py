"""Networks in Python code, which is parsed and never run: a file of concepts each, from the text to the layers."""
