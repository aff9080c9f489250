"""Convolutions, norms, and other layers around the recurrence."""

import torch
from torch import nn

from .registry import Net, exported, model, numbers


@exported(numbers(2, 3, 8))
def convolutions():
    return nn.Sequential(
        nn.Conv1d(3, 6, 3), nn.ReLU(), nn.Conv1d(6, 4, 2, groups=2, bias=False), nn.ConvTranspose1d(4, 5, 3)
    )


@model
def picture_network():
    return nn.Sequential(
        nn.Conv2d(3, 6, (3, 5)),
        nn.BatchNorm2d(6),
        nn.ConvTranspose2d(6, 4, 2, groups=2),
        nn.Flatten(),
        nn.Linear(16, 2),
    )


@model
def volumes():
    return nn.Sequential(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2, affine=False), nn.ConvTranspose3d(2, 1, 2, bias=False))


@exported(numbers(2, 6, 8))
def norms():
    return nn.Sequential(
        nn.GroupNorm(2, 6),
        nn.InstanceNorm1d(6, affine=True),
        nn.LayerNorm((6, 8)),
        nn.LayerNorm(8, bias=False),
        nn.RMSNorm(8),
    )


@model
def norms_without_arrays():
    return nn.Sequential(
        nn.LayerNorm(4, elementwise_affine=False),
        nn.BatchNorm1d(4, track_running_stats=False),
        nn.BatchNorm1d(4, affine=False),
        nn.InstanceNorm1d(4, track_running_stats=True),
        nn.GroupNorm(2, 4, affine=False),
        nn.Linear(4, 2),
    )


@exported(numbers(2, 4))
def activations():
    return nn.Sequential(nn.Linear(4, 5), nn.PReLU(), nn.Linear(5, 6), nn.PReLU(6), nn.Linear(6, 1))


@exported(numbers(2, 3), numbers(2, 4))
def bilinear():
    return Net(lambda net, x, y: net.head(net.bilinear(x, y)), bilinear=nn.Bilinear(3, 4, 5), head=nn.Linear(5, 2))


@model
def bags():
    return Net(bag=nn.EmbeddingBag(20, 4, mode="sum"), words=nn.Embedding(10, 3), head=nn.Linear(7, 2))


@exported(numbers(2, 4))
def branches():
    return Net(
        lambda net, x: net.out(torch.cat([branch(x) for branch in net.branches], 1)),
        branches=nn.ModuleList([nn.Linear(4, 3), nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))]),
        out=nn.Linear(5, 1),
    )


@model
def tower_shared_by_two():
    tower = nn.Sequential(nn.Embedding(9, 4), nn.GRU(4, 5))
    return Net(towers=nn.ModuleDict({"left": tower, "right": tower}), head=nn.Bilinear(5, 5, 1))


@model
def arrays_of_ones_own():
    net = Net(heads=nn.ParameterList([nn.Parameter(torch.zeros(3)), nn.Parameter(torch.zeros(2, 2))]))
    net.named = nn.ParameterDict({"scale": nn.Parameter(torch.ones(4)), "shift": nn.Parameter(torch.ones(4), False)})
    net.temperature = nn.Parameter(torch.tensor(0.5))
    return net


@model
def softmax_in_steps():
    return Net(rnn=nn.LSTM(4, 6), head=nn.AdaptiveLogSoftmaxWithLoss(6, 20, [5, 10]))


class Highway(nn.Module):
    def __init__(self, size, depth):
        super().__init__()
        self.gates = nn.ModuleList(nn.Linear(size, size) for _ in range(depth))
        self.plain = nn.ModuleList(nn.Linear(size, size) for _ in range(depth))

    def forward(self, x):
        for gate, plain in zip(self.gates, self.plain, strict=True):
            share = torch.sigmoid(gate(x))
            x = share * torch.relu(plain(x)) + (1 - share) * x
        return x


@exported(numbers(2, 4))
def highway():
    return Net(lambda net, x: net.head(net.body(x)), body=Highway(4, 3), head=nn.Linear(4, 1))


@exported(numbers(2, 4, 6))
def residual():
    return Net(
        lambda net, x: net.head(x + net.second(torch.relu(net.first(net.norm(x))))),
        norm=nn.LayerNorm(6),
        first=nn.Linear(6, 12),
        second=nn.Linear(12, 6),
        head=nn.Linear(6, 3),
    )
