"""The networks by their names, and what they are made of."""

import torch
from torch import nn

MODELS, EXPORTED = {}, {}


def model(function):
    MODELS[function.__name__] = function
    return function


def exported(*inputs):
    def register(function):
        MODELS[function.__name__] = function
        EXPORTED[function.__name__] = inputs
        return function

    return register


def words(*shape):
    return torch.zeros(shape, dtype=torch.long)


def numbers(*shape):
    return torch.zeros(shape)


class Net(nn.Module):
    """Modules by name, and a function of them and the input."""

    def __init__(self, run=None, **modules):
        super().__init__()
        self.run = run
        for name, made in modules.items():
            setattr(self, name, made)

    def forward(self, *inputs):
        return self.run(self, *inputs)
