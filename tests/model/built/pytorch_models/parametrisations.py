"""Arrays that are computed from others: weight norms, masks."""

import warnings

import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from .registry import Net, model


@model
def weight_norm():
    return nn.Sequential(parametrizations.weight_norm(nn.Linear(5, 4)), nn.Linear(4, 2))


@model
def weight_norm_of_convolutions():
    return nn.Sequential(*(parametrizations.weight_norm(nn.Conv1d(4, 4, 3, dilation=2**i)) for i in range(2)))


@model
def weight_norm_of_a_recurrent_kernel():
    return Net(rnn=parametrizations.weight_norm(nn.LSTM(4, 5), "weight_hh_l0"), head=nn.Linear(5, 2))


@model
def older_weight_norm():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.Sequential(nn.utils.weight_norm(nn.Conv1d(3, 4, 2)), nn.utils.spectral_norm(nn.Linear(5, 4)))


@model
def spectral_norm():
    return nn.Sequential(
        parametrizations.spectral_norm(nn.Conv2d(3, 4, 3)), parametrizations.spectral_norm(nn.Linear(5, 4))
    )


@model
def orthogonal():
    return Net(rnn=nn.GRU(4, 5), map=parametrizations.orthogonal(nn.Linear(5, 4)))


@model
def pruned():
    net = Net(rnn=nn.GRU(4, 5), head=nn.Linear(5, 2))
    prune.l1_unstructured(net.head, "weight", 0.5)
    prune.random_unstructured(net.rnn, "weight_hh_l0", 0.3)
    return net


@model
def pruned_for_good():
    net = nn.Sequential(nn.Linear(5, 4))
    prune.l1_unstructured(net[0], "weight", 0.5)
    prune.remove(net[0], "weight")
    return net


@model
def orthogonal_recurrent_kernel():
    return Net(rnn=parametrizations.orthogonal(nn.RNN(4, 5), "weight_hh_l0"), head=nn.Linear(5, 2))


@model
def two_parametrisations_of_one_kernel():
    class Symmetric(nn.Module):
        def forward(self, weight):
            return weight.triu() + weight.triu(1).T

    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(1))

        def forward(self, weight):
            return self.scale * weight

    layer = nn.Linear(6, 6)
    for made in (Symmetric(), Scaled()):
        nn.utils.parametrize.register_parametrization(layer, "weight", made)
    return nn.Sequential(layer, nn.Linear(6, 1))


@model
def pruned_everywhere():
    net = Net(rnn=nn.LSTM(4, 5), map=nn.Linear(5, 6), norm=nn.BatchNorm1d(6), head=nn.Linear(6, 2))
    places = [(net.rnn, "weight_ih_l0"), (net.rnn, "weight_hh_l0"), (net.head, "weight")]
    prune.global_unstructured(places, pruning_method=prune.L1Unstructured, amount=0.4)
    prune.ln_structured(net.map, "weight", 0.3, n=2, dim=0)
    prune.random_unstructured(net.map, "bias", 0.5)
    prune.identity(net.norm, "weight")
    return net
