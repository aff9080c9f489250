"""The networks by their names: those that either library can build, and those of Keras 3 alone."""

BOTH, NEWER = {}, {}


def both(function):
    BOTH[function.__name__] = function
    return function


def newer(function):
    NEWER[function.__name__] = function
    return function
