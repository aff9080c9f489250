"""What several tests of documents run on."""

from symbolic import cell, cells
from symbolic.errors import ModifierError


def variants(*choices):
    """Each cell with each choice of biases that makes sense for it."""
    for name in cells():
        for bias in choices:
            try:
                yield cell(name, bias=bias)
            except ModifierError:
                continue


def plain(data):
    """Whether data has only what JSON has."""
    if isinstance(data, dict):
        return all(type(key) is str and plain(value) for key, value in data.items())
    if isinstance(data, list):
        return all(map(plain, data))
    return data is None or type(data) in (str, int, bool)
