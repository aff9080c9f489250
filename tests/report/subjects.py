"""What several tests of documents run on."""

from modified_cells import variants


def bias_variants(*choices):
    """Each cell with each choice of biases that makes sense for it."""
    return variants(*(("bias", bias) for bias in choices))


def plain(data):
    """Whether data has only what JSON has."""
    if isinstance(data, dict):
        return all(type(key) is str and plain(value) for key, value in data.items())
    if isinstance(data, list):
        return all(map(plain, data))
    return data is None or type(data) in (str, int, bool)
