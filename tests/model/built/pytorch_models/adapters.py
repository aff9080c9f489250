"""Adapters of low rank."""

import torch
from torch import nn

from .registry import Net, exported, model, numbers


class Adapter(nn.Module):
    """A frozen layer with a product of low rank beside it."""

    def __init__(self, base, rank):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.lora_A = nn.Linear(base.in_features, rank, bias=False)
        self.lora_B = nn.Linear(rank, base.out_features, bias=False)

    def forward(self, x):
        return self.base(x) + self.lora_B(self.lora_A(x))


class AdaptedLinear(nn.Linear):
    """PyTorch's class with the arrays of an adapter in it."""

    def __init__(self, reads, units, rank):
        super().__init__(reads, units)
        self.requires_grad_(False)
        self.lora_A = nn.Parameter(torch.zeros(rank, reads))
        self.lora_B = nn.Parameter(torch.zeros(units, rank))


@exported(numbers(2, 6))
def adapters():
    first, second = Adapter(nn.Linear(6, 8), 2), Adapter(nn.Linear(8, 4), 1)
    return Net(lambda net, x: net.second(torch.relu(net.first(x))), first=first, second=second)


@model
def adapters_in_the_layer():
    return Net(first=AdaptedLinear(6, 8, 2), rnn=nn.GRU(8, 4).requires_grad_(False), head=nn.Linear(4, 2))


@model
def low_rank_parametrisation():
    class LowRank(nn.Module):
        def __init__(self):
            super().__init__()
            self.down, self.up = nn.Parameter(torch.zeros(2, 6)), nn.Parameter(torch.zeros(8, 2))

        def forward(self, weight):
            return weight + self.up @ self.down

    layer = nn.Linear(6, 8)
    nn.utils.parametrize.register_parametrization(layer, "weight", LowRank())
    layer.parametrizations.weight.original.requires_grad_(False)
    return nn.Sequential(layer)
